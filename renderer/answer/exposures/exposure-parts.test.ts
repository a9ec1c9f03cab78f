import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { conditionWith, explanationWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { describeUnknownExposures, describeWritten, exposureParts, secondaryText, whatGoes } from "./exposure-parts.ts";

const holdout = { gate: "autumn_holdout", gateValue: "false", ruleID: "RHmSVL0moePC:5.00:2" };

test("a gate's exposure has the gate, its value and the rule", () => {
  expect(
    exposureParts(
      answerWith({ name: "checkout_v2", ruleId: "7F5L" }),
      explanationWith({ state: "pass", ruleId: "7F5L", secondaryExposures: [holdout] }),
    ),
  ).toEqual({
    eventName: "gate_exposure",
    metadata: [
      { name: "gate", value: "checkout_v2" },
      { name: "gateValue", value: "true" },
      { name: "ruleID", value: "7F5L" },
    ],
    secondary: [holdout],
    secondarySource: "explained",
  });
});

test("a layer's exposure has the experiment that owns this unit's slot", () => {
  const layer = answerWith({ kind: "layer", name: "checkout_layer", state: "value", allocatedExperiment: "checkout_trust_badges" });
  expect(exposureParts(layer, null)?.metadata).toContainEqual({ name: "allocatedExperiment", value: "checkout_trust_badges" });
});

test("without definitions, secondary exposures come from the answer or are unknown", () => {
  expect(exposureParts(answerWith({ secondaryExposures: [holdout] }), null)).toMatchObject({
    secondary: [holdout],
    secondarySource: "answer",
  });
  expect(exposureParts(answerWith({}), null)).toMatchObject({ secondary: null, secondarySource: "unknown" });
});

test("secondary exposures of the definitions count only if these decide as the answer did, with every attribute that they may read", () => {
  const answer = answerWith({ state: "pass", ruleId: "7F5L" });
  const explained = (facts: object) => explanationWith({ state: "pass", ruleId: "7F5L", secondaryExposures: [holdout], ...facts });
  expect(exposureParts(answer, explained({}))).toMatchObject({ secondary: [holdout], secondarySource: "explained" });
  expect(exposureParts(answer, explained({ state: "fail" }))).toMatchObject({ secondary: null, secondarySource: "unknown" });
  expect(exposureParts(answer, explained({}), false)).toMatchObject({ secondary: null, secondarySource: "unknown" });
});

test("a secondary exposure has its rule's number and name if the definitions have the rule", () => {
  const pilot = ruleWith({ number: 4, name: "Germany pilot", ruleId: "7F5L" });
  const nested = traceWith({ name: "checkout_v2", rules: [pilot] });
  const trace = traceWith({ rules: [ruleWith({ conditions: [conditionWith({ nested })] })] });
  const looked = { gate: "checkout_v2", gateValue: "true", ruleID: "7F5L" };
  expect(secondaryText(looked, trace)).toEqual({ noun: "Gate", word: "Pass", rule: "rule 4 “Germany pilot”" });
  expect(secondaryText(looked, null)).toMatchObject({ rule: null });
  expect(secondaryText({ ...looked, gateValue: "false", ruleID: "default" }, trace)).toMatchObject({ rule: "no rule matched" });
});

test("there is no exposure without an answer and explanation; the explanation replaces a missing answer", () => {
  const unreached = answerWith({ state: "unreached", value: null });
  expect(exposureParts(unreached, null)).toBeNull();
  expect(exposureParts(unreached, explanationWith({ ruleId: "default" }))?.metadata).toContainEqual({ name: "gateValue", value: "false" });
});

test("private attributes are left out, everything else is sent", () => {
  const user = { userID: "u-1036", customIDs: { stableID: "dev-36" }, custom: { plan: "pro" }, privateAttributes: { lifetime_spend: 410 } };
  expect(whatGoes(user, "production")).toEqual({ goes: ["userID", "stableID", "plan", "tier"], stays: ["lifetime_spend"] });
});

test.each([
  ["pass", false, "This check was not logged. A logged check would write"],
  ["pass", true, "This check was logged. It wrote"],
  ["unreached", true, "No answer arrived, so this check may have been logged. It then wrote"],
] as const)("a check that ended as %s, with logging %s, does not claim more than is known", (state, isLogged, text) => {
  expect(describeWritten({ state, isLogged })).toBe(text);
});

test.each([
  ["unreached", true, "An exposure may have been logged."],
  ["unreached", false, "Nothing was written."],
] as const)("without an answer and a reason here, a check that ended as %s, with logging %s, says so", (state, isLogged, text) => {
  expect(describeUnknownExposures({ state, isLogged })).toContain(text);
});
