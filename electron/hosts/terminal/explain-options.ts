import type { DefinitionKind } from "#services/explain/engine/definitions/prepare.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";

export const explainUsage = `Usage: gatescope explain --specs FILE --users FILE

Evaluates definitions from a file for many users, without a network, and prints one JSON line per user and name.

  --specs FILE       the definitions, as /v1/download_config_specs or /v2/download_config_specs returns them
  --users FILE       the users, one JSON object per line, used exactly as they stand; or any text with users that gatescope user
                     understands; - reads the standard input
  --kind KIND        only this kind: gate, config (with experiments and autotunes) or layer
  --name NAME        only this name; may be given several times
  --id-lists DIR     a folder with ID lists: one file per list, named like it, with lines such as +abcdefgh and -abcdefgh;
                     without it, membership in ID lists is unknown
  --now MS           the time at which rules are evaluated, in milliseconds since 1970 (default: now)
  --trace            adds the explanation: each rule and condition that was evaluated

Users are in the order of the file; for each user, gates, configs, layers and contextual autotunes are in the order of the definitions.
Secondary exposures are those that initialize returns. It returns none for segments and holdouts: theirs are null.
Exit code: 0 if everything was answered, 1 if a name is not in the definitions, 2 if the input cannot be used. Lines before an error are printed.
`;

export interface ExplainOptions {
  readonly specsFile: string;
  readonly usersFile: string;
  readonly kind: DefinitionKind | null;
  /** Empty for all names. */
  readonly names: ReadonlySet<string>;
  readonly idListsFolder: string | null;
  readonly nowMs: number | null;
  readonly isTracing: boolean;
}

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Reads the command line; null if it asks for help. Throws `UnusableArguments`. */
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
    specsFile: required(values.specs, "No definitions: give their file with --specs FILE."),
    usersFile: required(values.users, "No users: give their file with --users FILE, or --users - for the standard input."),
    kind: values.kind === undefined ? null : readKind(values.kind),
    names: new Set(values.name),
    idListsFolder: values["id-lists"] ?? null,
    nowMs: values.now === undefined ? null : readTime(values.now),
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

function readTime(milliseconds: string): number {
  const timeMs = Number(milliseconds);
  if (!/^-?\d+$/.test(milliseconds) || !Number.isSafeInteger(timeMs))
    throw new UnusableArguments("--now takes a whole number: milliseconds since 1970.");
  return timeMs;
}
