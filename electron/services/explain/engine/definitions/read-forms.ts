import type { z } from "zod";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { faultIn, unreadablePart } from "#shared/domain/json/strict-types.ts";
import { textInJavaScript } from "../cautions/javascript-engine.ts";
import { doubledFieldsOf, type SpecSection } from "./doubled-fields.ts";
import type { ReadCondition, ReadRule, ReadSpec, UnreadCondition } from "./forms.ts";
import {
  type AutotuneForm,
  AutotuneFormSchema,
  ConditionFormSchema,
  type MappingForm,
  MappingFormSchema,
  type ParameterStoreForm,
  ParameterStoreFormSchema,
  type RuleForm,
  RuleFormSchema,
  SpecFormSchema,
} from "./forms.ts";
import { refusalOf } from "./payload-refusal.ts";
import { readV1Spec, type V1Section } from "./v1-forms.ts";

export interface ReadDefinitions {
  readonly form: "v1" | "v2";
  readonly timeMs: number | null;
  readonly gates: readonly ReadSpec[];
  readonly configs: readonly ReadSpec[];
  readonly layers: readonly ReadSpec[];
  readonly autotunes: ReadonlyMap<string, AutotuneForm>;
  readonly mappings: ReadonlyMap<string, readonly MappingForm[]>;
  readonly mappingRules: ReadonlyMap<string, ReadRule>;
  readonly parameterStores: ReadonlyMap<string, ParameterStoreForm>;
  readonly defaultTier: string | null;
  readonly appId: JsonValue | undefined;
  /** Every entity of the payload, valid or not, in the order of its maps: gates, configs, layers, contextual autotunes. */
  readonly listed: readonly { readonly kind: "gate" | "config" | "layer"; readonly name: string }[];
  /** A clause on what is wrong with each dropped spec, by `gate a_gate`, `config …`, `layer …`. */
  readonly dropped: ReadonlyMap<string, string>;
  /** Sentences on how the engines read a spec, by `gate a_gate`. */
  readonly cautions: ReadonlyMap<string, readonly string[]>;
  /** One sentence with the reason for which server SDKs load nothing from the payload; null if they load it. */
  readonly refusal: string | null;
}

/** Reads definitions in v1 or v2 form (statsig-evaluation.md §2.1, §2.2). Never throws: unusable parts are listed in `dropped`. */
export function readForms(payload: JsonObject): ReadDefinitions {
  const isV1 = Array.isArray(payload.feature_gates);
  const dropped = new Map<string, string>();
  const cautions = new Map<string, readonly string[]>();
  const conditions = new ConditionReader(objectOf(payload.condition_map));
  const doubled = doubledFieldsOf(payload);
  const inLayers = new Set(Object.values(objectOf(payload.layers)).flat());
  const untimed = isV1 && !payload.time && typeof payload.time !== "string" && payload.time !== false ? [withoutTime] : [];
  const note = (kind: V1Section, name: string, sentences: readonly string[]) => {
    if (sentences.length > 0) cautions.set(`${kind} ${name}`, sentences);
  };
  const readSpec = (kind: V1Section, name: string, spec: JsonValue): Omit<ReadSpec, "name"> | null => {
    if (isV1) {
      const read = readV1Spec(kind, name, spec, inLayers.has(name));
      if (read === null) dropped.set(`${kind} ${name}`, "it has no list of rules");
      note(kind, name, [...untimed, ...(read?.cautions ?? []), ...cautionsOnPlaceholders(spec)]);
      return read?.spec ?? null;
    }
    const fault = doubled.faultOfSpec(sections[kind], name);
    note(kind, name, [
      ...(doubled.isSpecDoubled(sections[kind], name)
        ? [`The definitions have the ${kind} more than once; the engines read the last one.`]
        : []),
      ...cautionsOnPlaceholders(spec),
      ...cautionsOnUnreadableValues(spec, conditions),
      ...(kind === "gate" ? [] : cautionsOnLists(spec)),
    ]);
    const read = SpecFormSchema.safeParse(spec);
    const dropReason = read.success ? fault : faultIn(spec, read.error);
    if (dropReason !== null) dropped.set(`${kind} ${name}`, dropReason);
    if (!read.success || dropReason !== null) return null;
    const rules = isJsonObject(spec) && Array.isArray(spec.rules) ? spec.rules : [];
    return { ...read.data, rules: read.data.rules.map((rule, at) => withWrittenValue(conditions.inRule(rule), rules[at])) };
  };
  const specsOf = (kind: V1Section, section: JsonValue | undefined): ReadSpec[] =>
    entriesOf(section).flatMap(([name, spec]) => {
      const read = readSpec(kind, name, spec);
      return read === null ? [] : [{ ...read, name }];
    });
  const gates = specsOf("gate", payload.feature_gates);
  const configs = specsOf("config", payload.dynamic_configs);
  const layers = specsOf("layer", payload.layer_configs);
  return {
    form: isV1 ? "v1" : "v2",
    timeMs: Number.isSafeInteger(payload.time) ? Number(payload.time) : null,
    gates: isV1 ? gates.map(gateFromV1) : gates,
    configs: isV1 ? configs.map(withoutRulesWhenDisabled) : configs,
    layers: isV1 ? layers.map(withoutRulesWhenDisabled) : layers,
    autotunes: parsedMap(payload.cmab_configs, AutotuneFormSchema),
    mappings: parsedMap(payload.overrides, MappingFormSchema.array()),
    mappingRules: new Map([...parsedMap(payload.override_rules, RuleFormSchema)].map(([name, rule]) => [name, conditions.inRule(rule)])),
    parameterStores: parsedMap(payload.param_stores, ParameterStoreFormSchema),
    defaultTier: typeof payload.default_environment === "string" ? payload.default_environment : null,
    appId: payload.app_id ?? undefined,
    listed: [
      ...listedIn("gate", payload.feature_gates),
      ...listedIn("config", payload.dynamic_configs),
      ...listedIn("layer", payload.layer_configs),
      ...listedIn("config", payload.cmab_configs),
    ],
    dropped,
    cautions,
    refusal: refusalOf(payload, isV1 ? null : doubled.refusal),
  };
}

