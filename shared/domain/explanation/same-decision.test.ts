import { expect, test } from "vitest";
import { isSameDecision } from "./same-decision.ts";

test("a live answer without a rule ID is compared without it; one with another rule ID does not agree", () => {
  const explained = { state: "pass", ruleId: "7F5L", groupName: null } as const;
  expect(isSameDecision({ ...explained, ruleId: null, groupName: "Germany pilot" }, explained)).toBe(true);
  expect(isSameDecision({ ...explained, ruleId: "8I0b" }, explained)).toBe(false);
  expect(isSameDecision({ ...explained, state: "fail" }, explained)).toBe(false);
});
