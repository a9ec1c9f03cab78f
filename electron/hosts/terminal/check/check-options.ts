import { type EntityKind, EntityKindSchema } from "#shared/domain/evaluation/evaluation.ts";
import { nameProblem, namesProblem } from "#shared/domain/evaluation/names.ts";
import { consoleBaseBeside, type ProjectHosts, ProjectHostsSchema } from "#shared/domain/project/project.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { readSaveCase, type SaveCase, saveCaseOptions, saveCaseUsage } from "../case/save-case.ts";
import { readKey, readTier } from "../option-values.ts";

export const checkUsage = `Usage: gatescope check --api URL --key-env VARIABLE --user FILE --gate NAME
       gatescope check --project NAME --user FILE --gate NAME

Evaluates names for a user, and prints one JSON line per answer.

At a server:
  --api URL            the API base, for example https://api.statsig.com/v1; /v1 is added if the address has no path
  --key-env VARIABLE   the environment variable that contains the server secret or client key
  --cdn URL            for a server secret key: the CDN base, whose definitions distinguish an unknown gate from one that is off
  --initialize URL     for a client key: the initialize base, for the same purpose
  --events URL         the events base; a check sends nothing there
  --timeout SECONDS    the time limit of a request, 0.5 to 300 (default: 20)

In a project saved in Gatescope, with its hosts, tier and keys. Its history stores the exchanges:
  --project NAME       the name of the project
  --data DIR           the data folder (default: GATESCOPE_DATA, or Gatescope's own folder)
                       If a passphrase protects the keys, put it into the environment variable GATESCOPE_PASSPHRASE

What to evaluate:
  --user FILE          a file with the user; - reads the standard input. A JSON object is used exactly as it stands; from any other text, such as
                       a log line or a request, the user is read as gatescope user does, and how it was read is printed on stderr
  --tier NAME          the environment tier, for a user that has none
  --gate NAME          each of these may be given up to 100 times; several gates are sent as one request
  --config NAME
  --experiment NAME
  --layer NAME
  --ranked NAME
  --log-exposures      lets Statsig log exposures; without it, a check logs nothing
  --yes-protected      confirms logging in a protected tier, which is refused otherwise; a user without a tier is in production

With --project:
${saveCaseUsage}

Exit code: 0 if everything was answered, 1 if not, 2 if the input cannot be used. A key is never an argument.
`;

/** A name to evaluate. */
export interface RequestedName {
  readonly kind: EntityKind;
  readonly name: string;
}

export interface CheckOptions {
  /** In the order of the command line. */
  readonly names: readonly RequestedName[];
  readonly userFile: string;
  /** Undefined for the default of the project, or of Statsig. */
  readonly tier: string | undefined;
  readonly isLogging: boolean;
  /** True if logging in a protected tier was confirmed. */
  readonly isConfirmed: boolean;
  readonly timeoutMs: number | undefined;
  readonly dataFolder: string | undefined;
  readonly from: ServerAddress | { readonly projectName: string };
  /** Null if no case is saved. */
  readonly saveCase: SaveCase | null;
}

/** A server given on the command line. Hosts that were not given must not receive requests. */
export interface ServerAddress {
  readonly hosts: ProjectHosts;
  readonly key: string;
  readonly hasCdn: boolean;
  readonly hasInitialize: boolean;
}

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
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
  gate: texts,
  config: texts,
  experiment: texts,
  layer: texts,
  ranked: texts,
  "log-exposures": flag,
  "yes-protected": flag,
  timeout: text,
  ...saveCaseOptions,
  help: flag,
} as const;

