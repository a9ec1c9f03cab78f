import { createStore, useStore } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { SuiteRulesChoice, SuiteRunSummary, TestRow } from "#shared/domain/expectation/suite-run.ts";
import { testsLabels } from "./tests-labels.ts";

/** The last run of a project's tests; a run in progress keeps the result before it. */
export interface TestsRun {
  readonly projectId: string;
  readonly rows: readonly TestRow[];
  readonly summary: SuiteRunSummary | null;
  /** Set while a run is in progress. */
  readonly running: { readonly done: number; readonly total: number; readonly wrong: number; readonly sinceMs: number } | null;
  /** Why the run could not be made, as a sentence. */
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
  const run = useStore(runs);
  return run.projectId === projectId ? run : { projectId, ...blank };
}

/** Runs the tests of a project's folder, of which `tests` are known so far, in the place of a run in progress. `rules` take the place of its newest ones, if Statsig is not asked. */
export async function runTests(
  projectId: string,
  { isLive, tests, rules }: { readonly isLive: boolean; readonly tests: number; readonly rules: ChosenRules | null },
): Promise<void> {
  abort.abort();
  const own = new AbortController();
  abort = own;
  const before = runs.getState();
  const kept = before.projectId === projectId ? before : { projectId, ...blank };
  const rows: TestRow[] = [];
  const sinceMs = Date.now();
  runs.setState({ ...kept, projectId, problem: null, running: { done: 0, total: tests, wrong: 0, sinceMs } });
  try {
    const progress = await client.suites.run({ projectId, isLive, ...choiceOf(isLive ? null : rules) }, { signal: own.signal });
    for (;;) {
      const next = await progress.next();
      if (abort !== own) return;
      if (next.done) {
        const used = isLive ? null : rules;
        return runs.setState({ projectId, rows, summary: next.value, running: null, problem: null, startedAtMs: sinceMs, rules: used });
      }
      rows.push(...next.value.rows);
      const wrong = rows.filter(({ verdict }) => verdict === "wrong").length;
      runs.setState({ running: { done: next.value.done, total: next.value.total, wrong, sinceMs } });
    }
  } catch (failure) {
    if (abort !== own) return;
    runs.setState({ running: null, problem: own.signal.aborted ? null : sentenceOf(failure) });
  }
}

/** The part of a request that chooses rules. */
export function choiceOf(rules: ChosenRules | null): { rules?: SuiteRulesChoice } {
  return rules === null ? {} : { rules: { snapshotId: rules.snapshotId, draft: rules.draft } };
}

/** Stops the run in progress; the result before it stays. */
export function cancelTests(): void {
  if (runs.getState().running !== null) announce(testsLabels.stopped(runs.getState().summary !== null));
  abort.abort();
  runs.setState({ running: null });
}
