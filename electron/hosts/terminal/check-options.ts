import { type EntityKind, EntityKindSchema } from "#shared/domain/evaluation/evaluation.ts";
import { nameProblem, namesProblem } from "#shared/domain/evaluation/names.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { keyProblem } from "#shared/domain/project/key-info.ts";
import { consoleBaseBeside, type ProjectHosts, ProjectHostsSchema } from "#shared/domain/project/project.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";

export const checkUsage = `gatescope check: evaluates for a user, and prints one JSON line per answer

  --api URL            the API base, such as https://api.statsig.com/v1 (/v1 is added where the address has no path)
  --key-env VARIABLE   the environment variable that holds the server secret or client key
  --events URL         the events base, for completeness: a check sends nothing there
  --initialize URL     lets an unknown gate be told from one that is off with a client key
  --cdn URL            the same with a server secret key, by the project's definitions
  --timeout SECONDS    how long one request may take, 0.5 to 300 (20)
or
  --project NAME       a project saved in Gatescope, with its hosts, tier and keys; the exchanges are kept in its history.
                       Keys under a passphrase are opened with GATESCOPE_PASSPHRASE
  --data DIR           the data folder of that project (GATESCOPE_DATA, or the usual place)

  --user FILE          the user, a JSON object; - reads it from the standard input
  --tier NAME          the environment tier, for a user that names none
  --gate NAME          what to evaluate; each may be given up to 100 times, and several gates go as one request
  --config NAME
  --experiment NAME
  --layer NAME
  --ranked NAME
  --log-exposures      lets Statsig log exposures; without it, looking leaves no trace

Exit code: 0 all were answered, 1 some were not, 2 the input cannot be used. A key is never an argument.
`;

/** One thing to evaluate, in the order of the command line. */
export interface Asked {
  readonly kind: EntityKind;
  readonly name: string;
}

export interface CheckOptions {
  readonly asked: readonly Asked[];
  readonly userFile: string;
  /** Undefined leaves it to the project, or to Statsig's default. */
  readonly tier: string | undefined;
  readonly isLogging: boolean;
  readonly timeoutMs: number | undefined;
  readonly dataFolder: string | undefined;
  readonly from: AskedAddress | { readonly projectName: string };
}

/** A server named on the command line. Hosts that were not named are not to be asked anything. */
export interface AskedAddress {
  readonly hosts: ProjectHosts;
  readonly key: string;
  readonly hasCdn: boolean;
  readonly hasInitialize: boolean;
}

const text = { type: "string" } as const;
const names = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;
const options = {
  api: text,
  events: text,
  initialize: text,
  cdn: text,
  "key-env": text,
  project: text,
  data: text,
  user: text,
  tier: text,
  gate: names,
  config: names,
  experiment: names,
  layer: names,
  ranked: names,
  "log-exposures": flag,
  timeout: text,
  help: flag,
} as const;

/** What the command line asks for; null where it asks for help. Throws `UnusableArguments`. */
export function readCheckOptions(args: readonly string[], env: NodeJS.ProcessEnv): CheckOptions | null {
  const { values, tokens } = readArguments("check", args, options);
  if (values.help) return null;
  const asked = tokens.flatMap((token): Asked[] => {
    const kind = token.kind === "option" ? EntityKindSchema.safeParse(token.name) : undefined;
    return kind?.success && token.kind === "option" && token.value !== undefined ? [{ kind: kind.data, name: token.value }] : [];
  });
  if (asked.length === 0) throw new UnusableArguments("Nothing to evaluate: give --gate, --config, --experiment, --layer or --ranked.");
  refuseNames(asked);
  if (values.user === undefined) throw new UnusableArguments("No user: give --user FILE, or --user - for the standard input.");
  return {
    asked,
    userFile: values.user,
    tier: values.tier,
    isLogging: values["log-exposures"] ?? false,
    timeoutMs: readTimeout(values.timeout),
    dataFolder: values.data,
    from: readFrom(values, env),
  };
}

/**
 * What Statsig would refuse is no question, so nothing of it is asked. More than 100 gates are refused, too, and not split: one command is one request
 * for gates, as the page's button is, and a pipeline that has more says so with `xargs -n 100`.
 */
function refuseNames(asked: readonly Asked[]): void {
  for (const [kind, ofKind] of Map.groupBy(asked, (each) => each.kind)) {
    const names = ofKind.map(({ name }) => name);
    const problem = names.some((name) => name.trim() === "")
      ? "An empty name was given."
      : (namesProblem(kind, names) ?? names.map((name) => nameProblem(kind, name)).find((found) => found !== null));
    if (problem != null) throw new UnusableArguments(`--${kind}: ${problem}`);
  }
}

