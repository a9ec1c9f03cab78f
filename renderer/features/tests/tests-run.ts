import { createStore, useStore } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { SuiteRunSummary, TestRow } from "#shared/domain/expectation/suite-run.ts";

/** The last run of a project's tests; a run in progress keeps the result before it. */
export interface TestsRun {
  readonly projectId: string;
  readonly rows: readonly TestRow[];
  readonly summary: SuiteRunSummary | null;
  /** Set while a run is in progress. */
  readonly running: { readonly done: number; readonly total: number; readonly wrong: number; readonly sinceMs: number } | null;
  /** Why the run could not be made, as a sentence. */
  readonly problem: string | null;
  /** True if a file changed after the run. */
  readonly isChanged: boolean;
}

const blank = { rows: [], summary: null, running: null, problem: null, isChanged: false } as const;
const runs = createStore<TestsRun>()(() => ({ projectId: "", ...blank }));
let abort = new AbortController();

export function useTestsRun(projectId: string): TestsRun {
  const run = useStore(runs);
  return run.projectId === projectId ? run : { projectId, ...blank };
}

/** Runs the tests of a project's folder, of which `tests` are known so far, in the place of a run in progress. */
export async function runTests(projectId: string, { isLive, tests }: { readonly isLive: boolean; readonly tests: number }): Promise<void> {
  abort.abort();
  const own = new AbortController();
  abort = own;
  const before = runs.getState();
  const kept = before.projectId === projectId ? before : { projectId, ...blank };
  const rows: TestRow[] = [];
  const sinceMs = Date.now();
  runs.setState({ ...kept, projectId, problem: null, running: { done: 0, total: tests, wrong: 0, sinceMs } });
  try {
    const progress = await client.suites.run({ projectId, isLive }, { signal: own.signal });
    for (;;) {
      const next = await progress.next();
      if (abort !== own) return;
      if (next.done) return runs.setState({ projectId, rows, summary: next.value, running: null, problem: null, isChanged: false });
      rows.push(...next.value.rows);
      const wrong = rows.filter(({ verdict }) => verdict === "wrong").length;
      runs.setState({ running: { done: next.value.done, total: next.value.total, wrong, sinceMs } });
    }
  } catch (failure) {
    if (abort !== own) return;
    runs.setState({ running: null, problem: own.signal.aborted ? null : sentenceOf(failure) });
  }
}

/** Stops the run in progress; the result before it stays. */
export function cancelTests(): void {
  abort.abort();
  runs.setState({ running: null });
}

export function noteChangedFile(projectId: string): void {
  if (runs.getState().projectId === projectId) runs.setState({ isChanged: true });
}
