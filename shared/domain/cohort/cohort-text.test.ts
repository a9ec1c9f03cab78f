import { expect, it } from "vitest";
import { answerStates } from "../evaluation/evaluation.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { describeOutcome } from "./cohort-text.ts";

const outcome = { groupName: null, ruleName: null, ruleNumber: null, allocatedExperiment: null };

it.each(answerStates)("an answer without names is called as everywhere: %s", (state) => {
  expect(describeOutcome({ ...outcome, state })).toBe(stateLabel({ state, groupName: null }));
});

it("an answer is called by its experiment, group or rule where it has one", () => {
  expect(describeOutcome({ ...outcome, state: "group", groupName: "Badges" })).toBe("Badges");
  expect(describeOutcome({ ...outcome, state: "group", groupName: "Badges", allocatedExperiment: "trust" })).toBe("trust: Badges");
  expect(describeOutcome({ ...outcome, state: "value", ruleName: "Euro zone" })).toBe("Euro zone");
  expect(describeOutcome({ ...outcome, state: "value", ruleNumber: 3 })).toBe("Rule 3");
});
