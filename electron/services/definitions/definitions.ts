import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { noteDoubledNames } from "#shared/domain/json/doubled-names.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { describeOtherJson, describeOtherText, isInitializeAnswer } from "./other-content.ts";
import { maxRuleNames, noteRuleName } from "./rule-names.ts";

/** Summarises the definitions that Statsig publishes to server SDKs (statsig-evaluation.md §2), without the rules themselves. */
export interface DefinitionsDigest {
  readonly format: "v1" | "v2";
  readonly names: readonly KnownName[];
  /** The time of the last change in Statsig, in milliseconds since the epoch; null if the payload has none. */
  readonly timeMs: number | null;
  /** Statsig's checksum of the payload, sent when newer definitions are requested; null if the payload has none. */
  readonly checksum: string | null;
  readonly entities: DefinitionsInfo["entities"];
  readonly parameterStores: readonly string[];
  /** Maps rule IDs to the console's names, for rules that have one; at most `maxRuleNames`. */
  readonly ruleNames: ReadonlyMap<string, string>;
  /** True if any rule has a condition on an ID list. */
  readonly needsIdLists: boolean;
}

export type DefinitionsReading =
  | { readonly kind: "read"; readonly digest: DefinitionsDigest; readonly payload: JsonObject }
  /** Statsig's response if it has nothing newer than the requested time. */
  | { readonly kind: "nothing_newer" }
  /** `problem` is a clause that describes what was received. */
  | { readonly kind: "unusable"; readonly problem: string };

/**
 * Reads an answer of download_config_specs. v1 has arrays of specs, v2 has maps (statsig-http.md §11.1). Never throws: an unusable answer
 * is reported in the result, and a single spec without a usable name is skipped. The payload knows which names its text has twice.
 */
export function readDefinitions(body: string): DefinitionsReading {
  if (body.trim() === "") return unusable("the answer is empty");
  const payload = parseJson(body);
  if (payload === undefined) return unusable(describeOtherText(body));
  if (!isJsonObject(payload))
    return unusable(describeOtherJson(payload) ?? `the answer is ${typeInText(payload)} where an object of definitions was expected`);
  if (payload.feature_gates === undefined && payload.has_updates === false) return { kind: "nothing_newer" };
  const format = formatOf(payload.feature_gates);
  if (format === null || isInitializeAnswer(payload))
    return unusable(
      describeOtherJson(payload) ?? `“feature_gates” is ${typeInText(payload.feature_gates)} where a map or a list of gates was expected`,
    );

  if (format === "v2") noteDoubledNames(payload, body);
  const gates = specsOf(payload.feature_gates);
  const configs = specsOf(payload.dynamic_configs);
  const layers = specsOf(payload.layer_configs);
  const digest: DefinitionsDigest = {
    format,
    names: namesIn(payload, { gates, configs, layers }),
    timeMs: isJsonNumber(payload.time) ? Math.trunc(toDouble(payload.time)) : null,
    checksum: textOf(payload.checksum),
    entities: countEntities({ gates, configs, layers }),
    parameterStores: isJsonObject(payload.param_stores) ? Object.keys(payload.param_stores) : [],
    ruleNames: ruleNamesIn(payload),
    needsIdLists: needsIdLists(payload, [...gates, ...configs, ...layers]),
  };
  return { kind: "read", digest, payload };
}

interface Specs {
  readonly gates: readonly NamedSpec[];
  readonly configs: readonly NamedSpec[];
  readonly layers: readonly NamedSpec[];
}

function namesIn(payload: JsonObject, { gates, configs, layers }: Specs): KnownName[] {
  const layerOf = layersOfExperiments(payload);
  return [
    ...gates.map((spec) => knownName(spec, "gate")),
    ...configs.map((spec) => ({ ...knownName(spec, configKind(spec)), layerName: layerOf.get(spec.name) ?? null })),
    ...layers.map((spec) => knownName(spec, "layer")),
    ...specsOf(payload.cmab_configs).map((spec) => knownName({ ...spec, entity: spec.entity ?? "autotune" }, "ranked")),
  ].filter(({ entity, name }) => !isSegment(entity, name));
}

function countEntities({ gates, configs, layers }: Specs): DefinitionsInfo["entities"] {
  const segments = gates.filter(({ entity, name }) => isSegment(entity, name)).length;
  const holdouts = gates.filter(({ entity }) => entity === "holdout").length;
  const experiments = configs.filter((spec) => configKind(spec) === "experiment").length;
  return {
    gates: gates.length - segments - holdouts,
    segments,
    holdouts,
    configs: configs.length - experiments,
    experiments,
    layers: layers.length,
  };
}

/**
 * Collects rule names. In real payloads a rule's name repeats its ID (statsig-evaluation.md §2.1); others, such as the sandbox's, have the
 * console's name.
 */
