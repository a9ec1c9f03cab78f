import { expect, test } from "vitest";
import { isSameDecision } from "./same-decision.ts";

test("a live answer without a rule ID is compared without it; one with another rule ID does not agree", () => {
  const explained = { state: "pass", value: true, ruleId: "7F5L", groupName: null } as const;
  expect(isSameDecision({ ...explained, ruleId: null, groupName: "Germany pilot" }, explained)).toBe(true);
  expect(isSameDecision({ ...explained, ruleId: "8I0b" }, explained)).toBe(false);
  expect(isSameDecision({ ...explained, state: "fail" }, explained)).toBe(false);
});

test("a config's default is not the value of the rule whose percentage leaves the user out, though Statsig's answer has its ID", () => {
  const live = { state: "value", value: { weight: 1 }, ruleId: "7F5L", groupName: null } as const;
  const explained = { ...live, state: "default" } as const;
  expect(isSameDecision(live, explained)).toBe(true);
  expect(isSameDecision(live, { ...explained, value: { weight: 2 } })).toBe(false);
  expect(isSameDecision(live, { ...explained, ruleId: "8I0b" })).toBe(false);
  expect(isSameDecision({ ...live, ruleId: "default" }, { ...explained, ruleId: "default" })).toBe(false);
});
