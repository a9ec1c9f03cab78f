import { expect, it } from "vitest";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { partKey } from "#shared/domain/comparison/comparison-text.ts";
import { noFilter, type TableRow, tableRowKey, tableRows } from "./comparison-rows.ts";

const answer = (state: "pass" | "fail") => ({
  ...{ state, value: state === "pass", groupName: null, allocatedExperiment: null, ruleId: null, unknownReasons: [] },
});
const country = { kind: "field", path: ["country"] } as const;
const same = (name: string): ComparisonRow => ({ kind: "gate", name, answers: [answer("pass")], differences: [] });
const differing = (name: string): ComparisonRow => ({
  ...{ kind: "gate", name, answers: [answer("pass"), answer("fail")] },
  differences: [
    { result: "differs", causes: [{ parts: [{ part: country, reference: "DE", compared: "US" }] }], isComplete: true, tried: [] },
  ],
});
const rows = [same("a"), differing("b"), { ...same("c"), kind: "config" } as const];
const keys = (shown: readonly TableRow[]) => shown.map(tableRowKey);

it("puts differing rows first, and folds the equal ones", () => {
  expect(keys(tableRows(rows, noFilter, new Set()))).toEqual(["heading gate", "gate b", "fold gate", "heading config", "fold config"]);
  expect(keys(tableRows(rows, noFilter, new Set(["gate"])))).toContain("gate a");
});

it("filters by result, by cause and by text", () => {
  expect(keys(tableRows(rows, { ...noFilter, result: "differs" }, new Set()))).toEqual(["heading gate", "gate b"]);
  expect(keys(tableRows(rows, { ...noFilter, result: "same" }, new Set()))).toContain("config c");
  expect(keys(tableRows(rows, { ...noFilter, partKey: partKey(country) }, new Set()))).toEqual(["heading gate", "gate b"]);
  expect(keys(tableRows(rows, { ...noFilter, text: "country us" }, new Set()))).toEqual(["heading gate", "gate b"]);
  expect(tableRows(rows, { ...noFilter, text: "no such" }, new Set())).toEqual([]);
});