export function ruleNamesIn(payload: JsonObject): Map<string, string> {
  const names = new Map<string, string>();
  for (const { rules } of [payload.feature_gates, payload.dynamic_configs, payload.layer_configs].flatMap(specsOf))
    for (const rule of Array.isArray(rules) ? rules : []) {
      if (names.size >= maxRuleNames) return names;
      if (isJsonObject(rule) && typeof rule.id === "string" && typeof rule.name === "string") noteRuleName(names, rule.id, rule.name);
    }
  return names;
}

/** Conditions refer to ID lists. v2 has all conditions in one map, v1 has them in the rules (statsig-evaluation.md §7.9). */
function needsIdLists({ condition_map: conditionMap }: JsonObject, specs: readonly NamedSpec[]): boolean {
  const shared = isJsonObject(conditionMap) ? Object.values(conditionMap) : [];
  if (shared.some(usesIdList)) return true;
  return specs.some(({ rules }) => {
    const all = Array.isArray(rules) ? rules : [];
    return all.some((rule) => isJsonObject(rule) && Array.isArray(rule.conditions) && rule.conditions.some(usesIdList));
  });
}

function usesIdList(condition: JsonValue): boolean {
  return isJsonObject(condition) && typeof condition.operator === "string" && /^(?:not_)?in_segment_list$/i.test(condition.operator);
}

interface NamedSpec {
  readonly name: string;
  readonly entity: string | null;
  readonly idType: string | null;
  readonly rules: JsonValue | undefined;
}

/** Recognises segments. They are evaluated inside gates only; the HTTP API does not evaluate them on their own (statsig-http.md §4). */
function isSegment(entity: string | null, name: string): boolean {
  return entity === "segment" || name.startsWith("segment:");
}

function knownName({ name, entity, idType }: Omit<NamedSpec, "rules">, kind: EntityKind): KnownName {
  return { kind, name, source: "definitions", entity, idType, layerName: null };
}

function configKind({ entity }: Pick<NamedSpec, "entity">): EntityKind {
  return entity === "experiment" || entity === "autotune" ? "experiment" : "config";
}

function formatOf(gates: JsonValue | undefined): DefinitionsDigest["format"] | null {
  if (Array.isArray(gates)) return "v1";
  return isJsonObject(gates) ? "v2" : null;
}

function specsOf(specs: JsonValue | undefined): NamedSpec[] {
  const named: [JsonValue | undefined, JsonValue][] = Array.isArray(specs)
    ? specs.map((spec) => [isJsonObject(spec) ? spec.name : undefined, spec])
    : isJsonObject(specs)
      ? Object.entries(specs)
      : [];
  return named.flatMap(([name, spec]) =>
    typeof name === "string" && name !== "" && isJsonObject(spec)
      ? [{ name, entity: textOf(spec.entity), idType: textOf(spec.idType), rules: spec.rules }]
      : [],
  );
}

/** v2 maps each experiment to its layer, v1 lists each layer's experiments. */
function layersOfExperiments({ experiment_to_layer: toLayer, layers }: JsonObject): ReadonlyMap<string, string> {
  const pairs = isJsonObject(toLayer)
    ? Object.entries(toLayer)
    : isJsonObject(layers)
      ? Object.entries(layers).flatMap(([layer, experiments]) =>
          Array.isArray(experiments) ? experiments.map((experiment): [JsonValue, JsonValue] => [experiment, layer]) : [],
        )
      : [];
  return new Map(pairs.filter((pair): pair is [string, string] => pair.every((part) => typeof part === "string")));
}

function parseJson(body: string): JsonValue | undefined {
  try {
    return readJson(body);
  } catch {
    return undefined;
  }
}

/** Rewords a problem, whose subject is an answer of Statsig, for a file. */
export function describeUnusableFile(file: string, problem: string): string {
  return `${file} contains no definitions: ${problem.replace(/^the answer/, "the file")}.`;
}

/** A clause on an answer that only says that there is nothing newer. */
export const nothingNewer = "“has_updates” is false, which only says that nothing has changed";

/** Says as a clause that definitions name nothing that could be evaluated; null if they do. */
export function describeNothingNamed(payload: JsonObject): string | null {
  const lists = [payload.feature_gates, payload.dynamic_configs, payload.layer_configs];
  const isNamed = (spec: JsonValue) => isJsonObject(spec) && typeof spec.name === "string";
  const hasNames = [...lists, payload.cmab_configs, payload.param_stores].some((section) =>
    Array.isArray(section) ? section.some(isNamed) : isJsonObject(section) && Object.keys(section).length > 0,
  );
  if (hasNames) return null;
  return lists.every((section) => !Array.isArray(section) || section.length === 0)
    ? "its lists of gates, configs and layers are empty"
    : "none of its gates, configs and layers has a name";
}

function unusable(problem: string): DefinitionsReading {
  return { kind: "unusable", problem };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function typeInText(value: JsonValue | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isJsonNumber(value)) return "a number";
  if (typeof value === "boolean") return String(value);
  return typeof value === "object" ? "an object" : "a text";
}
