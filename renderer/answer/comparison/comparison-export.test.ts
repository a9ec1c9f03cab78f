import { expect, it } from "vitest";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { comparisonAsCsv, comparisonAsJson, comparisonAsMarkdown } from "./comparison-export.ts";

const answer = (state: "pass" | "fail") => ({
  ...{ state, value: state === "pass", groupName: null, allocatedExperiment: null, ruleId: "r", unknownReasons: [] },
});
const rows: ComparisonRow[] = [
  {
    ...{ kind: "gate", name: "a|b", answers: [answer("pass"), answer("fail")] },
    differences: [
      {
        ...{ result: "differs", isComplete: true, tried: [] },
        causes: [{ parts: [{ part: { kind: "field", path: ["country"] }, reference: "DE", compared: "US" }] }],
      },
    ],
  },
  { kind: "gate", name: "=c", answers: [answer("pass")], differences: [] },
];
const comparison = {
  lead: "1 of 2 differs",
  columns: ["Lena, Shop, production, rules now", "Nora, Shop, production, rules now"],
  names: ["Lena", "Nora"],
  rows,
};

it("copies the differing rows as a Markdown table", () => {
  expect(comparisonAsMarkdown(comparison)).toBe(
    [
      "**1 of 2 differs**: Lena, Shop, production, rules now; Nora, Shop, production, rules now. Explained here; nothing was logged.",
      "",
      "| Name | Lena | Nora | Because |",
      "| --- | --- | --- | --- |",
      "| a\\|b | Pass | Fail | because country is US, not DE |",
      "",
    ].join("\n"),
  );
});

it("exports every row as CSV, without formulas", () => {
  expect(comparisonAsCsv(comparison).split("\r\n")).toEqual([
    "kind,name,result,Lena,Nora,because",
    'gate,a|b,differs,Pass,Fail,"because country is US, not DE"',
    "gate,'=c,same,Pass,Pass,",
    "",
  ]);
});

it("exports every row as JSON, with the parts of each cause", () => {
  expect(readJson(comparisonAsJson(comparison))).toMatchObject({
    comparison: "1 of 2 differs",
    rows: [
      { name: "a|b", differences: [{ causes: [{ text: "country is US, not DE" }] }] },
      { name: "=c", result: "same" },
    ],
  });
});