/** The user as JSON. A pipeline says exactly what it means: nothing is guessed or mended here, as it is for what is pasted. Throws `UnusableArguments`. */
export function readUser(json: string, source: string): StatsigUser {
  const user = parse(json, source);
  if (!isJsonObject(user)) throw new UnusableArguments(`The user in ${source} is no JSON object, such as {"userID":"u_123"}.`);
  return user;
}

function parse(json: string, source: string): JsonValue {
  try {
    // Windows editors begin a file with a mark that JSON does not know.
    return JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch (failure) {
    throw new UnusableArguments(`The user in ${source} is not JSON: ${breakOf(json, failure)}.`);
  }
}

/** Where and how JSON breaks, without what stands there: that may be anybody's. */
function breakOf(json: string, failure: unknown): string {
  if (json.trim() === "") return "there is nothing in it";
  const message = failure instanceof Error ? failure.message : "";
  if (/^Unexpected end|^Unterminated/.test(message)) return "it ends too early";
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  if (line !== undefined) return `it breaks at ${json.trimEnd().includes("\n") ? `line ${line}, column ${column}` : `column ${column}`}`;
  const [, token] = /^Unexpected token '(.)'/u.exec(message) ?? [];
  return token === undefined ? "it cannot be read" : `“${token}” is unexpected in it`;
}

interface FromValues {
  readonly api?: string | undefined;
  readonly events?: string | undefined;
  readonly initialize?: string | undefined;
  readonly cdn?: string | undefined;
  readonly "key-env"?: string | undefined;
  readonly timeout?: string | undefined;
  readonly project?: string | undefined;
}

function readFrom(values: FromValues, env: NodeJS.ProcessEnv): CheckOptions["from"] {
  const { api, events, initialize, cdn, project } = values;
  if (project !== undefined) {
    const other = (["api", "events", "initialize", "cdn", "key-env", "timeout"] as const).find((name) => values[name] !== undefined);
    if (other !== undefined)
      throw new UnusableArguments(`--${other} does not go with --project, which has its own hosts, keys and time-out.`);
    return { projectName: project };
  }
  if (api === undefined) throw new UnusableArguments("Nobody to ask: give --api URL with --key-env VARIABLE, or --project NAME.");
  const base = readBase("api", api);
  const hosts: ProjectHosts = {
    api: base,
    events: events === undefined ? base : readBase("events", events),
    initialize: initialize === undefined ? base : readBase("initialize", initialize),
    cdn: cdn === undefined ? new URL(base).origin : readAddress("cdn", cdn).replace(/\/+$/, ""),
    console: consoleBaseBeside(base),
  };
  return { hosts, key: readKey(values["key-env"], env), hasCdn: cdn !== undefined, hasInitialize: initialize !== undefined };
}

/** A base address; Statsig's are all under /v1. */
function readBase(name: "api" | "events" | "initialize", address: string): string {
  const { href, pathname } = new URL(readAddress(name, address));
  return pathname === "/" ? new URL("/v1", href).href : href.replace(/\/+$/, "");
}

function readAddress(name: keyof ProjectHosts, address: string): string {
  const read = ProjectHostsSchema.shape[name].safeParse(address);
  if (!read.success) throw new UnusableArguments(`--${name}: ${read.error.issues[0]?.message ?? "This is no address."}`);
  const { username, search, hash } = new URL(read.data);
  if (username !== "" || search !== "" || hash !== "")
    throw new UnusableArguments(`--${name}: Give the address without a user name, a query or a fragment.`);
  return read.data;
}

function readKey(variable: string | undefined, env: NodeJS.ProcessEnv): string {
  if (variable === undefined) throw new UnusableArguments("No key: give --key-env VARIABLE, the environment variable that holds it.");
  // A key that was given in place of the variable's name must not be repeated, whatever it looks like.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) throw new UnusableArguments("--key-env takes the name of an environment variable.");
  const key = env[variable]?.trim() ?? "";
  if (key === "") throw new UnusableArguments(`The environment variable given with --key-env is not set, or is empty.`);
  const problem = keyProblem(key);
  if (problem !== null) throw new UnusableArguments(`The environment variable given with --key-env holds no usable key. ${problem}`);
  return key;
}

function readTimeout(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(seconds) ? Math.round(Number(seconds) * 1000) : Number.NaN;
  if (!(ms >= 500 && ms <= 300_000)) throw new UnusableArguments("--timeout takes seconds, from 0.5 to 300.");
  return ms;
}
