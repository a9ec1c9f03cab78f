import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type PreparedCondition, prepareCondition } from "../conditions/prepare-condition.ts";
import { type BucketKey, LookUpKeys, type UnitKey } from "../look-ups/look-up-keys.ts";
import { type DecidedResult, decidedResult, type SpecValue } from "../results.ts";
import { missing, ResolvedValue } from "../values/resolved-value.ts";
import type { AutotuneForm, ParameterStoreForm, ReadRule, ReadSpec } from "./forms.ts";
import { readForms } from "./read-forms.ts";

export type DefinitionKind = "gate" | "config" | "layer";
type Form = "v1" | "v2";

/** A rule with everything computed that does not depend on the user. */
export interface PreparedRule {
  readonly number: number;
  readonly id: string;
  /** The console's name; null in real payloads, which repeat the ID instead. */
  readonly name: string | null;
  readonly groupName: string | null;
  readonly passPercentage: number;
  /** Null for 0 % and 100 %, which need no hash. */
  readonly bucket: BucketKey | null;
  readonly unit: UnitKey;
  readonly conditions: readonly PreparedCondition[];
  readonly delegate: string | null;
  readonly isExperimentGroup: boolean;
  readonly returnValue: SpecValue | null;
  /** The result for a unit inside and outside the pass percentage. */
  readonly inside: DecidedResult;
  readonly outside: DecidedResult;
}

export interface PreparedSpec {
  /** A number that is unique among the specs of its kind. */
  readonly index: number;
  readonly definitionKind: DefinitionKind;
  readonly name: string;
  readonly entity: string;
  readonly idType: string;
  readonly unit: UnitKey;
  readonly salt: string;
  readonly isEnabled: boolean;
  readonly isActive: boolean;
  readonly defaultValue: SpecValue | null;
  readonly explicitParameters: readonly string[] | null;
  readonly mergesRules: boolean;
  readonly rules: readonly PreparedRule[];
  readonly noRule: DecidedResult;
}

export interface PreparedMapping {
  readonly newName: string;
  readonly rules: readonly MappingStart[];
}

export interface MappingStart {
  readonly ruleName: string;
  /** Null if the definitions lack it. */
  readonly rule: PreparedMappingRule | null;
  readonly startMs: number;
}

/** A rule of a mapping. Its hash includes the salt of the mapped spec, so it cannot be prepared. */
export interface PreparedMappingRule extends PreparedRule {
  readonly salt: string;
}

export interface PreparedDefinitions {
  readonly form: Form;
  /** Statsig's time of the last change; null if the payload lacks it. */
  readonly definitionsOfMs: number | null;
  readonly specs: Readonly<Record<DefinitionKind, ReadonlyMap<string, PreparedSpec>>>;
  readonly autotunes: ReadonlyMap<string, AutotuneForm>;
  readonly mappings: ReadonlyMap<string, readonly PreparedMapping[]>;
  /** True if a nested spec can leave something in the result of its parent (statsig-evaluation.md §3.4). */
  readonly hasLeftovers: boolean;
  readonly keys: LookUpKeys;
  readonly defaultTier: string | null;
  readonly app: ResolvedValue;
  /** Every entity of the definitions, in the order of their maps: gates, configs, layers, contextual autotunes. */
  readonly listed: readonly { readonly kind: DefinitionKind; readonly name: string }[];
  readonly parameterStores: ReadonlyMap<string, ParameterStoreForm>;
  /** A clause on what is wrong with each spec that the native engine drops, by `gate a_gate`. */
  readonly dropped: ReadonlyMap<string, string>;
  /** Sentences on how the engines read a spec, by `gate a_gate`. */
  readonly cautions: ReadonlyMap<string, readonly string[]>;
  /** One sentence with the reason for which server SDKs load nothing from the definitions; null if they load them. */
  readonly refusal: string | null;
}

