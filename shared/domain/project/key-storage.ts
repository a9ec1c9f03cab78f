import { z } from "zod";
import { HopSchema } from "../exchange/hop.ts";

/** The storage of the keys. */
export const KeyStorageSchema = z.object({
  /** `os`: encrypted with the system's keychain; `passphrase`: encrypted with a passphrase (scrypt); `session`: in memory only. */
  protection: z.enum(["os", "passphrase", "session"]),
  /** True if no key can be used before the vault is unlocked. */
  isLocked: z.boolean(),
  /** True if the system's keychain is available on this host. */
  isOsAvailable: z.boolean(),
  /** Describes what this protects from, and what it does not protect from. */
  sentence: z.string(),
});
export type KeyStorage = z.infer<typeof KeyStorageSchema>;

/** The result of a key test: the hops of the connection and, if Statsig answered, what the key may do. */
export const KeyTestSchema = z.object({
  keyId: z.string(),
  atMs: z.int(),
  verdict: z.enum(["works", "partly_works", "refused", "slow_down", "unreached", "not_sent", "unknown"]),
  /** `Could not reach Statsig with this key: TLS failed.` */
  headline: z.string(),
  /** One or two sentences that say what the result means and what to do. */
  advice: z.string(),
  hops: z.array(HopSchema),
  /** One line for each ability: whether it is allowed, and the HTTP status that shows it. */
  abilities: z.array(z.object({ name: z.string(), isAllowed: z.boolean().nullable(), status: z.int().nullable(), detail: z.string() })),
  exchangeIds: z.array(z.string()),
});
export type KeyTest = z.infer<typeof KeyTestSchema>;