/** Reads the command line; null if it asks for help. Throws `UnusableArguments`. */
export function readCheckOptions(args: readonly string[], env: NodeJS.ProcessEnv): CheckOptions | null {
  const { values, tokens } = readArguments("check", args, options);
  if (values.help) return null;
  const names = tokens.flatMap((token): RequestedName[] => {
    const kind = token.kind === "option" ? EntityKindSchema.safeParse(token.name) : undefined;
    return kind?.success && token.kind === "option" && token.value !== undefined ? [{ kind: kind.data, name: token.value }] : [];
  });
  if (names.length === 0) throw new UnusableArguments("Nothing to evaluate: give --gate, --config, --experiment, --layer or --ranked.");
  refuseNames(names);
  if (values.user === undefined) throw new UnusableArguments("No user: give --user FILE, or --user - for the standard input.");
  return {
    names,
    userFile: values.user,
    tier: readTier(values.tier),
    isLogging: values["log-exposures"] ?? false,
    isConfirmed: values["yes-protected"] ?? false,
    timeoutMs: readTimeout(values.timeout),
    dataFolder: values.data,
    from: readFrom(values, env),
    saveCase: readSaveCaseInProject(values),
  };
}

/** A case has rules, which only a project has. */
function readSaveCaseInProject(values: Parameters<typeof readSaveCase>[0] & Pick<FromValues, "project">): SaveCase | null {
  const saveCase = readSaveCase(values);
  if (saveCase !== null && values.project === undefined)
    throw new UnusableArguments("--save-case needs --project NAME, which has the rules of the case.");
  return saveCase;
}

/**
 * Refuses names that Statsig would refuse, before anything is sent. More than 100 gates are refused and not split: one command sends one request for gates,
 * like the page's button, and a pipeline with more of them can use `xargs -n 100`.
 */
function refuseNames(requested: readonly RequestedName[]): void {
  for (const [kind, ofKind] of Map.groupBy(requested, (each) => each.kind)) {
    const names = ofKind.map(({ name }) => name);
    const problem = names.some((name) => name.trim() === "")
      ? "An empty name was given."
      : (namesProblem(kind, names) ?? names.map((name) => nameProblem(kind, name)).find((found) => found !== null));
    if (problem != null) throw new UnusableArguments(`--${kind}: ${problem}`);
  }
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
      throw new UnusableArguments(`--${other} does not go with --project, which has its own hosts, keys and time limit.`);
    return { projectName: project };
  }
  if (api === undefined) throw new UnusableArguments("No server: give --api URL with --key-env VARIABLE, or --project NAME.");
  const base = readBase("api", api);
  const hosts: ProjectHosts = {
    api: base,
    events: events === undefined ? base : readBase("events", events),
    initialize: initialize === undefined ? base : readBase("initialize", initialize),
    cdn: cdn === undefined ? new URL(base).origin : readAddress("cdn", cdn).replace(/\/+$/, ""),
    console: consoleBaseBeside(base),
  };
  return { hosts, key: keyOf(values["key-env"], env), hasCdn: cdn !== undefined, hasInitialize: initialize !== undefined };
}

/** Reads a base address, and adds /v1 if it has no path: all of Statsig's are under /v1. */
function readBase(name: "api" | "events" | "initialize", address: string): string {
  const { href, pathname } = new URL(readAddress(name, address));
  return pathname === "/" ? new URL("/v1", href).href : href.replace(/\/+$/, "");
}

function readAddress(name: keyof ProjectHosts, address: string): string {
  const read = ProjectHostsSchema.shape[name].safeParse(address);
  if (!read.success) throw new UnusableArguments(`--${name}: ${read.error.issues[0]?.message ?? "This is not an address."}`);
  return read.data;
}

function keyOf(variable: string | undefined, env: NodeJS.ProcessEnv): string {
  if (variable === undefined) throw new UnusableArguments("No key: give --key-env VARIABLE, the environment variable that contains it.");
  return readKey(variable, env);
}

function readTimeout(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(seconds) ? Math.round(Number(seconds) * 1000) : Number.NaN;
  if (!(ms >= 500 && ms <= 300_000)) throw new UnusableArguments("--timeout takes a number of seconds from 0.5 to 300.");
  return ms;
}
