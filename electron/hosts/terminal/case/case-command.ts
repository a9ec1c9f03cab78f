import { basename } from "node:path";
import { createCaseHandler } from "#services/cases/case-handler.ts";
import { replayCase } from "#services/cases/replay-case.ts";
import { UnusableInput } from "#services/failures.ts";
import { writeWholeFile } from "#services/whole-file.ts";
import { type Case, type CaseAnswer, type CaseStore, readCase } from "#shared/domain/case/case-file.ts";
import { caseMarkdown } from "#shared/domain/case/case-markdown.ts";
import { caseReport } from "#shared/domain/case/case-report.ts";
import { caseSentence, replaySentence, storeReplaySentence } from "#shared/domain/case/case-text.ts";
import type { ReplayedStore, ReplayRow } from "#shared/domain/case/replay.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { describeCause } from "#shared/domain/comparison/comparison-text.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import type { ParameterExplanation } from "#shared/domain/explanation/parameter-store.ts";
import { UnusableArguments } from "../arguments.ts";
import { printedParameters } from "../explain/printed-parameters.ts";
import { readDefinitionsFile, readIdLists } from "../input/definitions-files.ts";
import { readSource, sourceName } from "../input/read-source.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";
import { type CaseOptions, caseUsage, type ReplayTarget, readCaseOptions } from "./case-options.ts";

/** Shows a case, replays it, or writes its report. Returns the exit code. */
export async function caseCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readCaseOptions(args);
  if (options === null) {
    terminal.print(caseUsage);
    return 0;
  }
  const text = await readSource(options.file, terminal);
  const reading = readCase(text);
  if (reading.is === "refused")
    throw new UnusableArguments(
      `${options.file === "-" ? sourceName("-") : options.file}: ${reading.because}${reading.because.includes("no case") ? " check --save-case FILE saves one." : ""}`,
    );
  switch (options.verb) {
    case "show":
      return show(reading.case, terminal);
    case "replay":
      return replay({ saved: reading.case, text, file: options.file }, options.target, terminal);
    case "report":
      return report(reading.case, options, terminal);
  }
}

const createHandler = ({ clock }: Terminal) => createCaseHandler({ elapsedMs: () => clock.monotonicMs() });

/** Prints one line per answer. Pipelines depend on the field names: never rename one. */
async function show(saved: Case, terminal: Terminal): Promise<number> {
  const handler = createHandler(terminal);
  const changed = handler.changed(saved);
  const explanations = handler.explain({ saved, at: saved.answers.map((_, at) => at) });
  const printer = createPrinter(terminal);
  for (const [at, answer] of saved.answers.entries())
    await printer.print(
      JSON.stringify({ ...answerFields(saved, answer), ...againFields(explanations[at] ?? null, changed.answers.includes(at)) }),
    );
  for (const [at, store] of saved.stores.entries())
    await printer.print(JSON.stringify(storeFields(saved, store, changed.stores.includes(at) ? "differs" : "same")));
  await printer.flush();
  if (saved.note !== "") terminal.note(`note: ${saved.note}`);
  return changed.answers.length + changed.stores.length === 0 && explanations.every((explanation) => explanation !== null) ? 0 : 1;
}

function answerFields(saved: Case, each: CaseAnswer) {
  const { subject, answer } = each;
  const { label, tier, project } = saved.subjects[subject] ?? { label: "", tier: "", project: "" };
  const { kind, name, state, value, ruleId, groupName, provenance, atMs } = answer;
  return {
    ...{ kind, name, state, value, rule_id: ruleId, group_name: groupName },
    ...{ user: label, tier, project, at: new Date(atMs).toISOString(), from: provenance.kind },
    sentence: caseSentence(saved, each),
  };
}

/** A parameter store as `gatescope explain` prints it. */
function storeFields(saved: Case, { subject, name, parameters }: CaseStore, result: "same" | "differs") {
  const { label, tier, project, atMs } = saved.subjects[subject] ?? { label: "", tier: "", project: "", atMs: saved.savedAtMs };
  return {
    ...{ kind: "parameter_store", name, ...printedParameters(parameters) },
    ...{ user: label, tier, project, at: new Date(atMs).toISOString(), again: { result } },
  };
}

function againFields(explanation: Explanation | null, isChanged: boolean) {
  if (explanation === null) return { again: null };
  const { state, ruleId, groupName, because } = explanation;
  return { again: { result: isChanged ? "differs" : "same", state, rule_id: ruleId, group_name: groupName, because } };
}

