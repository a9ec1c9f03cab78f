import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { specChanges } from "./spec-changes.ts";

const condition = (field: string, values: JsonValue) => ({
  type: "user_field",
  field,
  operator: "any",
  targetValue: values,
  idType: "userID",
});
const rule = (id: string, more: JsonObject = {}) => ruleJson(["de"], { id, name: "Germany", passPercentage: 10, ...more });
const rules = (gates: JsonObject): JsonObject => ({
  has_updates: true,
  feature_gates: gates,
  dynamic_configs: {},
  layer_configs: {},
  condition_map: { de: condition("country", ["DE"]), dach: condition("country", ["DE", "AT", "CH"]), gold: condition("tier", ["gold"]) },
});
const clauses = (older: JsonValue, newer: JsonValue) =>
  specChanges(rules({ a: older }), rules({ a: newer })).flatMap((change) => change.clauses);

describe("changes between two versions of the rules", () => {
  it.each([
    [
      "a percentage, which is part of the rule's ID",
      gateJson([rule("r1:10.00:1")]),
      gateJson([rule("r1:25.00:2", { passPercentage: 25 })]),
      "rule 1 “Germany”: 10 % → 25 %",
    ],
    [
      "a target",
      gateJson([rule("r1")]),
      gateJson([rule("r1", { conditions: ["dach"] })]),
      "rule 1 “Germany”: country DE → country DE, AT or CH",
    ],
    [
      "a further condition",
      gateJson([rule("r1")]),
      gateJson([rule("r1", { conditions: ["de", "gold"] })]),
      "rule 1 “Germany”: now also tier gold",
    ],
    ["a new rule", gateJson([rule("r1")]), gateJson([rule("r1"), rule("r2", { name: "Austria" })]), "rule 2 “Austria” added"],
    ["a removed rule", gateJson([rule("r1"), rule("r2", { name: "Austria" })]), gateJson([rule("r1")]), "rule 2 “Austria” removed"],
    ["the order", gateJson([rule("r1"), rule("r2")]), gateJson([rule("r2"), rule("r1")]), "rules in another order"],
    ["the switch", gateJson([rule("r1")]), gateJson([rule("r1")], { enabled: false }), "turned off"],
    ["the salt", gateJson([rule("r1")]), gateJson([rule("r1")], { salt: "t" }), "new salt: percentages and groups are distributed anew"],
  ])("says %s", (_what, older, newer, clause) => {
    expect(clauses(older, newer).map(plain)).toEqual([clause]);
    expect(clauses(older, older)).toEqual([]);
  });

  it.each<[string, JsonValue, JsonValue, string[]]>([
    [
      "each place of a long object",
      { text: "x".repeat(70), price: 19, list: [1, 2] },
      { text: "x".repeat(70), price: 20, list: [1, 3] },
      ["value.price 19 → 20", "value.list.1 2 → 3"],
    ],
    ["a member that is new", { text: "x".repeat(70) }, { text: "x".repeat(70), more: true }, ["value.more missing → true"]],
    [
      "the end of a long text",
      { text: `${"x".repeat(90)}old` },
      { text: `${"x".repeat(90)}new` },
      [`value.text “…${"x".repeat(24)}old” → “…${"x".repeat(24)}new”`],
    ],
    [
      "a few of many places",
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`field${n}`, 1])),
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`field${n}`, 2])),
      [0, 1, 2, 3].map((n) => `value.field${n} 1 → 2`).concat("value: 16 more places differ"),
    ],
  ])("shows what changed of a value that is too long for a sentence: %s", (_what, older, newer, clause) => {
    const edits = clauses(gateJson([rule("r1", { returnValue: older })]), gateJson([rule("r1", { returnValue: newer })]));
    expect(edits.map((edit) => plain(edit).replace("rule 1 “Germany”: ", ""))).toEqual(clause);
  });

  it("says a new split in percent, a share of a layer, and a rule without a name by its number", () => {
    const bucket = (operator: string, targetValue: JsonValue) => ({
      type: "user_bucket",
      field: null,
      operator,
      targetValue,
      idType: "userID",
    });
    const slots = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, slot) => [String(slot), true]));
    const group = (id: string, groupName: string, border: number) =>
      rule(id, { name: id, groupName, passPercentage: 100, isExperimentGroup: true, conditions: [bucket("lt", border)] });
    const test = (share: number, first: number) => ({
      ...gateJson([
        rule("layerAssignment", { name: "layerAssignment", conditions: [bucket("none", slots(share))] }),
        group("g1", "Control", first),
        group("g2", "Blue", 1_000),
      ]),
      name: "t",
    });
    const v1 = (spec: JsonObject): JsonObject => ({ has_updates: true, feature_gates: [], dynamic_configs: [spec], layer_configs: [] });
    const [change] = specChanges(v1(test(400, 500)), v1(test(250, 340)));
    expect(change?.clauses.map(plain)).toEqual(["Control 50 % → 34 %, Blue 50 % → 66 %", "rule 1: share of the layer 40 % → 25 %"]);
  });

  it("lists added and removed specs", () => {
    expect(specChanges(rules({ a: gateJson([]) }), rules({ b: gateJson([]) }))).toEqual([
      { kind: "gate", name: "b", change: "added", clauses: [] },
      { kind: "gate", name: "a", change: "removed", clauses: [] },
    ]);
  });
});

/** Percent signs follow a no-break space on screen. */
function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
