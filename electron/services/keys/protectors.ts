import { randomBytes, scrypt } from "node:crypto";
import { z } from "zod";
import type { SecretBox } from "#services/ports.ts";
import { SealedSchema, seal, sealingKeyBytes, unseal } from "./sealing.ts";

/** What one guess of a passphrase costs (scrypt's N, r and p). It is stored beside the wrapped data key. */
export type PassphraseCost = Omit<PassphraseProtector["scrypt"], "salt">;

/** About half a second and 128 MB for each guess. */
export const defaultPassphraseCost: PassphraseCost = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };
const saltBytes = 16;
const wrapBinding = "v1|data-key";

const OsProtectorSchema = z.object({
  kind: z.literal("os"),
  /** The name of the system's protection, shown to people. */
  boxName: z.string(),
  wrappedDataKey: z.base64(),
});

const PassphraseProtectorSchema = z.object({
  kind: z.literal("passphrase"),
  scrypt: z.object({
    // Limited, so that a changed file cannot use all memory.
    cost: z
      .int()
      .max(2 ** 20)
      .refine(isPowerOfTwo),
    blockSize: z.int().min(1).max(8),
    parallelization: z.int().min(1).max(4),
    salt: z.base64(),
  }),
  wrappedDataKey: SealedSchema,
});

/** The wrapped data key with which the keys are sealed. A document contains exactly one. */
export const ProtectorSchema = z.discriminatedUnion("kind", [OsProtectorSchema, PassphraseProtectorSchema]);
export type Protector = z.infer<typeof ProtectorSchema>;
export type OsProtector = z.infer<typeof OsProtectorSchema>;
export type PassphraseProtector = z.infer<typeof PassphraseProtectorSchema>;

export async function wrapWithSystem(dataKey: Uint8Array, secretBox: SecretBox): Promise<OsProtector> {
  const wrapped = await secretBox.seal(dataKey);
  return { kind: "os", boxName: secretBox.name, wrappedDataKey: Buffer.from(wrapped).toString("base64") };
}

/** Throws what the system's protection throws, for example if the person declined, or after a move to another login or machine. */
export async function unwrapWithSystem(protector: OsProtector, secretBox: SecretBox): Promise<Buffer> {
  const dataKey = Buffer.from(await secretBox.open(Buffer.from(protector.wrappedDataKey, "base64")));
  if (dataKey.length !== sealingKeyBytes) throw new Error("The system's protection returned no data key.");
  return dataKey;
}

export async function wrapWithPassphrase(dataKey: Uint8Array, passphrase: string, cost: PassphraseCost): Promise<PassphraseProtector> {
  const parameters = { ...cost, salt: randomBytes(saltBytes).toString("base64") };
  const wrappingKey = await deriveKey(passphrase, parameters);
  const wrappedDataKey = seal(wrappingKey, dataKey, wrapBinding);
  wrappingKey.fill(0);
  return { kind: "passphrase", scrypt: parameters, wrappedDataKey };
}

/** Returns null for a wrong passphrase. */
export async function unwrapWithPassphrase(protector: PassphraseProtector, passphrase: string): Promise<Buffer | null> {
  const wrappingKey = await deriveKey(passphrase, protector.scrypt);
  const dataKey = unseal(wrappingKey, protector.wrappedDataKey, wrapBinding);
  wrappingKey.fill(0);
  return dataKey;
}

function isPowerOfTwo(n: number): boolean {
  return n > 1 && Number.isInteger(Math.log2(n));
}

/** Derives the wrapping key in Node's thread pool, without blocking the thread. */
function deriveKey(passphrase: string, { salt, ...cost }: PassphraseProtector["scrypt"]): Promise<Buffer> {
  const neededBytes = 128 * cost.blockSize * (cost.cost + cost.parallelization);
  // Another system may compose the characters of the same passphrase differently.
  const typed = passphrase.normalize("NFKC");
  return new Promise((resolve, reject) => {
    scrypt(typed, Buffer.from(salt, "base64"), sealingKeyBytes, { ...cost, maxmem: 2 * neededBytes }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