interface CaseToReplay {
  readonly saved: Case;
  readonly text: string;
  readonly file: string;
}

async function replay(given: CaseToReplay, target: ReplayTarget, terminal: Terminal): Promise<number> {
  const { rows, stores, notes } =
    target.kind === "file" ? await replayFile(given.saved, target, terminal) : await replayProject(given, target, terminal);
  const printer = createPrinter(terminal);
  for (const row of rows) await printer.print(replayLine(given.saved, row));
  for (const store of stores) await printer.print(storeReplayLine(given.saved, store));
  await printer.flush();
  for (const note of notes) terminal.note(note);
  const { answers, stores: savedStores } = given.saved;
  const isComplete = rows.length === answers.length && stores.length === savedStores.length;
  return isComplete && [...rows, ...stores].every(({ result }) => result === "same") ? 0 : 1;
}

async function replayFile(saved: Case, { file, idListsFolder, atMs }: Extract<ReplayTarget, { kind: "file" }>, terminal: Terminal) {
  const { payload } = await readDefinitionsFile(file, terminal);
  const idLists = idListsFolder === null ? null : await readIdLists(idListsFolder, terminal);
  return replayCase(saved, { payload, idLists }, atMs ?? terminal.clock.nowMs());
}

async function replayProject(
  { text, file }: CaseToReplay,
  { name, isLive, dataFolder }: Extract<ReplayTarget, { kind: "project" }>,
  terminal: Terminal,
) {
  const { openSavedProject } = await import("../input/open-saved-project.ts");
  const { services, project, close } = await openSavedProject(name, { dataFolder }, terminal);
  try {
    const { caseId } = await services.cases.open({ fileName: basename(file), text });
    const replayed = await services.cases.replay({ caseId, projectId: project.id, isLive }, terminal.signal);
    if (replayed.is === "not_possible") throw new UnusableInput("case", `${replayed.reason} ${replayed.nextStep}`);
    return replayed;
  } finally {
    await close();
  }
}

/** Formats a row as one line of JSON, with the field names of `gatescope compare`. */
function replayLine({ subjects }: Case, row: ReplayRow): string {
  const { subject, kind, name, result, before, now, causes, isComplete } = row;
  return JSON.stringify({
    ...{ kind, name, user: subjects[subject]?.label ?? "", result },
    ...{ before: comparedFields(before), now: comparedFields(now), sentence: replaySentence(row) },
    ...(result === "differs" && { causes: causes.map((cause) => ({ text: describeCause(cause) })), has_all_causes: isComplete }),
  });
}

function storeReplayLine({ subjects }: Case, store: ReplayedStore): string {
  const { subject, name, result, parameters } = store;
  return JSON.stringify({
    ...{ kind: "parameter_store", name, user: subjects[subject]?.label ?? "", result, sentence: storeReplaySentence(store) },
    parameters: parameters.map(({ name: parameter, before, now, ...difference }) => ({
      ...{ name: parameter, result: difference.result, before: parameterFields(before), now: parameterFields(now) },
      ...(difference.result === "differs" && { causes: difference.causes.map((cause) => ({ text: describeCause(cause) })) }),
    })),
  });
}

function parameterFields(parameter: ParameterExplanation | null) {
  if (parameter === null) return null;
  const { isPresent, value, because } = parameter;
  return { ...(isPresent && { value }), because };
}

function comparedFields({ state, value, ruleId, groupName, unknownReasons }: ComparedAnswer) {
  return { state, value, rule_id: ruleId, group_name: groupName, ...(unknownReasons.length > 0 && { unknown: [...unknownReasons] }) };
}

async function report(saved: Case, { html, markdown }: Extract<CaseOptions, { verb: "report" }>, terminal: Terminal): Promise<number> {
  const explanations = createHandler(terminal).explain({ saved, at: saved.answers.slice(0, 10).map((_, at) => at) });
  const files = [
    ...(html === null ? [] : [{ file: html, text: caseReport(saved, explanations) }]),
    ...(markdown === null ? [] : [{ file: markdown, text: caseMarkdown(saved, explanations) }]),
  ];
  for (const { file, text } of files) {
    if (file === "-") terminal.print(text);
    else await writeWholeFile(file, text, { isNew: true });
  }
  await terminal.drained();
  return 0;
}
