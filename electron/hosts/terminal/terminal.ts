import type { Readable } from "node:stream";
import type { Clock, Log, Network } from "#services/ports.ts";

/** The parts of the terminal that a command uses. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  /** Writes results to the standard output, with keys masked; everything else goes to `log`. */
  readonly print: (text: string) => void;
  /** Writes a sentence about the input to the standard error, with keys masked. */
  readonly note: (sentence: string) => void;
  /** Resolves once the reader of the standard output has caught up. */
  readonly drained: () => Promise<void>;
  /** Masks the keys that `maskSecrets` names, and everything that has the form of a key; so does `note`, and `print` before `maskSecrets` was called. */
  readonly log: Log;
  readonly maskSecrets: (secrets: () => readonly string[]) => void;
  /** Aborts when the user or the system ends the command. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly network: Network;
  readonly version: string;
}
