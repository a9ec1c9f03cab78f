import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeNothingNamed, describeUnusableFile, nothingNewer, readDefinitions } from "#services/definitions/definitions.ts";
import { linesWithoutEntry, looksLikeIdList, readIdListPiece, withChanges } from "#services/definitions/id-list-text.ts";
import { type PreparedDefinitions, prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { applyDraft } from "#shared/domain/rules-draft/apply-draft.ts";
import { readDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";
import { readSource } from "./read-source.ts";

/** Definitions as they stand in a file, and prepared for evaluation. */
export interface DefinitionsFile {
  readonly payload: JsonObject;
  readonly prepared: PreparedDefinitions;
}

/**
 * Makes the edits of a draft's file in rules. Throws `UnusableArguments` that names every edit that does not fit, since a draft is made wholly or not at all;
 * `ruleNames` name rules there that have no name in the rules.
 */
export async function rulesWithDraft(rules: JsonObject, draftFile: string, terminal: Terminal, ruleNames?: RuleNames): Promise<JsonObject> {
  const reading = readDraft(await readSource(draftFile, terminal));
  if (reading.kind === "unusable") throw new UnusableArguments(`${draftFile} cannot be used: ${reading.problem}.`);
  const applied = applyDraft(rules, reading.draft.edits, ruleNames);
  if (applied.is === "does_not_fit") {
    const problems = applied.misfits.map(({ edit, problem }) => `edit ${edit + 1}: ${problem}`);
    throw new UnusableArguments(`The draft ${draftFile} no longer fits these rules, so none of it was used: ${problems.join(" ")}`);
  }
  return applied.payload;
}

/** Makes the edits of a draft's file in definitions; without a file, they stay as they are. Throws `UnusableArguments`. */
export async function withDraft(definitions: DefinitionsFile, draftFile: string | undefined, terminal: Terminal): Promise<DefinitionsFile> {
  if (draftFile === undefined) return definitions;
  const payload = await rulesWithDraft(definitions.payload, draftFile, terminal);
  return { payload, prepared: prepareDefinitions(payload) };
}

/** Reads a definitions file. Warns if a server SDK would refuse it. Throws `UnusableArguments` that says what the file is instead. */
export async function readDefinitionsFile(file: string, terminal: Terminal): Promise<DefinitionsFile> {
  const definitions = await readAnyDefinitions(file, terminal);
  const { refusal } = definitions.prepared;
  if (refusal !== null) terminal.log.warn(`${file}: ${refusal} What is printed is what the rest of them says.`);
  return definitions;
}

/** Reads definitions in the v2 form, such as a server SDK loads. Throws `UnusableArguments` that says what the file is instead, or why it is not loaded. */
export async function readLoadableDefinitions(file: string, terminal: Terminal): Promise<JsonObject> {
  const { payload, prepared } = await readAnyDefinitions(file, terminal);
  if (Array.isArray(payload.feature_gates))
    throw new UnusableArguments(
      `${file} has definitions in the v1 form, whose gates are a list. The sandbox serves the v2 form: save what /v2/download_config_specs returns.`,
    );
  if (prepared.refusal !== null) throw new UnusableArguments(`${file}: ${prepared.refusal}`);
  return payload;
}

async function readAnyDefinitions(file: string, terminal: Terminal): Promise<DefinitionsFile> {
  const reading = readDefinitions(await readSource(file, terminal));
  if (reading.kind === "unusable") throw notDefinitions(file, reading.problem);
  if (reading.kind === "nothing_newer") throw notDefinitions(file, nothingNewer);
  const nothingNamed = describeNothingNamed(reading.payload);
  if (nothingNamed !== null) throw notDefinitions(file, nothingNamed);
  return { payload: reading.payload, prepared: prepareDefinitions(reading.payload) };
}

/** Says what a file is instead of definitions, and what to give. */
function notDefinitions(file: string, problem: string): UnusableArguments {
  const isOfUsers = usersFile.test(file);
  return new UnusableArguments(
    `${describeUnusableFile(file, problem)} ${isOfUsers ? "By its name it is a file of users: give it with --users or --user. " : ""}${giveDefinitions}`,
  );
}

const usersFile = /\.(csv|tsv|tab|jsonl|ndjson|parquet)(\.gz)?$/i;
const giveDefinitions = "Give what /v2/download_config_specs returns, saved as a file.";

/** Reads the ID lists of a folder: each file has the name of its list, and lines that add or remove a member by its hash (statsig-http.md §11.2). */
export async function readIdLists(folder: string, terminal: Terminal): Promise<Map<string, ReadonlySet<string>>> {
  const lists = new Map<string, ReadonlySet<string>>();
  const entries = await readdir(folder, { withFileTypes: true }).catch((failure: unknown) => refuse(folder, failure));
  for (const { name } of entries.filter((each) => each.isFile())) {
    const file = join(folder, name);
    const text = await readSource(file, terminal);
    if (!looksLikeIdList(text)) throw new UnusableArguments(`${file} is no ID list, whose lines are + or - and eight characters.`);
    const skipped = linesWithoutEntry(text);
    if (skipped !== null)
      terminal.log.warn(
        `${file}: ${formatCount(skipped.count, "line is", "lines are")} no entry of a list. The first is line ${skipped.first}.`,
      );
    lists.set(name, withChanges(new Set(), readIdListPiece(text, { endsFile: true })));
  }
  return lists;
}

function refuse(file: string, failure: unknown): never {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "") throw failure;
  throw new UnusableArguments(
    code === "ENOENT"
      ? `There is no file or folder ${file}.`
      : code === "ENOTDIR"
        ? `${file} is no folder.`
        : `${file} cannot be read (${code}).`,
  );
}
