import { isJsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue, mapLeaves } from "../json/json.ts";
import type { Replacer } from "./replacer.ts";

export interface RedactedRules {
  readonly payload: JsonObject;
  /** The IDs and addresses of other people that conditions name, with their tags. */
  readonly others: ReadonlyMap<string, string>;
}

export interface RuleRedaction {
  /** Replaces in what conditions compare with. */
  readonly targets: Replacer;
  /** Replaces in what rules return, and in the names that people gave. */
  readonly values: Replacer;
  /** True for a value that a user of the case has. */
  readonly isOwn: (value: string) => boolean;
  /** Returns the tag of another person's value; null to keep them. */
  readonly otherTag: ((value: string) => string) | null;
}

/** Conditions that compare a whole value with a list. Only in these a tag can stand for a value that nobody in the case has. */
const listOperators: ReadonlySet<string> = new Set(["any", "none", "any_case_sensitive", "none_case_sensitive"]);
/** Members whose values an application gets. */
const valueMembers: ReadonlySet<string> = new Set(["returnValue", "defaultValue", "parameterValues", "pass_value", "fail_value"]);

/** True for a member of a rule, spec or parameter whose value an application gets. */
export function isValueMember(name: string): boolean {
  return valueMembers.has(name);
}

/**
 * Redacts rules of the form v1 or v2: what conditions compare with, the values that they return, and the names that people gave to rules and groups. Names that
 * rules refer to each other by stay, because the rules would not work without them.
 */
export function redactRules(payload: JsonObject, { targets, values, isOwn, otherTag }: RuleRedaction): RedactedRules {
  const others = new Map<string, string>();
  const redactTarget = (condition: JsonObject, target: JsonValue): JsonValue => {
    const replaced = targets.whole(target);
    if (otherTag === null || !isAboutPeople(condition)) return replaced;
    return hideOthers(target, replaced);
  };
  const hideOthers = (before: JsonValue, after: JsonValue): JsonValue => {
    const known = new Set<JsonValue>();
    collectChanged(before, after, known);
    return mapLeaves(after, (leaf) => {
      const text = typeof leaf === "string" || isJsonNumber(leaf) ? String(leaf) : "";
      if (otherTag === null || text === "" || known.has(leaf) || isOwn(text)) return leaf;
      const tag = otherTag(text);
      others.set(text, tag);
      return tag;
    });
  };
  const walk = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isJsonObject(value)) return value;
    const isRule = "passPercentage" in value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]): [string, JsonValue] => {
        if (name === "targetValue") return [name, redactTarget(value, entry)];
        if (valueMembers.has(name)) return [name, values.json(entry)];
        if (isRule && (name === "name" || name === "groupName") && typeof entry === "string") return [name, values.text(entry)];
        return [name, walk(entry)];
      }),
    );
  };
  const { param_stores: stores, ...rest } = payload;
  const redacted = { ...(walk(rest) as JsonObject), ...(stores !== undefined && { param_stores: redactStores(stores, values) }) };
  return { payload: redacted, others };
}

/** A parameter of a store has a fixed value, the values of a gate, or names, which stay. */
function redactStores(stores: JsonValue, values: Replacer): JsonValue {
  if (Array.isArray(stores)) return stores.map((entry) => redactStores(entry, values));
  if (!isJsonObject(stores)) return stores;
  return Object.fromEntries(
    Object.entries(stores).map(([name, entry]) => [
      name,
      (name === "value" && "param_type" in stores) || valueMembers.has(name) ? values.json(entry) : redactStores(entry, values),
    ]),
  );
}

/** True for lists of unit IDs, e-mail and IP addresses. */
function isAboutPeople({ type, operator, field }: JsonObject): boolean {
  if (typeof operator !== "string" || !listOperators.has(operator.toLowerCase())) return false;
  if (type === "unit_id") return true;
  return (type === "user_field" || type === "ip_based") && typeof field === "string" && /^(userid|user_id|email|ip)$/i.test(field);
}

/** Collects the tags that stand where another value was. */
function collectChanged(before: JsonValue, after: JsonValue, changed: Set<JsonValue>): void {
  if (Array.isArray(before) && Array.isArray(after))
    for (const [at, entry] of before.entries()) collectChanged(entry, after[at] ?? null, changed);
  else if (isJsonObject(before) && isJsonObject(after))
    for (const name of Object.keys(before)) collectChanged(before[name] ?? null, after[name] ?? null, changed);
  else if (before !== after) changed.add(after);
}
