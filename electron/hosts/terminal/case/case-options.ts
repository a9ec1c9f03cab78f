import { readArguments, UnusableArguments } from "../arguments.ts";
import { readTime } from "../option-values.ts";

export const caseUsage = `Usage: gatescope case show FILE
       gatescope case replay FILE --project NAME
       gatescope case replay FILE --specs FILE
       gatescope case report FILE --html FILE

Opens a case, which needs no key and no network. - reads the standard input.

show    prints one JSON line per answer: what it was, and what the rules of the case say when they are evaluated again
replay  compares the answers with those of other rules, and prints one JSON line per answer, with the causes of a difference
report  writes the case as a page or as Markdown

For replay:
  --project NAME     a saved project, whose newest rules are read first
  --live             asks Statsig instead, without logging; only for a case that keeps its IDs
  --data DIR         the data folder with the projects
  --specs FILE       or: the definitions, as /v1/download_config_specs or /v2/download_config_specs returns them
  --id-lists DIR     a folder with ID lists, as for gatescope explain; without it, membership in ID lists is that of the case
  --at TIME          the time: 2026-12-24T18:00:00Z, or milliseconds since 1970 (default: now)

For report, one or both; an existing file is not replaced:
  --html FILE        one page that opens anywhere, without a network and without a script; - prints it
  --markdown FILE    for a ticket; - prints it

gatescope check --save-case FILE and gatescope explain --save-case FILE save a case.
Exit code: 0 if everything is the same, 1 if anything differs or cannot be compared, 2 if the case or another input cannot be used.
`;

/** A saved project, or a definitions file. */
export type ReplayTarget =
  | { readonly kind: "project"; readonly name: string; readonly isLive: boolean; readonly dataFolder: string | undefined }
  | { readonly kind: "file"; readonly file: string; readonly idListsFolder: string | null; readonly atMs: number | null };

export type CaseOptions = { readonly file: string } & (
  | { readonly verb: "show" }
  | { readonly verb: "replay"; readonly target: ReplayTarget }
  | { readonly verb: "report"; readonly html: string | null; readonly markdown: string | null }
);

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Reads the command line; null if it asks for help. Throws `UnusableArguments`. */
export function readCaseOptions(args: readonly string[]): CaseOptions | null {
  const { values, positionals } = readArguments(
    "case",
    args,
    {
      ...{ project: text, specs: text, data: text, live: flag, "id-lists": text, at: text },
      ...{ html: text, markdown: text, help: flag },
    },
    { positionals: 2 },
  );
  if (values.help) return null;
  const [verb, file] = positionals;
  if (verb !== "show" && verb !== "replay" && verb !== "report")
    throw new UnusableArguments(
      `Say what to do: show, replay or report${verb === undefined ? "" : `, not ${verb}`}. See gatescope case --help.`,
    );
  if (file === undefined || file === "") throw new UnusableArguments(`No case: give its file after ${verb}. See gatescope case --help.`);
  const given = Object.keys(values);
  const foreign = given.find((name) => !optionsOf[verb].includes(name));
  if (foreign !== undefined) throw new UnusableArguments(`--${foreign} does not belong to case ${verb}. See gatescope case --help.`);
  if (verb === "show") return { file, verb };
  if (verb === "report") {
    const { html = null, markdown = null } = values;
    if (html === null && markdown === null) throw new UnusableArguments("Nothing to write: give --html FILE or --markdown FILE.");
    return { file, verb, html, markdown };
  }
  return { file, verb, target: readTarget(values) };
}

const optionsOf: Readonly<Record<CaseOptions["verb"], readonly string[]>> = {
  show: [],
  replay: ["project", "specs", "data", "live", "id-lists", "at"],
  report: ["html", "markdown"],
};

interface TargetValues {
  readonly project?: string | undefined;
  readonly specs?: string | undefined;
  readonly data?: string | undefined;
  readonly live?: boolean | undefined;
  readonly "id-lists"?: string | undefined;
  readonly at?: string | undefined;
}

function readTarget({ project, specs, data, live, "id-lists": idLists, at }: TargetValues): ReplayTarget {
  if ((project === undefined) === (specs === undefined))
    throw new UnusableArguments("Say which rules to replay with: give either --project NAME or --specs FILE. See gatescope case --help.");
  if (specs !== undefined) {
    if (live) throw new UnusableArguments("--live asks Statsig, which needs --project NAME.");
    return { kind: "file", file: specs, idListsFolder: idLists ?? null, atMs: at === undefined ? null : readTime(at) };
  }
  if (idLists !== undefined || at !== undefined)
    throw new UnusableArguments("A project has its own ID lists and is replayed now: --id-lists and --at belong to --specs.");
  return { kind: "project", name: project ?? "", isLive: live ?? false, dataFolder: data };
}
