import { nameOfRule, type RuleNames } from "#shared/domain/explanation/rule-names.ts";
import { type DoubledName, doubledNamesOf, withDoubledNames } from "#shared/domain/json/doubled-names.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import { reachableSpecs } from "../compare/reachable-specs.ts";
import type { Entity } from "../compare/subject.ts";

/** Members that are small and decide for every name. */
const wholeMembers = ["has_updates", "time", "app_id", "default_environment", "response_format"];

/**
 * Returns the part of definitions, in v1 or v2 form, that these names need: every spec that their evaluation can reach, and the conditions, mappings and autotunes
 * of these. Evaluating a name with it gives the same as with the whole. Of parameter stores, it has those that are named: what they point to must be among the names.
 * Rules without a name get the known one, which whoever opens the case cannot know. No evaluation uses it.
 */
export function neededRules(
  payload: JsonObject,
  entities: readonly Entity[],
  { stores = new Set(), ruleNames = new Map() }: { readonly stores?: ReadonlySet<string>; readonly ruleNames?: RuleNames | undefined } = {},
): JsonObject {
  const prepared = [preparedRules(payload)];
  const included = entities.flatMap((entity) => reachableSpecs(prepared, entity));
  const names = {
    gate: namesOf(included, "gate"),
    config: namesOf(included, "config"),
    layer: namesOf(included, "layer"),
  };
  const all = new Set([...names.gate, ...names.config, ...names.layer]);
  const overrides = picked(payload.overrides, (name) => all.has(name));
  const overrideRules = picked(payload.override_rules, (name) => mappingRulesIn(overrides).has(name));
  const sections: JsonObject = {
    feature_gates: pickedSpecs(payload.feature_gates, names.gate, ruleNames),
    dynamic_configs: pickedSpecs(payload.dynamic_configs, names.config, ruleNames),
    layer_configs: pickedSpecs(payload.layer_configs, names.layer, ruleNames),
  };
  const conditions = conditionsIn([...Object.values(sections).flatMap(valuesOf), ...valuesOf(overrideRules)]);
  const members: [string, JsonValue | undefined][] = [
    ...wholeMembers.map((name): [string, JsonValue | undefined] => [name, payload[name]]),
    ...Object.entries(sections),
    ["condition_map", isJsonObject(payload.condition_map) ? picked(payload.condition_map, (name) => conditions.has(name)) : undefined],
    [
      "experiment_to_layer",
      isJsonObject(payload.experiment_to_layer) ? picked(payload.experiment_to_layer, (name) => names.config.has(name)) : undefined,
    ],
    ["layers", isJsonObject(payload.layers) ? pickedLayers(payload.layers, names.config) : undefined],
    ["cmab_configs", isJsonObject(payload.cmab_configs) ? picked(payload.cmab_configs, (name) => names.config.has(name)) : undefined],
    [
      "param_stores",
      stores.size > 0 && isJsonObject(payload.param_stores) ? picked(payload.param_stores, (name) => stores.has(name)) : undefined,
    ],
    ["overrides", isJsonObject(payload.overrides) ? overrides : undefined],
    ["override_rules", isJsonObject(payload.override_rules) ? overrideRules : undefined],
  ];
  const needed = Object.fromEntries(
    members.flatMap(([name, value]): [string, JsonValue][] => (value === undefined ? [] : [[name, value]])),
  );
  return withDoubledNames(needed, neededDoubles(payload, sections));
}

/** The names that the text of the definitions has twice, without those of other specs: SDKs drop a spec for them, or load nothing (statsig-evaluation.md §2.4). */
function neededDoubles(payload: JsonObject, sections: JsonObject): DoubledName[] {
  return doubledNamesOf(payload).filter(({ path: [section = "", spec], name }) => {
    const kept = sections[section];
    return !isJsonObject(kept) || Object.hasOwn(kept, spec ?? name);
  });
}

function namesOf(entities: readonly Entity[], kind: Entity["kind"]): ReadonlySet<string> {
  return new Set(entities.flatMap((entity) => (entity.kind === kind ? [entity.name] : [])));
}

/** A section is a map in v2 and a list in v1. */
function pickedSpecs(section: JsonValue | undefined, names: ReadonlySet<string>, ruleNames: RuleNames): JsonValue {
  if (!Array.isArray(section))
    return mapValues(
      picked(section, (name) => names.has(name)),
      (spec) => withNamedRules(spec, ruleNames),
    );
  return section
    .filter((spec) => isJsonObject(spec) && typeof spec.name === "string" && names.has(spec.name))
    .map((spec) => withNamedRules(spec, ruleNames));
}

function withNamedRules(spec: JsonValue, ruleNames: RuleNames): JsonValue {
  if (ruleNames.size === 0 || !isJsonObject(spec) || !Array.isArray(spec.rules)) return spec;
  return { ...spec, rules: spec.rules.map((rule) => withName(rule, ruleNames)) };
}

function withName(rule: JsonValue, ruleNames: RuleNames): JsonValue {
  if (!isJsonObject(rule) || typeof rule.id !== "string") return rule;
  const name = nameOfRule({ id: rule.id, name: typeof rule.name === "string" ? rule.name : null }, ruleNames);
  return name === null ? rule : { ...rule, name };
}

function mapValues(map: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}

function picked(map: JsonValue | undefined, isIncluded: (name: string) => boolean): JsonObject {
  return isJsonObject(map) ? Object.fromEntries(Object.entries(map).filter(([name]) => isIncluded(name))) : {};
}

/** v1 lists the experiments of each layer. */
function pickedLayers(layers: JsonObject, experiments: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(
    Object.entries(layers).flatMap(([layer, members]): [string, JsonValue][] => {
      const kept = Array.isArray(members) ? members.filter((member) => typeof member === "string" && experiments.has(member)) : [];
      return kept.length === 0 ? [] : [[layer, kept]];
    }),
  );
}

function mappingRulesIn(overrides: JsonObject): ReadonlySet<string> {
  const mappings = valuesOf(overrides).flatMap(valuesOf);
  const rules = mappings.flatMap((mapping) => (isJsonObject(mapping) ? valuesOf(mapping.rules) : []));
  return new Set(rules.flatMap((rule) => (isJsonObject(rule) && typeof rule.rule_name === "string" ? [rule.rule_name] : [])));
}

/** The names of shared conditions that specs and rules list. */
function conditionsIn(specsOrRules: readonly JsonValue[]): ReadonlySet<string> {
  const rules = specsOrRules.flatMap((each) => (isJsonObject(each) && Array.isArray(each.rules) ? each.rules : [each]));
  const conditions = rules.flatMap((rule) => (isJsonObject(rule) && Array.isArray(rule.conditions) ? rule.conditions : []));
  return new Set(conditions.filter((condition) => typeof condition === "string"));
}

function valuesOf(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}
