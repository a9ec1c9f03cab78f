import { z } from "zod";
import { HopSchema } from "../exchange/hop.ts";

/** How keys are kept at rest, as the screen says it. */
export const KeyStorageSchema = z.object({
  /** `os`: the system's keychain; `passphrase`: scrypt; `session`: memory only, forgotten when the program ends. */
  protection: z.enum(["os", "passphrase", "session"]),
  /** A passphrase is needed before any key can be used. */
  isLocked: z.boolean(),
  /** Whether the system's protection can be had on this host. */
  isOsAvailable: z.boolean(),
  /** The honest line: what this protects from, and what it does not. */
  sentence: z.string(),
});
export type KeyStorage = z.infer<typeof KeyStorageSchema>;

/** What a trial of a key found: the way it took and, where it got through, what Statsig lets it do. */
export const KeyTestSchema = z.object({
  keyId: z.string(),
  atMs: z.int(),
  verdict: z.enum(["works", "partly_works", "refused", "slow_down", "unreached", "not_sent", "unknown"]),
  /** `Could not reach Statsig with this key: TLS failed.` */
  headline: z.string(),
  /** What it means and what to do, in a sentence or two. */
  advice: z.string(),
  hops: z.array(HopSchema),
  /** One line per ability tried: what it is, whether it is allowed, and the status that told. */
  abilities: z.array(z.object({ name: z.string(), isAllowed: z.boolean().nullable(), status: z.int().nullable(), detail: z.string() })),
  exchangeIds: z.array(z.string()),
});
export type KeyTest = z.infer<typeof KeyTestSchema>;
