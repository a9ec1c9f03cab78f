import { describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/domain/json.ts";
import { prepareDefinitions } from "./engine/definitions/prepare.ts";
import { evaluatorFor } from "./engine/engine.ts";
import { withRuleNames } from "./named-rules.ts";

const learnt = new Map([["abc", "EU beta"]]);

function explained(rules: JsonObject[]) {
  const gate = (own: JsonObject[]) => ({
    type: "feature_gate",
    entity: "feature_gate",
    salt: "s",
    enabled: true,
    defaultValue: false,
    idType: "userID",
    rules: own.map((rule) => ({
      name: rule.id ?? "",
      salt: "",
      passPercentage: 100,
      idType: "userID",
      conditions: [],
      returnValue: true,
      ...rule,
    })),
  });
  const payload = {
    has_updates: true,
    time: 1,
    feature_gates: { a_gate: gate(rules), outer: gate([{ id: "outer", conditions: ["nested"] }]) },
    dynamic_configs: {},
    layer_configs: {},
    experiment_to_layer: {},
    condition_map: {
      never: { type: "user_field", field: "plan", operator: "any", targetValue: ["pro"], idType: "userID" },
      nested: { type: "pass_gate", targetValue: "a_gate", idType: "userID" },
    },
  };
  return evaluatorFor(prepareDefinitions(payload), { userID: "ada" }, { nowMs: 0 });
}

describe("names of rules", () => {
  it.each([
    ["that decided", [{ id: "abc" }], "rule “EU beta” matched"],
    ["whose ID has the console's suffix", [{ id: "abc:100.00:5" }], "rule “EU beta” matched"],
    ["that nobody named", [{ id: "xyz" }], "the rule with the ID xyz matched"],
    ["that the definitions name otherwise", [{ id: "abc", name: "Pilot" }], "rule “Pilot” matched"],
    [
      "that came closest",
      [{ id: "abc", conditions: ["never"] }],
      "no rule matched; closest was rule 1 “EU beta”: plan is missing, wanted pro",
    ],
    ["that lets nobody in", [{ id: "abc", passPercentage: 0 }], "rule “EU beta” matched, but lets nobody in"],
  ])("are spoken for a rule %s", (_case, rules, because) => {
    expect(withRuleNames(explained(rules).explain("gate", "a_gate"), learnt).because).toBe(because);
  });

  it("are told inside of nested gates", () => {
    const { trace } = withRuleNames(explained([{ id: "abc" }]).explain("gate", "outer"), learnt);
    expect(trace.rules[0]?.conditions[0]?.nested?.rules[0]?.name).toBe("EU beta");
  });
});
