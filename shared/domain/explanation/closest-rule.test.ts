import { describe, expect, it } from "vitest";
import { bucketWith, conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { closestRule } from "./closest-rule.ts";
import type { ConditionTrace, RuleTrace } from "./explanation.ts";

const country = conditionWith();
const newsletter = conditionWith({
  field: "newsletter",
  operator: "any",
  value: null,
  isPresent: false,
  valueSource: "missing",
  target: ["true"],
});
const email = conditionWith({ field: "email", operator: "str_ends_with_any", value: "lou@example.fr", target: ["@shop.test"] });
const ids = conditionWith({ type: "unit_id", field: "userID", target: ["staff-ada"] });
const tier = conditionWith({ type: "environment_field", field: "tier", value: "production", target: ["staging"] });
const time = conditionWith({ type: "current_time", field: null, operator: "after" });
const met = conditionWith({ result: "met", value: "US" });
const nested = (name: string, ...rules: RuleTrace[]) =>
  conditionWith({ type: "pass_gate", field: null, operator: null, target: name, value: false, nested: traceWith({ name, rules }) });
const staff = nested("segment:staff", ruleWith({ conditions: [email] }), ruleWith({ number: 2, conditions: [ids] }));
const rolledOut = nested("half", ruleWith({ state: "outside_percentage", conditions: [met], percentage: bucketWith() }));

function closest(...conditions: ConditionTrace[][]): number | undefined {
  return closestRule(traceWith({ rules: conditions.map((own, at) => ruleWith({ number: at + 1, conditions: own })) }))?.number;
}

describe("the closest rule", () => {
  it.each<[string, ConditionTrace[][], number]>([
    ["a country before the membership of staff, whatever the order", [[staff], [country]], 2],
    ["one edit before two", [[country, newsletter], [newsletter]], 2],
    ["two likely edits before one that makes another person", [[ids], [country, newsletter]], 2],
    ["an attribute before another tier", [[tier], [country]], 2],
    ["an edit before a percentage that leaves the unit out", [[rolledOut], [staff]], 2],
    ["an attribute before the time", [[time], [email]], 2],
    ["more met conditions if the edits are the same", [[country], [met, country]], 2],
    ["the first if nothing else differs", [[country], [country]], 1],
    ["an edit inside a nested gate as that edit", [[email], [nested("eu", ruleWith({ conditions: [country] }))]], 2],
  ])("prefers %s", (_case, rules, number) => {
    expect(closest(...rules)).toBe(number);
  });

  it("is none where a rule decided, and an override only if there is nothing else", () => {
    expect(closestRule(traceWith({ outcome: "matched" }))).toBeNull();
    const override = ruleWith({ ruleId: "pass:userID:id_override", conditions: [country] });
    expect(closestRule(traceWith({ rules: [override, ruleWith({ number: 2, conditions: [ids] })] }))?.number).toBe(2);
    expect(closestRule(traceWith({ rules: [override] }))?.number).toBe(1);
  });
});
