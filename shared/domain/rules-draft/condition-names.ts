import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../json/json.ts";

/** The conditions of definitions. A rule of the form v2 has their names, and shares them with other rules; one of the form v1 has them inside. */
export interface ConditionNames {
  /** Returns the condition that a rule has; the name itself if the definitions lack it. */
  contentOf(condition: JsonValue): JsonValue;
  /** Returns what a rule has for this condition: the name of an equal one, a new name, or the condition. */
  nameOf(condition: JsonValue): JsonValue;
  withContents(rule: JsonObject): JsonObject;
  asWritten(rule: JsonObject): JsonObject;
  /** Returns the definitions with the new conditions, without those new ones that no rule has any more. */
  writtenIn(payload: JsonObject): JsonObject;
}

/** No hash of Statsig begins like this. The rest is the content, so that a name never has two contents. */
const prefix = "draft ";

export function createConditionNames({ feature_gates: gates, condition_map: map }: JsonObject): ConditionNames {
  const isShared = !Array.isArray(gates);
  const known = new Map(isJsonObject(map) ? Object.entries(map) : []);

  const contentOf = (condition: JsonValue): JsonValue =>
    isShared && typeof condition === "string" ? (known.get(condition) ?? condition) : condition;
  const nameOf = (condition: JsonValue): JsonValue => {
    if (!isShared || !isJsonObject(condition)) return condition;
    for (const [name, content] of known) if (isSameJson(content, condition)) return name;
    const name = `${prefix}${JSON.stringify(condition)}`;
    known.set(name, condition);
    return name;
  };
  const withConditions = (rule: JsonObject, change: (condition: JsonValue) => JsonValue): JsonObject =>
    Array.isArray(rule.conditions) ? { ...rule, conditions: rule.conditions.map(change) } : rule;

  return {
    contentOf,
    nameOf,
    withContents: (rule) => withConditions(rule, contentOf),
    asWritten: (rule) => withConditions(rule, nameOf),
    writtenIn(payload) {
      if (!isShared || ![...known.keys()].some((name) => name.startsWith(prefix))) return payload;
      const used = usedNames(payload);
      return {
        ...payload,
        condition_map: Object.fromEntries([...known].filter(([name]) => !name.startsWith(prefix) || used.has(name))),
      };
    },
  };
}

function usedNames({
  feature_gates: gates,
  dynamic_configs: configs,
  layer_configs: layers,
  override_rules: mapped,
}: JsonObject): Set<JsonValue> {
  const specs = [gates, configs, layers].flatMap((section) => (isJsonObject(section) ? Object.values(section) : []));
  const rules = [
    ...specs.flatMap((spec) => (isJsonObject(spec) && Array.isArray(spec.rules) ? spec.rules : [])),
    ...(isJsonObject(mapped) ? Object.values(mapped) : []),
  ];
  return new Set(rules.flatMap((rule) => (isJsonObject(rule) && Array.isArray(rule.conditions) ? rule.conditions : [])));
}
