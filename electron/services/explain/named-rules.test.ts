import { describe, expect, it } from "vitest";
import { namelessIn, withRuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { definitionsJson, gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { withoutRuleNames } from "../sandbox/specs-v2.ts";
import { prepareDefinitions } from "./engine/definitions/prepare.ts";
import { evaluatorFor } from "./engine/engine.ts";

const learnt = new Map([["abc", "EU beta"]]);

function explained(rules: JsonObject[]) {
  const gate = (own: JsonObject[]) => gateJson(own.map((rule) => ruleJson([], { name: rule.id ?? "", ...rule })));
  const payload = definitionsJson(
    { a_gate: gate(rules), outer: gate([{ id: "outer", conditions: ["nested"] }]) },
    {
      never: { type: "user_field", field: "plan", operator: "any", targetValue: ["pro"], idType: "userID" },
      nested: { type: "pass_gate", targetValue: "a_gate", idType: "userID" },
    },
  );
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
      "no rule matched; closest was rule 1 “EU beta”: plan is missing, expected pro",
    ],
    ["that lets nobody in", [{ id: "abc", passPercentage: 0 }], "rule “EU beta” matched, but its pass percentage is 0 %"],
  ])("are used for a rule %s", (_case, rules, because) => {
    expect(withRuleNames(explained(rules).explain("gate", "a_gate"), learnt).because).toBe(because);
  });

  it("are used inside nested gates", () => {
    const { trace } = withRuleNames(explained([{ id: "abc" }]).explain("gate", "outer"), learnt);
    expect(trace.rules[0]?.conditions[0]?.nested?.rules[0]?.name).toBe("EU beta");
  });
});

describe("the names to request from the console", () => {
  const nameless = (kind: "gate" | "config" | "layer", name: string) => {
    const payload: JsonObject = JSON.parse(JSON.stringify(withoutRuleNames(demoProject)));
    return namelessIn(evaluatorFor(prepareDefinitions(payload), { userID: "ada" }, { nowMs: 0 }).explain(kind, name).trace);
  };

  it("contain the gate and its segments, but no holdout", () => {
    expect(nameless("gate", "checkout_v2")).toEqual([
      { kind: "gate", name: "checkout_v2" },
      { kind: "segment", name: "staff" },
    ]);
  });

  it("contain no experiment with named groups, and no reserved rule of a layer", () => {
    expect(nameless("config", "checkout_trust_badges")).toEqual([]);
    expect(nameless("layer", "homepage_layer")).toEqual([]);
  });

  it("contain a dynamic config", () => {
    expect(nameless("config", "shipping_rates")[0]).toEqual({ kind: "config", name: "shipping_rates" });
  });

  it("are none if the definitions contain every name", () => {
    expect(namelessIn(explained([{ id: "abc", name: "Pilot" }]).explain("gate", "a_gate").trace)).toEqual([]);
  });
});
