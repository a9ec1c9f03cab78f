import { parseArgs } from "node:util";

export interface BrowserHostOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Undefined for the default folder. */
  readonly dataFolder: string | undefined;
  readonly opensPage: boolean;
}

/** An option of the command line or the environment cannot be used. */
export class UnusableOption extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableOption";
  }
}

export const serveUsage = `Usage: gatescope serve [--port N] [--data DIR] [--no-open]

Runs Gatescope in the browser until Ctrl+C.

  --port N      the port on 127.0.0.1 (default: GATESCOPE_PORT, or a free one)
  --data DIR    the data folder (default: GATESCOPE_DATA, or Gatescope's own folder)
  --no-open     does not open the page in the browser

Prints one JSON line when it listens: ready, url. The url is a link that works once; press Enter for a new one.
`;

/** Reads the command line and the environment; null if help was requested. Throws `UnusableOption`. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): BrowserHostOptions | null {
  const values = parsed(args);
  if (values.help === true) return null;
  const port = values.port ?? env.GATESCOPE_PORT ?? "0";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UnusableOption(`The port must be a number from 0 to 65535, not “${port}”.`);
  return { port: Number(port), dataFolder: values.data, opensPage: values["no-open"] !== true };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        data: { type: "string" },
        "no-open": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (failure) {
    const problem = failure instanceof Error ? failure.message.split(". ")[0] : String(failure);
    throw new UnusableOption(`${problem}. Its options are [--port N] [--data DIR] [--no-open].`);
  }
}
