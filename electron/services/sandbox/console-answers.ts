import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { versionsOf } from "./demo/demo-versions.ts";
import type { Spec, SpecRule, SpecsV2 } from "./specs-v2.ts";

/** The entity kinds of the Console API that the sandbox supports, as in its paths. */
export const consoleKinds = ["gates", "dynamic_configs", "experiments", "segments"] as const;
export type ConsoleKind = (typeof consoleKinds)[number];

const kindLabels: Record<ConsoleKind, string> = {
  gates: "Gate",
  dynamic_configs: "Dynamic config",
  experiments: "Experiment",
  segments: "Segment",
};

/** Returns one entity as the Console API describes it; undefined if it does not exist. */
export function consoleAnswer(specs: SpecsV2, kind: ConsoleKind, id: string): object | undefined {
  const match = specsOf(specs, kind).find((entry) => entry.id === id);
  return match && { message: `${kindLabels[kind]} read successfully.`, data: describe(specs, kind, match) };
}

/** The kinds that have versions in the Console API (statsig-http.md §15.3). */
export const versionedKinds = ["gates", "dynamic_configs"] as const satisfies readonly ConsoleKind[];

/** Returns one page of the versions of an entity, the newest first; undefined if it does not exist. */
export function consoleVersions(
  specs: SpecsV2,
  kind: (typeof versionedKinds)[number],
  id: string,
  { limit, page }: { readonly limit: number; readonly page: number },
): object | undefined {
  const match = specsOf(specs, kind).find((entry) => entry.id === id);
  if (match === undefined) return undefined;
  const all = versionsOf(describe(specs, kind, match), specs.time);
  const data = all.slice((page - 1) * limit, page * limit);
  const pageAt = (number: number) => `/console/v1/${kind}/${encodeURIComponent(id)}/versions?page=${number}&limit=${limit}`;
  return {
    message: `${kindLabels[kind]} versions listed successfully.`,
    data,
    pagination: {
      itemsPerPage: limit,
      pageNumber: page,
      totalItems: all.length,
      nextPage: page * limit < all.length ? pageAt(page + 1) : null,
      previousPage: page > 1 ? pageAt(page - 1) : null,
    },
  };
}

/** Returns the first page of the entities of a kind. */
export function consolePage(specs: SpecsV2, kind: ConsoleKind, limit: number): object {
  const all = specsOf(specs, kind);
  return {
    message: `${kindLabels[kind]}s listed successfully.`,
    data: all.slice(0, limit).map((entry) => describe(specs, kind, entry)),
    pagination: { itemsPerPage: limit, pageNumber: 1, totalItems: all.length, nextPage: null, previousPage: null },
  };
}

interface Entry {
  readonly id: string;
  readonly spec: Spec;
}

const segmentPrefix = "segment:";

function specsOf({ feature_gates: gates, dynamic_configs: configs }: SpecsV2, kind: ConsoleKind): Entry[] {
  const ofEntity = (map: Record<string, Spec>, entity: string): Entry[] =>
    Object.entries(map)
      .filter(([, spec]) => spec.entity === entity)
      .map(([id, spec]) => ({ id, spec }));
  switch (kind) {
    case "gates":
      return ofEntity(gates, "feature_gate");
    case "segments":
      return ofEntity(gates, "segment").map(({ id, spec }) => ({ id: id.replace(segmentPrefix, ""), spec }));
    case "dynamic_configs":
      return ofEntity(configs, "dynamic_config");
    case "experiments":
      return ofEntity(configs, "experiment");
  }
}

function describe(specs: SpecsV2, kind: ConsoleKind, { id, spec }: Entry): JsonObject {
  const version = isJsonObject(spec) && typeof spec.version === "number" ? { version: spec.version } : {};
  const defaultValue = kind === "dynamic_configs" ? { defaultValue: spec.defaultValue } : {};
  const head = { id, name: id, idType: spec.idType, ...version, isEnabled: spec.enabled, ...defaultValue };
  const rules = spec.rules.filter((rule) => !/:id_override$/.test(rule.id) && !isOfHoldout(specs, rule));
  if (kind !== "experiments") return { ...head, rules: rules.map((rule) => ruleOf(specs, kind, rule)) };
  return { ...head, groups: rules.filter(({ isExperimentGroup }) => isExperimentGroup === true).map(groupOf) };
}

/** Holdouts are not rules of their gates in the console. */
function isOfHoldout({ condition_map: conditions, feature_gates: gates }: SpecsV2, { conditions: keys }: SpecRule): boolean {
  return keys.some((key) => {
    const target = conditions[key]?.targetValue;
    return typeof target === "string" && gates[target]?.entity === "holdout";
  });
}

function ruleOf(
  { condition_map: conditions }: SpecsV2,
  kind: ConsoleKind,
  { id, name, passPercentage, returnValue, conditions: keys }: SpecRule,
): JsonObject {
  return {
    id,
    baseID: id.replace(/:.*$/, ""),
    name,
    passPercentage,
    conditions: keys.flatMap((key) => {
      const condition = conditions[key];
      return condition === undefined ? [] : [consoleCondition(condition)];
    }),
    environments: null,
    ...(kind === "dynamic_configs" && { returnValue }),
  };
}

const typesOfFields: Readonly<Record<string, string>> = {
  userID: "user_id",
  email: "email",
  ip: "ip_address",
  locale: "locale",
  appVersion: "app_version",
};

/** Describes a condition with the types of the Console API, which are others than those of definitions (statsig-http.md §15.3). */
function consoleCondition({ type, operator = null, field = null, targetValue = null }: SpecsV2["condition_map"][string]): JsonObject {
  const of = (consoleType: string, more: JsonObject = {}): JsonObject => ({
    type: consoleType,
    ...(typeof operator === "string" && { operator }),
    ...more,
    targetValue,
  });
  const name = typeof field === "string" ? field : "";
  switch (type) {
    case "public":
      return { type: "public" };
    case "pass_gate":
    case "fail_gate":
      return gateCondition(type, targetValue);
    case "unit_id":
      return name === "userID" ? of("user_id") : of("unit_id", { customID: name });
    case "user_field": {
      const own = typesOfFields[name];
      return own === undefined ? of("custom_field", { field: name }) : of(own);
    }
    case "ip_based":
    case "ua_based":
      return of(name);
    case "environment_field":
      return of("environment_tier");
    case "current_time":
      return of("time");
    default:
      return of(type);
  }
}

function gateCondition(type: "pass_gate" | "fail_gate", target: JsonValue): JsonObject {
  const gate = String(target);
  const isSegment = gate.startsWith(segmentPrefix);
  const verb = type === "pass_gate" ? "passes" : "fails";
  return { type: `${verb}_${isSegment ? "segment" : "gate"}`, targetValue: isSegment ? gate.slice(segmentPrefix.length) : gate };
}

function groupOf({ id, groupName, returnValue }: SpecRule): JsonObject {
  return { id, name: typeof groupName === "string" ? groupName : id, parameterValues: returnValue };
}
