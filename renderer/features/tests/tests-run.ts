import { createStore, useStore } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { SuiteRulesChoice, SuiteRunSummary, TestRow } from "#shared/domain/expectation/suite-run.ts";
import { testsLabels } from "./tests-labels.ts";

export interface RunningTests {
  readonly done: number;
  readonly total: number;
  readonly wrong: number;
  readonly sinceMs: number;
  /** When a live run that Statsig asked to wait goes on; null while it does not wait. */
  readonly continuesAtMs: number | null;
}

/** The last run of a project's tests; a run in progress keeps the result before it. */
export interface TestsRun {
  readonly projectId: string;
  readonly rows: readonly TestRow[];
  readonly summary: SuiteRunSummary | null;
  /** Set while a run is in progress. */
  readonly running: RunningTests | null;
  /** Why the last run has no result, as a sentence: it could not be made, or was stopped. */
  readonly problem: string | null;
  /** When the run of the summary began; null without one. */
  readonly startedAtMs: number | null;
  /** The rules of the result, where they are not the newest ones. */
  readonly rules: ChosenRules | null;
}

/** Rules in the place of a project's newest ones, with what they are called. */
export interface ChosenRules extends SuiteRulesChoice {
  readonly text: string;
}

const blank = { rows: [], summary: null, running: null, problem: null, startedAtMs: null, rules: null } as const;
const runs = createStore<TestsRun>()(() => ({ projectId: "", ...blank }));
let abort = new AbortController();

export function useTestsRun(projectId: string): TestsRun {
  return runOf(useStore(runs), projectId);
}

export function testsRunNow(projectId: string): TestsRun {
  return runOf(runs.getState(), projectId);
}

function runOf(run: TestsRun, projectId: string): TestsRun {
  return run.projectId === projectId ? run : { projectId, ...blank };
}

/** Runs the tests of a project's folder, of which `tests` are known so far, in the place of a run in progress. `rules` take the place of its newest ones, if Statsig is not asked. */
export async function runTests(
  projectId: string,
  { isLive, tests, rules }: { readonly isLive: boolean; readonly tests: number; readonly rules: ChosenRules | null },
  calls: Pick<typeof client.suites, "run"> = client.suites,
): Promise<void> {
  abort.abort();
  const own = new AbortController();
  abort = own;
  const kept = testsRunNow(projectId);
  const rows: TestRow[] = [];
  const sinceMs = Date.now();
  runs.setState({ ...kept, projectId, problem: null, running: { done: 0, total: tests, wrong: 0, sinceMs, continuesAtMs: null } });
  try {
    const progress = await calls.run({ projectId, isLive, ...choiceOf(isLive ? null : rules) }, { signal: own.signal });
    for (;;) {
      const next = await progress.next();
      if (abort !== own) return;
      if (next.done) {
        const used = isLive ? null : rules;
        return runs.setState({ projectId, rows, summary: next.value, running: null, problem: null, startedAtMs: sinceMs, rules: used });
      }
      rows.push(...next.value.rows);
      const wrong = rows.filter(({ verdict }) => verdict === "wrong").length;
      const { done, total, continuesAtMs } = next.value;
      runs.setState({ running: { done, total, wrong, sinceMs, continuesAtMs } });
    }
  } catch (failure) {
    if (!own.signal.aborted) runs.setState({ running: null, problem: sentenceOf(failure) });
  }
}

/** The part of a request that chooses rules. */
export function choiceOf(rules: ChosenRules | null): { rules?: SuiteRulesChoice } {
  return rules === null ? {} : { rules: { snapshotId: rules.snapshotId, draft: rules.draft } };
}

/** Stops the run in progress. The result before it stays, and it is said that it is that one. */
export function cancelTests(): void {
  const { running, summary } = runs.getState();
  if (running === null) return;
  abort.abort();
  runs.setState({ running: null, problem: testsLabels.stopped(summary !== null) });
}
