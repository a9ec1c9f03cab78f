import type { SpecKind } from "#shared/domain/evaluation/spec-kind.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { Entity } from "./subject.ts";

const sections: Record<SpecKind, string> = { gate: "feature_gates", config: "dynamic_configs", layer: "layer_configs" };

/** Two payloads of the same form, from which mixtures are made spec by spec. */
export interface RulesPair {
  readonly reference: JsonObject;
  readonly compared: JsonObject;
}

/** True if specs of one payload can stand in the other: both are v1 (lists of specs with their conditions) or both v2 (maps with shared conditions). */
export function canMix({ reference, compared }: RulesPair): boolean {
  return Array.isArray(reference.feature_gates) === Array.isArray(compared.feature_gates) && haveSameConditions(reference, compared);
}

/** v2 names a condition by a hash of its content. If two payloads use one name for two contents, their specs cannot be mixed. */
function haveSameConditions({ condition_map: one }: JsonObject, { condition_map: other }: JsonObject): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return true;
  return Object.keys(one).every((hash) => !Object.hasOwn(other, hash) || isSameJson(one[hash], other[hash]));
}

export function isSpecChanged({ reference, compared }: RulesPair, entity: Entity): boolean {
  return !isSameJson(specOf(reference, entity), specOf(compared, entity));
}

/** The members of rules, besides specs and conditions, that can decide an answer, by the part that they are. */
export const otherMembers = {
  /** Mappings, which replace one spec by another. */
  override: ["overrides", "override_rules"],
  target_app: ["app_id"],
  other_rules: ["cmab_configs", "default_environment"],
} as const;

const allOtherMembers = Object.values(otherMembers).flat();
type OtherMember = (typeof allOtherMembers)[number];

export function changedMembers({ reference, compared }: RulesPair): OtherMember[] {
  return allOtherMembers.filter((name) => !isSameJson(reference[name], compared[name]));
}

export interface Mixture {
  /** The specs to include; others are left out. */
  readonly included: readonly Entity[];
  readonly isFromReference: (entity: Entity) => boolean;
  /** The other members to take from the reference. */
  readonly membersFromReference: readonly OtherMember[];
}

/** Returns definitions whose specs come from the two payloads as chosen. */
export function mixedRules(pair: RulesPair, { included, isFromReference, membersFromReference }: Mixture): JsonObject {
  const { reference, compared } = pair;
  const mixed: JsonObject = { ...compared };
  for (const name of membersFromReference) {
    delete mixed[name];
    if (reference[name] !== undefined) mixed[name] = reference[name];
  }
  if (isJsonObject(reference.condition_map) && isJsonObject(compared.condition_map))
    mixed.condition_map = { ...reference.condition_map, ...compared.condition_map };
  for (const kind of ["gate", "config", "layer"] as const) {
    const chosen = included
      .filter((entity) => entity.kind === kind)
      .flatMap((entity): [string, JsonValue][] => {
        const spec = specOf(isFromReference(entity) ? reference : compared, entity);
        return spec === undefined ? [] : [[entity.name, spec]];
      });
    mixed[sections[kind]] = Array.isArray(compared.feature_gates) ? chosen.map(([, spec]) => spec) : Object.fromEntries(chosen);
  }
  return mixed;
}

/** Returns definitions in which a spec is replaced. */
export function withSpec(payload: JsonObject, { kind, name }: Entity, spec: JsonObject): JsonObject {
  const section = payload[sections[kind]];
  const isOther = (each: JsonValue) => !isJsonObject(each) || each.name !== name;
  return {
    ...payload,
    [sections[kind]]: Array.isArray(section) ? [...section.filter(isOther), spec] : { ...Object(section), [name]: spec },
  };
}

/** Returns a spec as written; the last one of its name in v1, as engines read it. */
export function specOf(payload: JsonObject, { kind, name }: Entity): JsonValue | undefined {
  const section = payload[sections[kind]];
  if (Array.isArray(section)) return section.findLast((spec) => isJsonObject(spec) && spec.name === name);
  return isJsonObject(section) && Object.hasOwn(section, name) ? section[name] : undefined;
}