const sections: Readonly<Record<V1Section, SpecSection>> = { gate: "feature_gates", config: "dynamic_configs", layer: "layer_configs" };

/** The JavaScript engine counts itself as not started at the time 0, which a missing one is (statsig-evaluation.md §2.2). */
const withoutTime =
  "The definitions have no “time”: a server SDK that is started with them (bootstrap values) answers nothing, one that fetches them does.";

/** Large values are kept outside of the definitions, which then have an address and the size instead (statsig-evaluation.md §10.9). */
function cautionsOnPlaceholders(spec: JsonValue): string[] {
  if (!isJsonObject(spec)) return [];
  const rules = Array.isArray(spec.rules) ? spec.rules.filter(isJsonObject) : [];
  const found = [spec, ...rules].map(({ remoteConfigMetadata }) => remoteConfigMetadata).find(isJsonObject);
  if (found === undefined) return [];
  const { byteLength, contentType } = found;
  const size = isJsonNumber(byteLength) ? `, ${byteLength} bytes` : "";
  const type = typeof contentType === "string" ? ` of ${contentType}` : "";
  return [
    `The definitions have a placeholder instead of its value: Statsig keeps the value${size}${type} at the address that the placeholder names. The engines give the placeholder as it is.`,
  ];
}

/** The native engine reads values and targets late, and makes null of what it cannot read (statsig-evaluation.md §2.4). */
function cautionsOnUnreadableValues(spec: JsonValue, conditions: ConditionReader): string[] {
  if (!isJsonObject(spec)) return [];
  const rules = Array.isArray(spec.rules) ? spec.rules.filter(isJsonObject) : [];
  return [
    ...unreadableValue("Its default value", spec.defaultValue),
    ...rules.flatMap((rule, index) => [
      ...unreadableValue(`The value of rule ${index + 1}`, rule.returnValue),
      ...conditions
        .unreadableTargetsOf(rule)
        .map(
          (part) =>
            `Rule ${index + 1} compares with ${part}, which the native engine cannot read: it compares with null. The JavaScript engine reads it, so its answer may differ.`,
        ),
    ]),
  ];
}

/** Only objects are values for the native engine; the JavaScript engine takes lists, too (statsig-evaluation.md §2.2). */
function cautionsOnLists(spec: JsonValue): string[] {
  if (!isJsonObject(spec)) return [];
  const rules = Array.isArray(spec.rules) ? spec.rules : [];
  return [
    ...listCaution("Its default value", spec.defaultValue),
    ...rules.flatMap((rule, index) => (isJsonObject(rule) ? listCaution(`The value of rule ${index + 1}`, rule.returnValue) : [])),
  ];
}

function listCaution(place: string, value: JsonValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return [`${place} is a list, which only the JavaScript engine gives: the native engine gives {} instead.`];
}

function withWrittenValue(rule: ReadRule, written: JsonValue | undefined): ReadRule {
  if (rule.returnValue !== null || !isJsonObject(written) || written.returnValue == null) return rule;
  return { ...rule, writtenValue: written.returnValue };
}

