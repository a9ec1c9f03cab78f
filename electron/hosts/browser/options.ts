import { parseArgs } from "node:util";

export interface BrowserHostOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Undefined is the usual place of this system. */
  readonly dataFolder: string | undefined;
  readonly opensPage: boolean;
}

/** The command line or the environment asks for what cannot be. */
export class UnusableOption extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableOption";
  }
}

export const serveUsage = `gatescope serve: the browser host, until it is ended with Ctrl+C

  --port N      the port on 127.0.0.1 (GATESCOPE_PORT, or any free one)
  --data DIR    the data folder (GATESCOPE_DATA, or the usual place)
  --no-open     does not open the page in the browser

Prints one JSON line when it listens: ready, url. The url holds a link that works once; Enter makes a new one.
`;

/** What the command line and the environment ask for; null where it asks for help. Throws `UnusableOption`. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): BrowserHostOptions | null {
  const values = parsed(args);
  if (values.help === true) return null;
  const port = values.port ?? env.GATESCOPE_PORT ?? "0";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UnusableOption(`The port is a number from 0 to 65535, not “${port}”.`);
  return { port: Number(port), dataFolder: values.data, opensPage: values["no-open"] !== true };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: "string" }, data: { type: "string" }, "no-open": { type: "boolean" }, help: { type: "boolean" } },
    }).values;
  } catch (failure) {
    const problem = failure instanceof Error ? failure.message.split(". ")[0] : String(failure);
    throw new UnusableOption(`${problem}. It takes [--port N] [--data DIR] [--no-open].`);
  }
}
