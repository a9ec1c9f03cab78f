import { expect, it } from "vitest";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { compareAnswers, comparedLead, comparedNote, countCompared } from "./compared-answers.ts";

const here = (state: "pass" | "fail", unknownReasons: string[] = []) => ({
  ...{ state, value: state === "pass", groupName: null, allocatedExperiment: null, ruleId: null, unknownReasons },
});
const same = (name: string, state: "pass" | "fail" = "pass"): ComparisonRow => ({
  ...{ kind: "gate", name, answers: [{ ...here(state), value: null }], differences: [] },
});
const differing = (name: string, result: "differs" | "undecided" = "differs"): ComparisonRow => ({
  ...{ kind: "gate", name, answers: [here("pass"), here("fail")] },
  differences: [{ result, causes: [], isComplete: true, tried: [] }],
});
const answers = ["a", "b", "c", "d"].map((name) => answerWith({ name }));
const resultsOf = (rows: readonly ComparisonRow[], { isRunning = false, of = answers } = {}) =>
  [...compareAnswers(of, rows, { isRunning })].map(([key, { result }]) => `${key}: ${result}`);

it("an answer is the same, differs or cannot be told; one without a row waits or is not in the rules", () => {
  const rows = [same("a"), differing("b"), differing("c", "undecided")];
  expect(resultsOf(rows)).toEqual(["gate a: same", "gate b: differs", "gate c: undecided", "gate d: missing"]);
  expect(resultsOf(rows, { isRunning: true }).at(-1)).toBe("gate d: pending");
});

it("an answer that the rules here do not give is told apart from one that differs", () => {
  const failed = answers.map((answer) => ({ ...answer, state: "fail" as const, value: false }));
  expect(resultsOf([same("a"), differing("b"), same("c", "fail")], { of: failed.slice(0, 3) })).toEqual([
    "gate a: disagrees",
    "gate b: disagrees",
    "gate c: same",
  ]);
  const unreached = [answerWith({ name: "a", state: "unreached" })];
  expect(resultsOf([same("a")], { of: unreached })).toEqual(["gate a: undecided"]);
});

it("an answer is found whatever Statsig calls its kind", () => {
  const experiment: ComparisonRow = { ...same("a"), kind: "experiment" };
  expect(resultsOf([experiment], { of: [answerWith({ name: "a", kind: "config", value: {} })] })).toEqual(["config a: same"]);
  const ofGroup: ComparisonRow = { ...experiment, answers: [{ ...here("pass"), state: "group", groupName: "Hats" }] };
  const [entry] = compareAnswers([answerWith({ name: "a", kind: "config", state: "value", value: {} })], [ofGroup], {
    isRunning: false,
  }).values();
  expect(entry).toMatchObject({ result: "same", row: { kind: "config", answers: [{ state: "value", groupName: "Hats" }] } });
  expect(resultsOf([experiment], { of: [answerWith({ name: "a", kind: "layer", value: {} })] })).toEqual(["layer a: missing"]);
});

it("a value that cannot be compared agrees by its rule or its state", () => {
  const config: ComparisonRow = {
    ...same("a"),
    kind: "config",
    answers: [{ ...here("pass"), state: "default", value: null, ruleId: "r1" }],
  };
  const live = { kind: "config", name: "a", value: { columns: 3 } } as const;
  expect(resultsOf([config], { of: [answerWith({ ...live, state: "value", ruleId: "r1" })] })).toEqual(["config a: same"]);
  expect(resultsOf([config], { of: [answerWith({ ...live, state: "value", ruleId: "r2" })] })).toEqual(["config a: disagrees"]);
});

it("says in few words how many differ", () => {
  const counts = (...results: string[]) => countCompared(results.map((result) => ({ result, row: undefined }) as never));
  expect(comparedLead(counts("differs", "differs", "same"), "Mia")).toBe("2 differ from Mia");
  expect(comparedLead(counts("differs", "undecided"), "Mia")).toBe("1 differs from Mia");
  expect(comparedLead(counts("same", "same"), "Mia")).toBe("all 2 agree with Mia");
  expect(comparedLead(counts("same"), "Mia")).toBe("it agrees with Mia");
  expect(comparedLead(counts("same", "missing"), "Mia")).toBe("none differs from Mia");
  expect(comparedLead(counts("same", "pending"), "Mia")).toBe("1 of 2 compared with Mia");
  expect(comparedNote(counts("differs", "differs"))).toBe("both differ");
  expect(comparedNote(counts("differs", "same", "missing"))).toBe("1 differs, 1 cannot be told");
  expect(comparedNote(counts("same", "same"))).toBe("all the same");
  expect(comparedNote(counts("same", "pending"))).toBe("1 to compare");
});