function unreadableValue(place: string, value: JsonValue | undefined): string[] {
  const part = value === undefined ? null : unreadablePart(value);
  if (part === null) return [];
  return [
    `${place} has ${part}, which the native engine cannot read: it gives {} instead. The JavaScript engine gives the rest of the value.`,
  ];
}

function listedIn<Kind extends "gate" | "config" | "layer">(kind: Kind, section: JsonValue | undefined): { kind: Kind; name: string }[] {
  return entriesOf(section).map(([name]) => ({ kind, name }));
}

/** The conditions of a project are shared in v2, and parsed once. */
class ConditionReader {
  readonly #map: JsonObject;
  readonly #read = new Map<string, ReadCondition | UnreadCondition>();
  readonly #unreadableParts = new WeakMap<object, string | null>();

  constructor(map: JsonObject) {
    this.#map = map;
  }

  inRule(rule: RuleForm): ReadRule {
    return { ...rule, conditions: rule.conditions.map((hash) => this.#condition(hash)) };
  }

  unreadableTargetsOf({ conditions }: JsonObject): string[] {
    if (!Array.isArray(conditions)) return [];
    return conditions.flatMap((hash) => {
      const condition = typeof hash === "string" && Object.hasOwn(this.#map, hash) ? this.#map[hash] : undefined;
      if (!isJsonObject(condition) || condition.targetValue === undefined) return [];
      return this.#unreadableTarget(condition.targetValue) ?? [];
    });
  }

  /** A target may have a million IDs, and be the target of many rules. */
  #unreadableTarget(target: JsonValue): string | null {
    if (typeof target !== "object" || target === null) return unreadablePart(target);
    const known = this.#unreadableParts.get(target);
    if (known !== undefined) return known;
    const part = unreadablePart(target);
    this.#unreadableParts.set(target, part);
    return part;
  }

  #condition(hash: string): ReadCondition | UnreadCondition {
    const known = this.#read.get(hash);
    if (known !== undefined) return known;
    const read = this.#fromMap(hash);
    this.#read.set(hash, read);
    return read;
  }

  #fromMap(hash: string): ReadCondition | UnreadCondition {
    if (!Object.hasOwn(this.#map, hash)) return { problem: `the definitions have no condition “${hash}”` };
    const condition = this.#map[hash];
    const read = ConditionFormSchema.safeParse(condition);
    if (!read.success) return { problem: `the condition “${hash}” is malformed (${faultIn(condition, read.error)})` };
    const written = read.data.targetValue === null && isJsonObject(condition) ? (condition.targetValue ?? null) : null;
    return written === null ? read.data : { ...read.data, writtenTarget: written };
  }
}

/** Converts a disabled gate that passes: v1 has it enabled with a last public rule at 100 %, v2 disabled with the default value true. */
function gateFromV1(gate: ReadSpec): ReadSpec {
  const last = gate.rules.at(-1);
  const isOffButTrue = gate.enabled && last?.id === "disabled" && last.passPercentage === 100 && isPublic(last);
  if (!isOffButTrue) return withoutRulesWhenDisabled(gate);
  const holdouts = gate.rules
    .slice(0, -1)
    .map((rule) => (rule.passPercentage === 0 ? { ...rule, passPercentage: 100, returnValue: false } : rule));
  return { ...gate, enabled: false, defaultValue: true, rules: holdouts };
}

/** Removes the rules of a disabled spec, which v1 lists and no engine evaluates. */
function withoutRulesWhenDisabled(spec: ReadSpec): ReadSpec {
  return spec.enabled ? spec : { ...spec, rules: [] };
}

function isPublic({ conditions }: ReadRule): boolean {
  return conditions.every((condition) => !("problem" in condition) && condition.type === "public");
}

/** Returns the specs by name: v1 has a list of named specs, v2 a map. */
function entriesOf(section: JsonValue | undefined): [string, JsonValue][] {
  if (!Array.isArray(section)) return Object.entries(objectOf(section));
  return [...new Map(section.flatMap((spec): [string, JsonValue][] => (isJsonObject(spec) ? [[nameInV1(spec), spec]] : [])))];
}

/** The JavaScript engine takes any name as text, also the missing one. */
function nameInV1({ name }: JsonObject): string {
  return name === undefined ? "undefined" : textInJavaScript(name);
}

function parsedMap<Schema extends z.ZodType>(section: JsonValue | undefined, schema: Schema): Map<string, z.infer<Schema>> {
  return new Map(
    Object.entries(objectOf(section)).flatMap(([name, entry]): [string, z.infer<Schema>][] => {
      const read = schema.safeParse(entry);
      return read.success ? [[name, read.data]] : [];
    }),
  );
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
