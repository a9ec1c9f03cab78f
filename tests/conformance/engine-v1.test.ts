import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { type JavaScriptEngine, type JavaScriptRow, startJavaScriptEngine } from "./javascript-engine.ts";

/** Definitions of the form v1 that lack fields, beside Statsig's JavaScript engine, which alone reads v1 (statsig-evaluation.md §2.2). */

const isAda = { type: "user_field", operator: "any", field: "email", targetValue: ["ada@x"] };
/** A user without the field has the word “undefined” in it for this engine. */
const emailMatches = (target?: JsonValue) => ({
  type: "user_field",
  operator: "str_matches",
  field: "email",
  ...(target === undefined ? {} : { targetValue: target }),
});
const everybody = { type: "public" };
const half = { type: "user_bucket", operator: "lt", targetValue: 500 };

/** A spec and rules with nothing but what a case gives. */
function spec(name: string, rules: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return { name, salt: "s", enabled: true, rules: [...rules], ...more };
}
function rule(conditions: JsonValue[] | undefined, more: JsonObject = {}): JsonObject {
  return { id: "r", passPercentage: 100, ...(conditions === undefined ? {} : { conditions }), ...more };
}

const feature_gates = [
  spec("without_entity_type_and_id_types", [rule([isAda])]),
  spec("returns_false", [rule([isAda], { returnValue: false })]),
  spec("default_true", [], { defaultValue: true }),
  { name: "without_salt", enabled: true, rules: [rule([everybody], { passPercentage: 50 })] },
  spec("without_percentage", [{ id: "r", conditions: [everybody] }]),
  spec("percentage_as_text", [rule([everybody], { passPercentage: "50" })]),
  spec("without_rule_id", [{ passPercentage: 50, conditions: [everybody] }]),
  spec("rule_id_null", [rule([isAda], { id: null })]),
  spec("without_conditions", [rule(undefined)]),
  spec("enabled_as_text", [rule([everybody])], { enabled: "yes" }),
  spec("disabled_as_zero", [rule([everybody])], { enabled: 0 }),
  spec("upper_case", [rule([{ ...isAda, type: "USER_FIELD", operator: "ANY" }])]),
  spec("bucket_without_salt", [rule([half])]),
  spec("nested", [rule([{ type: "pass_gate", targetValue: "returns_false" }])]),
  spec("any_of_gates", [rule([{ type: "multi_pass_gate", targetValue: ["missing", "segment:ada", "nested", "default_true"] }])]),
  spec("any_gate_fails", [rule([{ type: "multi_fail_gate", targetValue: ["nested", "returns_false"] }])]),
  spec("any_of_gates_in_capitals", [rule([{ type: "MULTI_PASS_GATE", targetValue: ["nested"] }])]),
  spec("any_of_no_list", [rule([{ type: "multi_pass_gate", targetValue: "nested" }])]),
  spec("any_of_none", [rule([{ type: "multi_fail_gate", targetValue: [] }])]),
  spec("segment:ada", [rule([{ type: "fail_gate", targetValue: "missing" }, isAda])]),
  spec("gate_in_a_list", [rule([{ type: "pass_gate", targetValue: ["nested"] }])]),
  spec("pattern", [rule([emailMatches("^a")])]),
  spec("pattern_in_a_list", [rule([emailMatches(["^a"])])]),
  spec("patterns_in_a_list", [rule([emailMatches(["^z", "^a"])])]),
  spec("pattern_of_no_text", [rule([emailMatches(5)])]),
  spec("other_unit", [rule([{ type: "unit_id", operator: "any", targetValue: ["d1"], idType: "deviceID" }])], { idType: "deviceID" }),
];
const dynamic_configs = [
  spec("config", [rule([isAda], { returnValue: { a: 1 } })], { defaultValue: { a: 0 } }),
  spec("without_value", [rule([isAda])], { defaultValue: { a: 0 } }),
  spec("without_default", [rule([isAda], { returnValue: { a: 1 } })]),
  spec("lists", [rule([isAda], { returnValue: [1, { a: [2] }] })], { defaultValue: ["none"] }),
  spec("text_and_number", [rule([isAda], { returnValue: "a" })], { defaultValue: 5 }),
  spec("experiment", [
    rule([half], { returnValue: { a: 1 }, groupName: "A" }),
    rule([everybody], { returnValue: { a: 2 }, groupName: "B" }),
  ]),
];
const payload: JsonObject = { has_updates: true, time: 1_700_000_000_000, feature_gates, dynamic_configs, layer_configs: [], layers: {} };
const users = [
  { userID: "u1", email: "ada@x" },
  { userID: "u2" },
  { userID: "u3", customIDs: { deviceID: "d1" } },
  { userID: "u77", email: "ada@x" },
];

let engine: JavaScriptEngine;
beforeAll(async () => {
  engine = await startJavaScriptEngine(payload);
});
afterAll(() => engine.close());

