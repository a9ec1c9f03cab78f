import { expect, test } from "vitest";
import type { RuleState, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { bucketWith, conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { experimentPath } from "./experiment-path.ts";

const slot = bucketWith({ bucket: 810, of: 1000, cutOff: null, slotCount: 300 });
const holdout = conditionWith({ type: "pass_gate", nested: traceWith({ name: "autumn_holdout", entity: "holdout" }) });
const rule = (number: number, ruleId: string, state: RuleState, facts: Partial<RuleTrace> = {}) =>
  ruleWith({ number, ruleId, state, ...facts });
const experiment = (rules: RuleTrace[], groupName: string | null): SpecTrace =>
  traceWith({ name: "checkout_trust_badges", kind: "experiment", entity: "experiment", outcome: "matched", rules, groupName });

const pathOf = (trace: SpecTrace) => experimentPath(trace)?.map(({ name, text, state }) => `${name}: ${text} (${state})`);

const rules = (states: { holdout?: RuleState; slot?: RuleState; targeting?: RuleState }) => [
  rule(1, "GMeVV", states.holdout ?? "did_not_match", { conditions: [holdout] }),
  rule(2, "layerAssignment", states.slot ?? "did_not_match", {
    conditions: [conditionWith({ type: "user_bucket", operator: "none", bucket: slot })],
  }),
  rule(3, "targetingGate", states.targeting ?? "did_not_match"),
  rule(4, "R2wMP", "decided", { groupName: "Badges" }),
];

test("lists every step that could have kept the unit out of a group", () => {
  expect(pathOf(experiment(rules({}), "Badges"))).toEqual([
    "Override: none (passed)",
    "Holdout: not held back (passed)",
    "Layer slot: 810 of 1,000 (passed)",
    "Targeting: passes (passed)",
    "Group: Badges (arrived)",
  ]);
});

test("marks the steps after the one that stopped as not reached", () => {
  expect(pathOf(experiment(rules({ slot: "decided", targeting: "never_reached" }), null))).toEqual([
    "Override: none (passed)",
    "Holdout: not held back (passed)",
    "Layer slot: 810 of 1,000, outside its share (stopped)",
    "Targeting:  (ahead)",
    "Group:  (ahead)",
  ]);
  expect(pathOf(experiment(rules({ holdout: "decided" }), null))?.[1]).toBe("Holdout: held back by autumn_holdout (stopped)");
});

test("an override assigns its group directly; an experiment that has not started assigns none", () => {
  const overridden = experiment([rule(1, "abc:userID:id_override", "decided", { groupName: "Control" })], "Control");
  expect(pathOf(overridden)).toEqual(["Override: into Control (arrived)", "Group:  (ahead)"]);
  expect(pathOf(experiment([rule(1, "prestart", "decided")], null))).toEqual([
    "Override: none (passed)",
    "State: not started (stopped)",
    "Group:  (ahead)",
  ]);
});

test("shows the path of the experiment that a layer delegates to, and none for a gate", () => {
  const layer = traceWith({ kind: "layer", rules: [ruleWith({ state: "decided", delegate: experiment(rules({}), "Badges") })] });
  expect(pathOf(layer)?.at(-1)).toBe("Group: Badges (arrived)");
  expect(pathOf(traceWith())).toBeUndefined();
});
