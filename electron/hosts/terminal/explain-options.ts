import type { DefinitionKind } from "#services/explain/engine/definitions/prepare.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";

export const explainUsage = `gatescope explain: evaluates definitions from a file for many users, offline, and prints one JSON line per user and name

  --specs FILE       the definitions, in the form of /v1 or /v2/download_config_specs
  --users FILE       one user per line, JSON objects; - reads them from the standard input
  --kind KIND        only gate, config (also experiments and autotunes) or layer
  --name NAME        only this name; may be given several times
  --id-lists DIR     a folder of ID lists, a file for each by its name, with lines such as +abcdefgh and -abcdefgh;
                     without it, whether somebody is on a list is unknown
  --now MS           the time that rules are asked about, in milliseconds since 1970 (now)
  --trace            adds why: every rule and condition, as far as it was looked at

Users come in their order, and for each of them gates, configs, layers and contextual autotunes in the order of the definitions.
Secondary exposures are those that initialize gives; it gives none of segments and holdouts, and here they are null.
Exit code: 0 all were answered, 1 a name is not in the definitions, 2 the input cannot be used. Lines before the trouble are printed.
`;

export interface ExplainOptions {
  readonly specsFile: string;
  readonly usersFile: string;
  readonly kind: DefinitionKind | null;
  /** Empty for all. */
  readonly names: ReadonlySet<string>;
  readonly idListsFolder: string | null;
  readonly nowMs: number | null;
  readonly isTracing: boolean;
}

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Null when help was asked for. Throws `UnusableArguments`. */
export function readExplainOptions(args: readonly string[]): ExplainOptions | null {
  const { values } = readArguments("explain", args, {
    specs: text,
    users: text,
    kind: text,
    name: { type: "string", multiple: true },
    "id-lists": text,
    now: text,
    trace: flag,
    help: flag,
  });
  if (values.help) return null;
  return {
    specsFile: required(values.specs, "No definitions: name their file with --specs."),
    usersFile: required(values.users, "No users: name their file with --users, or - for the standard input."),
    kind: values.kind === undefined ? null : readKind(values.kind),
    names: new Set(values.name),
    idListsFolder: values["id-lists"] ?? null,
    nowMs: values.now === undefined ? null : readMoment(values.now),
    isTracing: values.trace ?? false,
  };
}

function required(value: string | undefined, problem: string): string {
  if (value === undefined || value === "") throw new UnusableArguments(`${problem} See gatescope explain --help.`);
  return value;
}

function readKind(kind: string): DefinitionKind {
  if (kind === "gate" || kind === "config" || kind === "layer") return kind;
  throw new UnusableArguments("--kind takes gate, config or layer.");
}

function readMoment(milliseconds: string): number {
  const moment = Number(milliseconds);
  if (!/^-?\d+$/.test(milliseconds) || !Number.isSafeInteger(moment))
    throw new UnusableArguments("--now takes a whole number: milliseconds since 1970.");
  return moment;
}
