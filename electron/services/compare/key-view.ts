import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type KeyKind, keyName } from "#shared/domain/project/key-info.ts";
import { specOf } from "./mixed-rules.ts";
import type { Entity, SubjectKey } from "./subject.ts";

/** What is known of a key without the key itself. */
export interface KeyFacts {
  readonly kind: KeyKind;
  readonly lastFour: string;
  /** The hash by which rules name a client key (statsig-http.md §1); null for other keys, which see everything. */
  readonly hash: string | null;
}

export function keyFacts(key: string, { kind, lastFour }: Pick<KeyFacts, "kind" | "lastFour">): KeyFacts {
  return { kind, lastFour, hash: kind === "client" ? djb2(key) : null };
}

/** Returns what a key may see of these rules: the entities of its app, and those that the rules list for it. */
export function keyView({ kind, lastFour, hash }: KeyFacts, rules: JsonObject): SubjectKey {
  const ofKey = (member: string) => (hash === null ? undefined : own(rules[member], hash));
  const app = ofKey("hashed_sdk_keys_to_app_ids");
  const listed = ofKey("hashed_sdk_keys_to_entities");
  return {
    name: keyName({ kind, lastFour }),
    targetApp: typeof app === "string" ? app : null,
    entities: isJsonObject(listed) ? { gates: namesIn(listed.gates), configs: namesIn(listed.configs) } : null,
  };
}

/** True if the key may see the entity. Of a layer, rules list only its apps. */
export function isSeen(key: SubjectKey | null | undefined, rules: JsonObject, entity: Entity): boolean {
  if (key == null) return true;
  const { targetApp, entities } = key;
  if (entities !== null && entity.kind !== "layer" && !entities[entity.kind === "gate" ? "gates" : "configs"].has(entity.name))
    return false;
  return targetApp === null || appsOf(rules, entity).includes(targetApp);
}

/** To a key that may not see an entity, Statsig answers as if it did not exist. */
export function unseenAnswer({ kind }: Entity): ComparedAnswer {
  const value = kind === "gate" ? false : {};
  return { state: "not_found", value, groupName: null, allocatedExperiment: null, ruleId: "", unknownReasons: [] };
}

function appsOf(rules: JsonObject, entity: Entity): JsonValue[] {
  const spec = specOf(rules, entity) ?? (entity.kind === "config" ? own(rules.cmab_configs, entity.name) : undefined);
  return isJsonObject(spec) && Array.isArray(spec.targetAppIDs) ? spec.targetAppIDs : [];
}

function namesIn(list: JsonValue | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(list) ? list.filter((name) => typeof name === "string") : []);
}

function own(holder: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}
