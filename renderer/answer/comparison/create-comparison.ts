import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { CompareEntity, CompareRequest, ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { rowResult } from "#shared/domain/comparison/comparison-summary.ts";
import type { CompareState, LiveState } from "./compare-state.ts";

/** A comparison with its state, which outlives the screen that shows it: switching screens loses nothing. */
export interface OwnComparison {
  readonly useCompareState: () => CompareState;
  /** The state outside of React. */
  readonly compareStateNow: () => CompareState;
  /** Compares the subjects here, and shows rows as they are found. A running comparison is cancelled first. */
  readonly compare: (request: CompareRequest) => Promise<void>;
  readonly cancelComparison: () => void;
  /** Ends the comparison: nothing is compared any more. */
  readonly endComparison: () => void;
  /** Checks the differing answers of the last comparison live, for every column with the rules of now. Logs nothing. */
  readonly checkLive: () => Promise<void>;
  readonly cancelLiveCheck: () => void;
}

/** Interval at which arriving rows are added to the table. */
const renderIntervalMs = 120;

/** Creates the comparison of one place: Compare and Everything have one each, so that neither replaces what the other shows. */
export function createComparison(): OwnComparison {
  const useStore = create<{ state: CompareState }>()(() => ({ state: { is: "idle" } }));
  let running: AbortController | null = null;
  let checking: AbortController | null = null;

  async function compare(request: CompareRequest): Promise<void> {
    running?.abort();
    checking?.abort();
    const abort = new AbortController();
    running = abort;
    const before = useStore.getState().state;
    const previous = before.is === "done" ? before : before.is === "running" ? before.previous : null;
    const rows: ComparisonRow[] = [];
    const sinceMs = Date.now();
    const show = (state: CompareState) => {
      if (running === abort) useStore.setState({ state });
    };
    show({ is: "running", comparison: { request, rows: [] }, done: 0, total: null, sinceMs, previous });
    let progress: { done: number; total: number | null } = { done: 0, total: null };
    try {
      const stream = await client.compare.compare(request, { signal: abort.signal });
      for (let shownAtMs = performance.now(); ; ) {
        const step = await stream.next();
        if (step.done) {
          const summary = step.value;
          const comparison = { request, rows };
          show(
            summary.is === "compared" ? { is: "done", comparison, summary, live: { is: "none" } } : { is: "refused", comparison, summary },
          );
          return;
        }
        rows.push(...step.value.rows);
        progress = step.value;
        if (performance.now() - shownAtMs < renderIntervalMs) continue;
        shownAtMs = performance.now();
        show({ is: "running", comparison: { request, rows: [...rows] }, ...progress, sinceMs, previous });
      }
    } catch (error) {
      if (abort.signal.aborted) show({ is: "cancelled", comparison: { request, rows }, total: progress.total });
      else show({ is: "failed", comparison: { request, rows }, problem: sentenceOf(error) });
    }
  }

  function cancelComparison(): void {
    running?.abort();
  }

  async function checkLive(): Promise<void> {
    const { state } = useStore.getState();
    if (state.is !== "done") return;
    checking?.abort();
    const abort = new AbortController();
    checking = abort;
    const { request, rows } = state.comparison;
    const show = (live: LiveState) =>
      useStore.setState(({ state: now }) => (now.is === "done" && now.comparison === state.comparison ? { state: { ...now, live } } : {}));
    const entities = checkedEntities(rows);
    show({ is: "checking", checked: 0, total: entities.length, continuesAtMs: null });
    try {
      const stream = await client.compare.checkLive({ ...request, entities }, { signal: abort.signal });
      for (;;) {
        const step = await stream.next();
        if (step.done) return show({ is: "checked", summary: step.value });
        show({ is: "checking", ...step.value });
      }
    } catch (error) {
      show(abort.signal.aborted ? { is: "none" } : { is: "failed", problem: sentenceOf(error) });
    }
  }

  function cancelLiveCheck(): void {
    checking?.abort();
  }

  function endComparison(): void {
    running?.abort();
    checking?.abort();
    running = null;
    useStore.setState({ state: { is: "idle" } });
  }

  return {
    useCompareState: () => useStore(({ state }) => state),
    compareStateNow: () => useStore.getState().state,
    compare,
    cancelComparison,
    endComparison,
    checkLive,
    cancelLiveCheck,
  };
}

/** So many names are checked live at once. */
const maxChecked = 200;

/** The names that differ; all names if none does. */
export function checkedEntities(rows: readonly ComparisonRow[]): CompareEntity[] {
  const differing = rows.filter((row) => rowResult(row) !== "same");
  return (differing.length > 0 ? differing : rows).slice(0, maxChecked).map(({ kind, name }) => ({ kind, name }));
}
