import type {
  CompareRequest,
  CompareSummary,
  ComparisonRow,
  LiveCheckProgress,
  LiveCheckSummary,
} from "#shared/domain/comparison/compare-request.ts";
import { isSameJson, type JsonValue } from "#shared/domain/json/json.ts";

/** What was compared, and the rows so far. */
export interface Comparison {
  readonly request: CompareRequest;
  readonly rows: readonly ComparisonRow[];
}

export type Compared = Extract<CompareSummary, { is: "compared" }>;

export type CompareState =
  | { readonly is: "idle" }
  | {
      readonly is: "running";
      readonly comparison: Comparison;
      readonly done: number;
      /** Null until the number of names is known. */
      readonly total: number | null;
      readonly sinceMs: number;
      /** The result before, which is shown until there are rows. */
      readonly previous: Extract<CompareState, { is: "done" }> | null;
    }
  | { readonly is: "cancelled"; readonly comparison: Comparison; readonly total: number | null }
  | { readonly is: "done"; readonly comparison: Comparison; readonly summary: Compared; readonly live: LiveState }
  | { readonly is: "refused"; readonly comparison: Comparison; readonly summary: Exclude<CompareSummary, Compared> }
  | { readonly is: "failed"; readonly comparison: Comparison; readonly problem: string };

/** The comparison whose rows are shown: the one before, with its own columns, until the running one has rows. */
export function shownComparison(state: Exclude<CompareState, { is: "idle" }>): Exclude<CompareState, { is: "idle" }> {
  return state.is === "running" && state.comparison.rows.length === 0 && state.previous !== null ? state.previous : state;
}

/** The live check of a comparison. */
export type LiveState =
  | { readonly is: "none" }
  | ({ readonly is: "checking" } & LiveCheckProgress)
  | { readonly is: "checked"; readonly summary: LiveCheckSummary }
  | { readonly is: "failed"; readonly problem: string };

/** True if two requests are about the same subjects. */
export function isSameQuestion(one: CompareRequest, other: CompareRequest): boolean {
  return isSameJson(one as unknown as JsonValue, other as unknown as JsonValue);
}
