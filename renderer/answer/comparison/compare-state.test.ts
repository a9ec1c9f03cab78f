import { expect, it } from "vitest";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { type CompareState, shownComparison } from "./compare-state.ts";

const of = (userLabel: string, rows: readonly ComparisonRow[] = []) => ({
  request: { subjects: [{ projectId: "shop", keyId: null, tier: "staging", user: {}, userLabel, snapshotId: null, atMs: null }] },
  rows,
});
const summary = { is: "compared" as const, rules: [], atMs: 0, elapsedMs: 1, total: 1, noEffect: [], editTimes: [] };
const previous: Extract<CompareState, { is: "done" }> = { is: "done", comparison: of("Ada"), summary, live: { is: "none" } };
const running = { is: "running" as const, done: 0, total: null, sinceMs: 0 };

it("the rows of the comparison before are shown with their own columns until the running one has rows", () => {
  const waiting: CompareState = { ...running, comparison: of("Lena"), previous };
  expect(shownComparison(waiting).comparison.request.subjects.map(({ userLabel }) => userLabel)).toEqual(["Ada"]);
  const first = {} as ComparisonRow; // only counted
  expect(shownComparison({ ...waiting, comparison: of("Lena", [first]) }).comparison.request.subjects[0]?.userLabel).toBe("Lena");
  expect(shownComparison({ ...waiting, previous: null }).comparison.request.subjects[0]?.userLabel).toBe("Lena");
});
