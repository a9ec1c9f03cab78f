import statsigNode from "statsig-node";
import { StatsigContext } from "statsig-node/dist/utils/StatsigContext.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

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

const server = new statsigNode.StatsigServer("secret-v1", {
  localMode: true,
  bootstrapValues: JSON.stringify(payload),
  // localMode does not stop the SDK's error reports; this option does (statsig-http.md §12).
  disableAllLogging: true,
  disableDiagnostics: true,
  disableRulesetsSync: true,
  disableIdListsSync: true,
});
beforeAll(async () => {
  await server.initializeAsync();
});
afterAll(() => server.shutdownAsync());

/** The SDK returns exposures of gates with its evaluator only. */
function checkGate(user: object, name: string): { readonly secondary_exposures: unknown } {
  const inner = server as unknown as { readonly _evaluator: { checkGate(user: object, name: string, context: object): never } };
  return inner._evaluator.checkGate(user, name, StatsigContext.new({ caller: "test" }));
}

describe("v1 definitions that lack fields", () => {
  const prepared = prepareDefinitions(payload);
  const evaluate = (kind: "gate" | "config", name: string, user: JsonObject) =>
    evaluatorFor(prepared, user, { nowMs: Date.now() }).explain(kind, name);

  it.each(feature_gates.map(({ name }) => String(name)))("answer as in the JavaScript engine for the gate %s, with a caution", (name) => {
    for (const user of users) {
      const official = server.getFeatureGateWithExposureLoggingDisabledSync(user, name);
      const { value, ruleId, trace, secondaryExposures } = evaluate("gate", name, user);
      const exposures = checkGate(user, name).secondary_exposures;
      expect({ value, ruleId, secondaryExposures: secondaryExposures ?? [] }).toEqual({
        value: official.value,
        ruleId: official.ruleID ?? "",
        secondaryExposures: exposures,
      });
      expect(trace.notes.join(" ")).toContain("JavaScript engine");
    }
  });

  it.each(dynamic_configs.map(({ name }) => String(name)))("answer as in the JavaScript engine for the config %s", (name) => {
    for (const user of users) {
      const official = server.getExperimentWithExposureLoggingDisabledSync(user, name);
      const { value, ruleId, groupName } = evaluate("config", name, user);
      expect({ value, ruleId, groupName }).toEqual({
        value: official.value,
        ruleId: official.getRuleID(),
        groupName: official.getGroupName(),
      });
    }
  });

  it("load nothing if a spec has no list of rules", () => {
    const { refusal } = prepareDefinitions({ ...payload, feature_gates: [{ name: "g", enabled: true }] });
    expect(refusal).toBe("A server SDK would load nothing from these definitions: “g” has no list of rules.");
  });
});
