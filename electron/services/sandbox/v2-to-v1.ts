import { isJsonObject } from "#shared/domain/json/json.ts";
import type { Spec, SpecRule, SpecsV2 } from "./specs-v2.ts";

/**
 * Converts v2 definitions to v1: arrays instead of maps, conditions inside their rules, and the three encodings that differ between the two
 * forms (statsig-evaluation.md §2.2). The JavaScript engine reads v1 only; it gives wrong answers for unconverted v2.
 */
export function v1FromV2(specs: SpecsV2) {
  const { condition_map: conditions, experiment_to_layer: experimentToLayer, ...rest } = specs;
  const named = (map: Record<string, Spec>) => Object.entries(map).map(([name, spec]) => ({ ...spec, name }));
  return {
    ...rest,
    response_format: "dcs-v1",
    layers: experimentsByLayer(Object.keys(specs.layer_configs), experimentToLayer),
    feature_gates: named(specs.feature_gates).map((gate) => withConditions(v1Gate(gate), conditions)),
    dynamic_configs: named(specs.dynamic_configs).map((config) => withConditions(config, conditions)),
    layer_configs: named(specs.layer_configs).map((layer) => withConditions(layer, conditions)),
  };
}
export type SpecsV1 = ReturnType<typeof v1FromV2>;

const publicCondition = "gatescope:public";

function v1Gate<Gate extends Spec>(gate: Gate): Gate {
  const isOffButTrue = !gate.enabled && gate.defaultValue === true;
  const rules = gate.defaultValue === true && !isOffButTrue ? gate.rules : gate.rules.map(turnedOffByPercentage);
  if (!isOffButTrue) return { ...gate, rules };
  return { ...gate, enabled: true, defaultValue: false, rules: [...rules, offRule(gate.idType)] };
}

/** Converts a rule that turns a gate off: v2 has `returnValue: false` at 100 %, v1 has 0 %. */
function turnedOffByPercentage(rule: SpecRule): SpecRule {
  return rule.returnValue === false ? { ...rule, passPercentage: 0, returnValue: true } : rule;
}

/** Returns the last rule, for everyone, with which v1 expresses `enabled: false, defaultValue: true` of v2. */
function offRule(idType: string): SpecRule {
  return { id: "disabled", name: "disabled", salt: "", passPercentage: 100, returnValue: true, idType, conditions: [publicCondition] };
}

function withConditions(spec: Spec & { name: string }, conditions: SpecsV2["condition_map"]) {
  return {
    ...spec,
    rules: spec.rules.map((rule) => ({
      ...rule,
      conditions: rule.conditions.map((hash) => inlineCondition(hash, rule.idType, conditions)),
    })),
  };
}

function inlineCondition(hash: string, idType: string, conditions: SpecsV2["condition_map"]) {
  if (hash === publicCondition) return { type: "public", targetValue: null, operator: null, field: null, additionalValues: {}, idType };
  const condition = conditions[hash];
  // Engines treat an unknown condition type as unsupported, as v2 engines treat a hash without a condition.
  if (!condition) return { type: "missing_condition", targetValue: null, operator: null, field: null, additionalValues: {}, idType };
  const { type, targetValue } = condition;
  // Bucket sets: {"5":true,"8":true} in v2, [5,8] in v1.
  return type === "user_bucket" && isJsonObject(targetValue)
    ? { ...condition, targetValue: Object.keys(targetValue).map(Number) }
    : condition;
}

function experimentsByLayer(layers: readonly string[], experimentToLayer: Readonly<Record<string, string>>): Record<string, string[]> {
  const experiments = Map.groupBy(Object.keys(experimentToLayer), (experiment) => experimentToLayer[experiment] ?? "");
  return Object.fromEntries(layers.map((layer) => [layer, experiments.get(layer) ?? []]));
}
