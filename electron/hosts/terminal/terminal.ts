import type { Readable } from "node:stream";
import type { Clock, Log, Network } from "#services/ports.ts";

/** What a command has of the terminal it runs in. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  /** To the standard output, which is the command's alone; everything else goes through `log`. */
  readonly print: (text: string) => void;
  /** Resolves once there is room for more, when whoever reads is slower than the command. */
  readonly printed: () => Promise<void>;
  /** Masks the keys that `knowSecrets` tells of, beside everything of a key's form. */
  readonly log: Log;
  readonly knowSecrets: (secrets: () => readonly string[]) => void;
  /** Aborts when the person or the system ends the command. */
  readonly outcome: AbortSignal;
  readonly clock: Clock;
  readonly network: Network;
  readonly version: string;
}