describe("v1 definitions that lack fields", () => {
  const prepared = prepareDefinitions(payload);
  const evaluate = (kind: "gate" | "config", name: string, user: JsonObject) =>
    evaluatorFor(prepared, user, { nowMs: Date.now() }).explain(kind, name);

  it.each(feature_gates.map(({ name }) => String(name)))("answer as in the JavaScript engine for the gate %s, with a caution", (name) => {
    for (const user of users) {
      const official = engine.evaluate(user, "gate", name);
      const { value, ruleId, trace, secondaryExposures } = evaluate("gate", name, user);
      expect({ value, ruleId, secondaryExposures: secondaryExposures ?? [] }).toEqual({
        value: official.value,
        ruleId: official.ruleId,
        secondaryExposures: official.secondaryExposures,
      });
      expect(trace.notes.join(" ")).toContain("JavaScript engine");
    }
  });

  it("say what a missing ID type is, where one is missing", () => {
    const whole = { type: "feature_gate", entity: "feature_gate", defaultValue: false, idType: "userID" };
    const gates = [
      { ...whole, name: "a", enabled: true, rules: [] },
      { ...whole, name: "b", salt: "s", enabled: true, idType: null, rules: [] },
    ];
    const lacking = prepareDefinitions({ ...payload, feature_gates: gates });
    const notes = gates.map(({ name }) => evaluatorFor(lacking, { userID: "u" }, { nowMs: 0 }).explain("gate", name).trace.notes.join(" "));
    expect(notes.map((note) => [note.includes("“salt”"), note.includes("a missing ID type is userID")])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it.each(dynamic_configs.map(({ name }) => String(name)))("answer as in the JavaScript engine for the config %s", (name) => {
    for (const user of users) {
      const official = engine.evaluate(user, "config", name);
      const { value, ruleId, groupName } = evaluate("config", name, user);
      expect({ value, ruleId, groupName }).toEqual({ value: official.value, ruleId: official.ruleId, groupName: official.groupName });
    }
  });

  /** A gate, or other members of the definitions, and the clause why the engine loads nothing from them; null if it loads them. */
  const withRule = (given: JsonValue) => gateOf({ name: "g", enabled: true, rules: [given] });
  function gateOf(gate: JsonValue): JsonObject {
    return { feature_gates: [gate] };
  }
  const noText = { toString: 1 };
  it.each<[string, JsonObject, string | null]>([
    ["without rules", gateOf({ name: "g", enabled: true }), "“g” has no list of rules"],
    ["with rules that are null", gateOf({ name: "g", enabled: true, rules: null }), "“g” has no list of rules"],
    ["with rules that are an object", gateOf({ name: "g", enabled: true, rules: {} }), null],
    ["with rules that are a text", gateOf({ name: "g", enabled: true, rules: "ab" }), null],
    ["with a rule that is a number", gateOf({ name: "g", enabled: true, rules: [5] }), null],
    ["without a name", gateOf({ enabled: true, rules: [] }), null],
    ["with a gate that is null", gateOf(null), "“feature_gates.0” is no object"],
    ["with a rule that is null", withRule(null), "“g” has a rule that is null"],
    ["with conditions that are null", withRule({ id: "r", passPercentage: 100, conditions: null }), null],
    ["with conditions that are an object", withRule({ conditions: {} }), "“g” has a rule whose conditions are no list"],
    ["with a condition that is null", withRule({ conditions: [null] }), "“g” has a condition that is null"],
    ["with a rule’s ID and percentage without a text", withRule({ id: noText, salt: noText, passPercentage: noText }), null],
    ["with a gate’s name without a text", withRule({ conditions: [{ type: "pass_gate", targetValue: noText }] }), null],
    [
      "with an entry of a set without a text",
      withRule({ conditions: [{ ...isAda, targetValue: [noText] }] }),
      "“g” compares with an object that has its own “toString”",
    ],
    ["with layers that are null", { layers: null }, null],
    ["with a layer that is a number", { layers: { l: 5 } }, null],
    ["with a layer that is null", { layers: { l: null } }, "“layers.l” is null where a list is needed"],
    ["with an object of configs", { dynamic_configs: {} }, "“dynamic_configs” is no list"],
    ["with layer configs that are null", { layer_configs: null }, "“layer_configs” is no list"],
    ["with a time before 1970", { time: -1 }, "“time” is negative"],
  ])("%s are answered as the JavaScript engine does, or refused with the reason", async (_title, members, fault) => {
    const definitions = { ...payload, ...members };
    const odd = prepareDefinitions(definitions);
    expect(odd.refusal).toBe(fault === null ? null : `A server SDK would load nothing from these definitions: ${fault}.`);
    const official = await startJavaScriptEngine(definitions);
    expect(official.isLoaded).toBe(fault === null);
    for (const { kind, name } of official.isLoaded ? odd.listed : []) {
      const { state, value } = evaluatorFor(odd, { userID: "u1" }, { nowMs: 0 }).explain(kind, name);
      if (state !== "unknown") expect(value).toEqual(valueOrFalse(() => official.evaluate({ userID: "u1" }, kind, name)));
    }
    await official.close();
  });
});

it.each([[undefined], [null], [0]])(
  "v1 definitions whose time is %s have a caution, because an SDK that is started with them loads nothing",
  async (time) => {
    const definitions: JsonObject = { ...payload, time: time ?? null };
    if (time === undefined) delete definitions.time;
    const official = await startJavaScriptEngine(definitions);
    expect(official.isLoaded).toBe(false);
    await official.close();
    const { trace } = evaluatorFor(prepareDefinitions(definitions), {}, { nowMs: 0 }).explain("gate", "nested");
    expect(trace.notes.join(" ")).toContain("The definitions have no “time”");
  },
);

/** The SDK answers false if the engine throws. */
function valueOrFalse(evaluate: () => JavaScriptRow): JsonValue {
  try {
    return evaluate().value;
  } catch {
    return false;
  }
}
