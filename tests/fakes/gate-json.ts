import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** Builds the JSON of a rule that passes everyone who meets its conditions, which are names in the condition map. */
export function ruleJson(conditions: readonly string[], more: JsonObject = {}): JsonObject {
  return { id: "r", name: "r", salt: "", passPercentage: 100, returnValue: true, idType: "userID", conditions: [...conditions], ...more };
}

/** Builds the JSON of a gate, as definitions have it (statsig-evaluation.md §1). */
export function gateJson(rules: readonly JsonValue[], more: JsonObject = {}): JsonObject {
  return {
    ...{ type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: false, idType: "userID" },
    rules: [...rules],
    ...more,
  };
}

/** Builds definitions of gates only. */
export function definitionsJson(gates: JsonObject, conditions: JsonObject): JsonObject {
  return {
    ...{ has_updates: true, time: 1, feature_gates: gates, dynamic_configs: {}, layer_configs: {}, experiment_to_layer: {} },
    condition_map: conditions,
  };
}
