import { z } from "zod";
import { KeyInfoSchema } from "#shared/domain/project/key-info.ts";
import { type Reading, readEntries } from "../storage/settings-document.ts";
import { type Protector, ProtectorSchema } from "./protectors.ts";
import { SealedSchema, seal, unseal } from "./sealing.ts";
import { Secret } from "./secret.ts";

const SealedKeySchema = z.object({ info: KeyInfoSchema, sealed: SealedSchema });
/** A key in memory and on disk: the facts that may be shown in plain text, and the key itself sealed with the data key. */
export type SealedKey = z.infer<typeof SealedKeySchema>;

/** The document `sealed-keys`. It contains no plain key, and nothing that opens one without the protector. */
export interface SealedKeys {
  readonly version: 1;
  readonly protector: Protector;
  readonly keys: readonly SealedKey[];
}

const DocumentSchema = z.object({ version: z.literal(1), protector: ProtectorSchema, keys: z.array(z.unknown()) });

export function readSealedKeys(raw: unknown): Reading<SealedKeys> | null {
  const document = DocumentSchema.safeParse(raw);
  if (!document.success) return null;
  const keys = readEntries(document.data, "keys", SealedKeySchema);
  return { ...keys, value: { ...document.data, keys: keys.value } };
}

export function sealKey(dataKey: Uint8Array, info: SealedKey["info"], secret: Secret): SealedKey {
  const plain = Buffer.from(secret.reveal());
  const sealed = seal(dataKey, plain, binding(info));
  plain.fill(0);
  return { info, sealed };
}

/** Returns null if the entry was changed, or moved from another key or project. */
export function unsealKey(dataKey: Uint8Array, { info, sealed }: SealedKey): Secret | null {
  const plain = unseal(dataKey, sealed, binding(info));
  if (plain === null) return null;
  const secret = new Secret(plain.toString());
  plain.fill(0);
  return secret;
}

/** Binds an entry to its project, so that a copy in another project, which has other hosts, cannot be opened. */
function binding({ id, projectId }: SealedKey["info"]): string {
  return `v1|${id}|${projectId}`;
}
