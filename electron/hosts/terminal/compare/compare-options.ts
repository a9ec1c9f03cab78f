import type { SpecKind } from "#shared/domain/evaluation/spec-kind.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { readKind, readTier, readTime } from "../option-values.ts";

export const compareUsage = `Usage: gatescope compare --specs FILE --user FILE --user FILE
       gatescope compare --specs OLD --specs NEW --user FILE
       gatescope compare --project NAME --user FILE --tier production --tier staging
       gatescope compare --specs FILE --project NAME --user FILE
       gatescope compare --project NAME --user FILE --draft FILE
       gatescope compare --project NAME --user FILE --name NAME --at now --at console:4

Compares what two or more subjects get, evaluated on this machine, and prints one JSON line per name that differs, with the causes of the difference.

  --specs FILE       the definitions, as /v1/download_config_specs or /v2/download_config_specs returns them
  --project NAME     or: a saved project, whose newest rules are read first; its default tier is the tier. Beside files, these are rules of the project
  --user FILE        a file with the user; - reads the standard input
  --tier NAME        the environment tier, for a user that has none
  --target-app ID    the app for which the rules are evaluated
  --key-env VARIABLE the environment variable that contains a key: what it may see, and its app, as the rules say
  --at TIME          the time: 2026-12-24T18:00:00Z, or milliseconds since 1970 (default: now); of a project, also the rules that were kept then
                     now, or console:N: the newest rules of a project, with version N of the gate or dynamic config that --name names, as its console
                     has it; read with the project's console key
Each of these is given once for all subjects, or once for each of them, --specs and --project together. The first subject is the reference.

  --draft FILE       adds a subject: the first one, with the rules after the edits of a draft from What if; may be given several times
  --kind KIND        only this kind: gate, config (with experiments and autotunes) or layer
  --name NAME        only this name; may be given several times
  --id-lists DIR     a folder with ID lists, as for gatescope explain; without it, membership in ID lists is unknown
  --data DIR         the data folder with the projects
  --all              prints the names that are the same, too

A cause is a smallest set of things that, taken from the reference, gives the other subject the same answer; each was checked by evaluating it.
Several causes: each alone is enough. A name whose answer is unknown for one of the subjects is printed as undecided.
Exit code: 0 if everything is the same, 1 if anything differs or is undecided, 2 if the input cannot be used.
`;

export interface CompareOptions {
  /** At least two; the first is the reference. */
  readonly subjects: readonly SubjectOptions[];
  readonly kind: SpecKind | null;
  /** Empty for all names. */
  readonly names: readonly string[];
  readonly idListsFolder: string | null;
  readonly dataFolder: string | undefined;
  readonly isPrintingAll: boolean;
}

export interface SubjectOptions {
  /** A definitions file, or a saved project. */
  readonly rules: { readonly kind: "file"; readonly file: string } | { readonly kind: "project"; readonly name: string };
  readonly userFile: string;
  readonly tier: string | null;
  readonly targetApp: string | null;
  /** The environment variable of a key; null for none. */
  readonly keyVariable: string | null;
  /** Null for the time of the start. */
  readonly atMs: number | null;
  /** The version of the named gate or dynamic config that the newest rules get from the console; null for none. */
  readonly consoleVersion: string | null;
  /** A draft from What if, whose edits are made in the rules; null for the rules as they are. */
  readonly draftFile: string | null;
}

const maxSubjects = 4;
const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

