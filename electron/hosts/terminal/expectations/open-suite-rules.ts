import { dirname, resolve } from "node:path";
import { type JudgedRow, judgeRow, judgeRowLive, type SuiteRules } from "#services/expectations/judge-row.ts";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import type { Suite } from "#shared/domain/expectation/suite.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { UnusableArguments } from "../arguments.ts";
import { readDefinitionsFile, readIdLists, rulesWithDraft, withDraft } from "../input/definitions-files.ts";
import type { Terminal } from "../terminal.ts";
import type { TestOptions } from "./test-options.ts";

/** What judges the rows of a suite. */
export interface Judge {
  /** Null if Statsig answers. */
  readonly rules: SuiteRules | null;
  judge(row: ExpectationRow, onExplained: (explanation: Explanation) => void): Promise<JudgedRow>;
  close(): Promise<void>;
}

/** Opens the rules of a suite: a definitions file beside it, or a saved project. Throws `UnusableArguments`. */
export async function openSuiteRules(file: string, { rules }: Suite, options: TestOptions, terminal: Terminal): Promise<Judge> {
  if ("project" in rules) return openProjectRules(rules.project, options, terminal);
  if (options.isLive) throw new UnusableArguments(`--live needs rules of a saved project, and this suite has a definitions file.`);
  const beside = (name: string) => resolve(dirname(file), name);
  const { prepared } = await withDraft(await readDefinitionsFile(beside(rules.file), terminal), options.draftFile ?? undefined, terminal);
  const idLists = rules.idLists === undefined ? undefined : await readIdLists(beside(rules.idLists), terminal);
  return judgeHere({ prepared, idLists, tier: null, nowMs: terminal.clock.nowMs() }, terminal, async () => {});
}

async function openProjectRules(name: string, { isLive, draftFile, dataFolder }: TestOptions, terminal: Terminal): Promise<Judge> {
  const { openSavedProject } = await import("../input/open-saved-project.ts");
  const { services, project, close } = await openSavedProject(name, { dataFolder }, terminal);
  const suites = await services.suites();
  if (isLive) {
    const live = suites.liveAnswers();
    const answerFor = (row: ExpectationRow) => (user: ExpectationRow["user"]) =>
      live({ project, tier: row.tier, kind: row.kind, name: row.name, user }, terminal.signal);
    return { rules: null, close, judge: async (row) => ({ judgement: await judgeRowLive(row, answerFor(row)), explanation: null }) };
  }
  try {
    const rules = await suites.projectRules(project, terminal.signal);
    if ("reason" in rules) throw new UnusableArguments(`The rules of ${project.name} cannot be read: ${rules.reason} ${rules.nextStep}`);
    if (draftFile === null) return judgeHere(rules, terminal, close);
    const stored = await services.compare.rules({ projectId: project.id, snapshotId: null }, terminal.signal);
    if ("reason" in stored) throw new UnusableArguments(`The rules of ${project.name} cannot be read: ${stored.reason} ${stored.nextStep}`);
    const prepared = prepareDefinitions(await rulesWithDraft(stored.rules, draftFile, terminal));
    return judgeHere({ ...rules, prepared }, terminal, close);
  } catch (failure) {
    await close();
    throw failure;
  }
}

function judgeHere(rules: SuiteRules, { signal }: Terminal, close: () => Promise<void>): Judge {
  return {
    rules,
    close,
    async judge(row, onExplained) {
      const steps = judgeRow(row, rules, onExplained);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) return step.value;
        await new Promise(setImmediate);
        signal.throwIfAborted();
      }
    },
  };
}
