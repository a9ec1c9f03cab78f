import type { DefinitionKind } from "#services/explain/engine/definitions/prepare.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { readSaveCase, type SaveCase, saveCaseOptions, saveCaseUsage } from "../case/save-case.ts";
import { readKind, readMilliseconds, readTier, required } from "../option-values.ts";

export const explainUsage = `Usage: gatescope explain --specs FILE --users FILE

Evaluates definitions from a file for many users, without a network, and prints one JSON line per user and name.

  --specs FILE       the definitions, as /v1/download_config_specs or /v2/download_config_specs returns them
  --users FILE       the users, one JSON object per line, used exactly as they stand; or any text with users that gatescope user
                     understands; - reads the standard input
  --kind KIND        only this kind: gate, config (with experiments and autotunes), layer or parameter_store
  --name NAME        only this name; may be given several times
  --id-lists DIR     a folder with ID lists: one file per list, named like it, with lines such as +abcdefgh and -abcdefgh;
                     without it, membership in ID lists is unknown
  --tier TIER        the environment tier of users that have none (default: the one in the definitions)
  --target-app ID    the app ID for conditions on the target app (default: the one in the definitions); each line has it as "target_app"
  --now MS           the time at which rules are evaluated, in milliseconds since 1970 (default: now)
  --trace            adds the explanation: each rule and condition that was evaluated

For one user, with --name:
${saveCaseUsage}

Users are in the order of the file; for each user, gates, configs, layers, contextual autotunes and parameter stores are in the order of the
definitions. Secondary exposures are those that initialize returns. It returns none for segments and holdouts: theirs are null. "cautions" say
where the definitions are unusual: that server SDKs would load nothing from them, or what only one of Statsig's engines reads.
The files may be compressed with gzip.
Exit code: 0 if everything was answered; 1 if something was not (not found, unknown), or if a server SDK would load nothing from the definitions;
2 if the input cannot be used. Lines before an error are printed.
`;

/** Parameter stores are listed beside the specs, and have no rules of their own. */
export type ExplainedEntity = DefinitionKind | "parameter_store";

export interface ExplainOptions {
  readonly specsFile: string;
  readonly usersFile: string;
  readonly kind: ExplainedEntity | null;
  /** Empty for all names. */
  readonly names: ReadonlySet<string>;
  readonly idListsFolder: string | null;
  readonly nowMs: number | null;
  readonly tier: string | null;
  readonly appId: string | null;
  readonly isTracing: boolean;
  /** Null if no case is saved. */
  readonly saveCase: SaveCase | null;
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
    tier: text,
    "target-app": text,
    trace: flag,
    ...saveCaseOptions,
    help: flag,
  });
  if (values.help) return null;
  const saveCase = readSaveCase(values);
  if (saveCase !== null && values.name === undefined)
    throw new UnusableArguments("--save-case needs --name NAME: a case is about a few names, and has the rules of these.");
  return {
    specsFile: required("explain", values.specs, "No definitions: give their file with --specs FILE."),
    usersFile: required("explain", values.users, "No users: give their file with --users FILE, or --users - for the standard input."),
    kind: values.kind === undefined ? null : readKind(values.kind, ["gate", "config", "layer", "parameter_store"]),
    names: new Set(values.name),
    idListsFolder: values["id-lists"] ?? null,
    nowMs: values.now === undefined ? null : readMilliseconds(values.now),
    tier: readTier(values.tier) ?? null,
    appId: values["target-app"] ?? null,
    isTracing: values.trace ?? false,
    saveCase,
  };
}