/** Reads the command line; null if it asks for help. Throws `UnusableArguments`. */
export function readCompareOptions(args: readonly string[]): CompareOptions | null {
  const { values, tokens } = readArguments("compare", args, {
    ...{ specs: texts, project: texts, data: text, user: texts, tier: texts, "target-app": texts, "key-env": texts, at: texts },
    ...{ draft: texts, kind: text, name: texts, "id-lists": text, all: flag, help: flag },
  });
  if (values.help) return null;
  if (values.specs === undefined && values.project === undefined)
    throw new UnusableArguments(
      "No definitions: give their file with --specs FILE, or a saved project with --project NAME. See gatescope compare --help.",
    );
  if (values.specs === undefined && values["id-lists"] !== undefined)
    throw new UnusableArguments("A project has its own ID lists: --id-lists belongs to --specs. See gatescope compare --help.");
  if (values.user === undefined)
    throw new UnusableArguments("No user: give --user FILE, or --user - for the standard input. See gatescope compare --help.");
  if (values.user.filter((file) => file === "-").length > 1)
    throw new UnusableArguments("The standard input holds one user: give --user - once.");
  const rules = tokens.flatMap((token): SubjectOptions["rules"][] => {
    if (token.kind !== "option" || token.value === undefined) return [];
    if (token.name === "specs") return [{ kind: "file", file: token.value }];
    return token.name === "project" ? [{ kind: "project", name: token.value }] : [];
  });
  const perSubject = {
    "specs and --project": rules,
    user: values.user,
    tier: values.tier,
    "target-app": values["target-app"],
    "key-env": values["key-env"],
    at: values.at,
  };
  const count = Math.max(...Object.values(perSubject).map((given) => given?.length ?? 0));
  const drafts = values.draft ?? [];
  if (count + drafts.length < 2)
    throw new UnusableArguments(
      "Nothing to compare: give two or more of --user, --specs, --project, --tier, --target-app, --key-env or --at, or a --draft. See gatescope compare --help.",
    );
  if (count + drafts.length > maxSubjects)
    throw new UnusableArguments(`At most ${maxSubjects} subjects are compared; ${count + drafts.length} were given.`);
  for (const [name, given = []] of Object.entries(perSubject)) {
    if (given.length > 1 && given.length !== count)
      throw new UnusableArguments(`--${name} was given ${given.length} times for ${count} subjects: give it once, or once for each.`);
  }
  const at = <Value>(given: readonly Value[] | undefined, index: number) => given?.[given.length === 1 ? 0 : index];
  const subjects = Array.from(
    { length: count },
    (_, index): SubjectOptions => ({
      rules: at(rules, index) ?? { kind: "file", file: "" },
      userFile: at(values.user, index) ?? "",
      tier: readTier(at(values.tier, index)) ?? null,
      targetApp: at(values["target-app"], index) ?? null,
      keyVariable: at(values["key-env"], index) ?? null,
      ...pointInTime(at(values.at, index)),
      draftFile: null,
    }),
  );
  if (subjects.some(({ consoleVersion }) => consoleVersion !== null)) {
    if (values.name?.length !== 1)
      throw new UnusableArguments(
        "A console version is of one gate or dynamic config: give its name with --name NAME. See gatescope compare --help.",
      );
    if (subjects.some(({ consoleVersion, rules: { kind } }) => consoleVersion !== null && kind === "file"))
      throw new UnusableArguments(
        "--at console:N reads the console of a saved project: give --project NAME instead of --specs. See gatescope compare --help.",
      );
  }
  return {
    subjects: [...subjects, ...drafts.flatMap((draftFile) => subjects.slice(0, 1).map((first) => ({ ...first, draftFile })))],
    kind: values.kind === undefined ? null : readKind(values.kind, ["gate", "config", "layer"]),
    names: values.name ?? [],
    idListsFolder: values["id-lists"] ?? null,
    dataFolder: values.data,
    isPrintingAll: values.all ?? false,
  };
}

function pointInTime(given: string | undefined): Pick<SubjectOptions, "atMs" | "consoleVersion"> {
  if (given === undefined || given === "now") return { atMs: null, consoleVersion: null };
  const [, version] = /^console:(.*)$/.exec(given) ?? [];
  if (version === undefined) return { atMs: readTime(given), consoleVersion: null };
  if (version.trim() === "") throw new UnusableArguments("--at console:N takes the number of a version, such as console:4.");
  return { atMs: null, consoleVersion: version.trim() };
}