/** Prepares definitions of either form for evaluation. Never throws; malformed specs are listed in `dropped`. */
export function prepareDefinitions(payload: JsonObject): PreparedDefinitions {
  const read = readForms(payload);
  const keys = new LookUpKeys();
  const conditions = new Map<object, PreparedCondition>();
  const prepared = (condition: ReadRule["conditions"][number]): PreparedCondition => {
    const known = conditions.get(condition);
    if (known !== undefined) return known;
    const made = prepareCondition(condition, keys);
    conditions.set(condition, made);
    return made;
  };
  const specsOf = (kind: DefinitionKind, specs: readonly ReadSpec[]) =>
    new Map(specs.map((spec, index) => [spec.name, prepareSpec(kind, spec, index, read.form, keys, prepared)]));
  return {
    form: read.form,
    definitionsOfMs: read.timeMs,
    specs: { gate: specsOf("gate", read.gates), config: specsOf("config", read.configs), layer: specsOf("layer", read.layers) },
    autotunes: read.autotunes,
    mappings: new Map(
      [...read.mappings].map(([name, mappings]) => [
        name,
        mappings.map(({ new_config_name: newName, rules }) => ({
          newName,
          rules: rules.map(({ rule_name: ruleName, start_time: startMs }): MappingStart => {
            const rule = read.mappingRules.get(ruleName);
            return { ruleName, rule: rule === undefined ? null : prepareMappingRule(rule, keys, prepared), startMs: startMs ?? 0 };
          }),
        })),
      ]),
    ),
    hasLeftovers:
      read.mappings.size > 0 ||
      read.gates.some(({ rules }) => rules.some(({ groupName }) => groupName != null)) ||
      read.layers.some(({ useNewLayerEval }) => useNewLayerEval === true),
    keys,
    defaultTier: read.defaultTier,
    app: read.appId === undefined ? missing : new ResolvedValue(read.appId, "app", null),
    listed: read.listed,
    parameterStores: read.parameterStores,
    dropped: read.dropped,
    cautions: read.cautions,
    refusal: read.refusal,
  };
}

type Prepare = (condition: ReadRule["conditions"][number]) => PreparedCondition;

function prepareSpec(kind: DefinitionKind, spec: ReadSpec, index: number, form: Form, keys: LookUpKeys, prepared: Prepare): PreparedSpec {
  const { name, salt, defaultValue, explicitParameters = null } = spec;
  const owner = { form, name, salt, defaultValue, explicitParameters };
  return {
    index,
    definitionKind: kind,
    name: spec.name,
    entity: spec.entity,
    idType: spec.idType,
    unit: keys.unit(spec.idType),
    salt: spec.salt,
    isEnabled: spec.enabled,
    isActive: spec.isActive ?? false,
    defaultValue: specValue(form, defaultValue),
    explicitParameters: owner.explicitParameters,
    mergesRules: kind === "layer" && spec.useNewLayerEval === true,
    rules: spec.rules.map((rule, place) => prepareRule(rule, place + 1, owner, keys, prepared)),
    noRule: decidedResult({
      outcome: "no_rule",
      name: spec.name,
      isOn: spec.defaultValue === true,
      value: specValue(form, defaultValue),
      ruleId: spec.enabled ? "default" : "disabled",
      groupName: null,
      isExperimentGroup: false,
      explicitParameters: owner.explicitParameters,
    }),
  };
}

interface Owner {
  readonly form: Form;
  readonly name: string;
  readonly salt: string;
  readonly defaultValue: JsonValue;
  readonly explicitParameters: readonly string[] | null;
}

function prepareRule(rule: ReadRule, number: number, owner: Owner, keys: LookUpKeys, prepared: Prepare): PreparedRule {
  const { id, passPercentage, returnValue } = rule;
  const isHashed = passPercentage !== 0 && passPercentage !== 100;
  const shared = {
    name: owner.name,
    ruleId: id,
    groupName: rule.groupName ?? null,
    isExperimentGroup: rule.isExperimentGroup ?? false,
    explicitParameters: owner.explicitParameters,
  };
  return {
    number,
    id,
    name: consoleName(rule),
    groupName: shared.groupName,
    passPercentage,
    bucket: isHashed ? keys.bucket(`${owner.salt}.${rule.salt ?? id}.`, rule.idType, 10_000) : null,
    unit: keys.unit(rule.idType),
    conditions: rule.conditions.map(prepared),
    delegate: rule.configDelegate ?? null,
    isExperimentGroup: shared.isExperimentGroup,
    returnValue: specValue(owner.form, returnValue),
    inside: decidedResult({ ...shared, outcome: "matched", isOn: returnValue !== false, value: specValue(owner.form, returnValue) }),
    outside: decidedResult({
      ...shared,
      outcome: "outside_percentage",
      isOn: owner.defaultValue === true,
      value: specValue(owner.form, owner.defaultValue),
    }),
  };
}

function prepareMappingRule(rule: ReadRule, keys: LookUpKeys, prepared: Prepare): PreparedMappingRule {
  const owner = { form: "v2", name: "", salt: "", defaultValue: null, explicitParameters: null } as const;
  return { ...prepareRule(rule, 0, owner, keys, prepared), salt: rule.salt ?? rule.id };
}

/** Returns the rule's name, unless it only repeats the ID, with or without its suffixes. */
function consoleName({ id, name }: ReadRule): string | null {
  return name === "" || name === id || name === id.split(":")[0] ? null : name;
}

/** Returns null for a value of which the engines make `{}`: the native one of all that is no object, the JavaScript one not of lists. */
function specValue(form: Form, value: JsonValue): SpecValue | null {
  return isJsonObject(value) || (form === "v1" && Array.isArray(value)) ? value : null;
}
