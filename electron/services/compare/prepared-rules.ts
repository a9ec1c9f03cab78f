import type { JsonObject } from "#shared/domain/json/json.ts";
import { type PreparedDefinitions, prepareDefinitions } from "../explain/engine/definitions/prepare.ts";

const known = new WeakMap<JsonObject, PreparedDefinitions>();

/** Returns rules prepared for evaluation. The same object is prepared once, as long as somebody holds it. */
export function preparedRules(rules: JsonObject): PreparedDefinitions {
  const prepared = known.get(rules) ?? prepareDefinitions(rules);
  known.set(rules, prepared);
  return prepared;
}
