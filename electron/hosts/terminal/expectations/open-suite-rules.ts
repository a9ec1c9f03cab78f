import { dirname, resolve } from "node:path";
import { type JudgedRow, judgeRow, judgeRowLive, type SuiteRules } from "#services/expectations/judge-row.ts";
import { type OpenSuite, unknownTiers } from "#services/expectations/open-suite.ts";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { describePause } from "#shared/domain/evaluation/slow-down-text.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import type { SuiteProblem } from "#shared/domain/expectation/read-suite.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { UnusableArguments } from "../arguments.ts";
import { readDefinitionsFile, readIdLists, rulesWithDraft, withDraft } from "../input/definitions-files.ts";
import type { SavedProject } from "../input/open-saved-project.ts";
import type { Terminal } from "../terminal.ts";
import type { TestOptions } from "./test-options.ts";

/** What judges the rows of a suite. */
export interface Judge {
  /** Null if Statsig answers. */
  readonly rules: SuiteRules | null;
  judge(row: ExpectationRow, onExplained: (explanation: Explanation) => void): Promise<JudgedRow>;
}

/** The rules of the suites of one run: of definitions files beside them, or of saved projects, whose data folder stays open until `close`. */
export interface RulesOfSuites {
  /** Returns the problems of a suite that does not fit its project. Throws `UnusableArguments` if its rules cannot be read. */
  open(suite: OpenSuite): Promise<Judge | { readonly problems: readonly SuiteProblem[] }>;
  close(): Promise<void>;
}

export function openRulesOfSuites({ isLive, draftFile, dataFolder }: TestOptions, terminal: Terminal): RulesOfSuites {
  let saved: SavedProject | null = null;
  /** Suites of the same rules share them, because all are open at once. */
  const known = new Map<string, SuiteRules>();

  async function rulesOnce(key: string, read: () => Promise<SuiteRules>): Promise<SuiteRules> {
    const rules = known.get(key) ?? (await read());
    known.set(key, rules);
    return rules;
  }

  async function openProject(name: string): Promise<Pick<SavedProject, "services" | "project">> {
    const { findProject, openSavedProject } = await import("../input/open-saved-project.ts");
    if (saved !== null) return { services: saved.services, project: findProject(saved.services.projects.list(), name) };
    saved = await openSavedProject(name, { dataFolder }, terminal);
    return saved;
  }

  async function rulesOfFile(file: string, idListFolder: string | null): Promise<SuiteRules> {
    const { prepared } = await withDraft(await readDefinitionsFile(file, terminal), draftFile ?? undefined, terminal);
    const idLists = idListFolder === null ? undefined : await readIdLists(idListFolder, terminal);
    return { prepared, idLists, tier: null, nowMs: terminal.clock.nowMs() };
  }

  async function rulesOfProject({ services, project }: Pick<SavedProject, "services" | "project">): Promise<SuiteRules> {
    const suites = await services.suites();
    const rules = await suites.projectRules(project, terminal.signal);
    if ("reason" in rules) throw new UnusableArguments(`The rules of ${project.name} cannot be read: ${rules.reason} ${rules.nextStep}`);
    if (draftFile === null) return rules;
    const stored = await services.compare.rules({ projectId: project.id, snapshotId: null }, terminal.signal);
    if ("reason" in stored) throw new UnusableArguments(`The rules of ${project.name} cannot be read: ${stored.reason} ${stored.nextStep}`);
    return { ...rules, prepared: prepareDefinitions(await rulesWithDraft(stored.rules, draftFile, terminal, rules.ruleNames)) };
  }

  return {
    async open(opened) {
      const { rules } = opened.suite;
      if ("project" in rules) {
        const { services, project } = await openProject(rules.project);
        const problems = unknownTiers(opened, project);
        if (problems.length > 0) return { problems };
        if (!isLive) return judgeHere(await rulesOnce(project.id, () => rulesOfProject({ services, project })), terminal);
        const live = (await services.suites()).liveAnswers({
          onPause(waitMs) {
            if (waitMs !== null) terminal.note(`${describePause(terminal.clock.nowMs() + waitMs)}, in ${formatDuration(waitMs)}.`);
          },
        });
        const answerFor = (row: ExpectationRow) => (user: ExpectationRow["user"]) =>
          live({ project, tier: row.tier, kind: row.kind, name: row.name, user }, terminal.signal);
        return { rules: null, judge: async (row) => ({ judgement: await judgeRowLive(row, answerFor(row)), explanation: null }) };
      }
      if (isLive)
        throw new UnusableArguments(
          `--live needs rules of a saved project, and this suite has a definitions file. Write rules: { project: NAME }, or leave --live out.`,
        );
      const beside = (name: string) => resolve(dirname(opened.file), name);
      const file = beside(rules.file);
      const idLists = rules.idLists === undefined ? null : beside(rules.idLists);
      return judgeHere(await rulesOnce(JSON.stringify([file, idLists]), () => rulesOfFile(file, idLists)), terminal);
    },
    close: async () => saved?.close(),
  };
}

function judgeHere(rules: SuiteRules, { signal }: Terminal): Judge {
  return {
    rules,
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
