import { expect, it } from "vitest";
import { hasNewerRules, rulesChangedAfter } from "./newer-rules.ts";

const result = { snapshotId: "old", atMs: 1_000 };
const newest = { isNewest: true, snapshotId: "new", confirmedAtMs: 1_500 };

it.each([
  ["other rules that were in force after the result are newer", newest, 2_000, true],
  ["rules that were put back, and first read before the result, are newer, too", { ...newest, readAtMs: 500 }, 2_000, true],
  ["the same rules are not, whenever they were confirmed", { ...newest, snapshotId: "old" }, 2_000, false],
  ["rules from before the result, which the page still has, are not", { ...newest, confirmedAtMs: 900 }, 2_000, false],
  ["other rules are, if the result is in the future because the clock was set back", { ...newest, confirmedAtMs: 500 }, 600, true],
  ["rules of a file or of an earlier time are not", { ...newest, isNewest: false }, 2_000, false],
  ["no rules are not", { isNewest: true, snapshotId: null, confirmedAtMs: null }, 2_000, false],
])("%s", (_title, definitions, nowMs, expected) => {
  expect(hasNewerRules(result, definitions, nowMs)).toBe(expected);
});

it.each([
  ["rules that Statsig changed after an answer", { isNewest: true, timeMs: 1_500 }, 1_500],
  ["not those that it changed before", { isNewest: true, timeMs: 900 }, null],
  ["not those of a file or of an earlier time", { isNewest: false, timeMs: 1_500 }, null],
  ["not those without a time", { isNewest: true, timeMs: null }, null],
])("finds %s", (_title, definitions, expected) => {
  expect(rulesChangedAfter(1_000, definitions)).toBe(expected);
});
