import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

const dayMs = 86_400_000;
const maxValues = 12;

/**
 * Returns values that meet a condition, made from its target. `has` is the current value, of which as much as possible is kept; half an e-mail address
 * is completed. Returns none for patterns and ID lists. A value may fail to meet the condition, so callers must evaluate it.
 */
export function fittingValues(operator: string, target: JsonValue, has: JsonValue, field = ""): JsonValue[] {
  const isEmail = field.toLowerCase() === "email";
  const entries = (Array.isArray(target) ? target : isJsonObject(target) ? Object.keys(target) : []).slice(0, maxValues);
  switch (operator) {
    case "any":
    case "any_case_sensitive":
      return entries.map(natural);
    case "str_starts_with_any":
    case "str_contains_any":
      return isEmail ? entries.flatMap((entry) => emailWith(operator, has, entry)) : entries;
    case "str_ends_with_any":
      return isEmail ? entries.flatMap((entry) => emailWith(operator, has, entry)) : entries.map((entry) => withEnding(has, entry));
    case "eq":
      return target === null ? [] : [target];
    case "neq":
      return typeof target === "boolean" ? [!target] : [];
    case "gte":
    case "lte":
      return asNumber(target, (limit) => limit);
    case "gt":
      return asNumber(target, (limit) => limit + 1);
    case "lt":
      return asNumber(target, (limit) => limit - 1);
    case "version_gte":
    case "version_lte":
    case "version_eq":
      return typeof target === "string" ? [target] : [];
    case "version_gt":
      return nextVersion(target, 1);
    case "version_lt":
      return nextVersion(target, -1);
    case "after":
      return asNumber(target, (limit) => limit + dayMs);
    case "before":
      return asNumber(target, (limit) => limit - dayMs);
    case "on":
      return asNumber(target, (limit) => limit);
    case "array_contains_any":
      return entries.map((entry) => [...(Array.isArray(has) ? has : []), entry]);
    case "array_contains_all":
      return [[...(Array.isArray(has) ? has.filter((entry) => !entries.includes(entry)) : []), ...entries]];
    case "array_contains_none":
      return [Array.isArray(has) ? has.filter((entry) => !entries.includes(entry)) : []];
    default:
      return [];
  }
}

/** Returns the operator that is true if this one is false; null if there is none. */
export function oppositeOperator(operator: string): string | null {
  return opposites.get(operator) ?? null;
}

const pairs = [
  ["any", "none"],
  ["any_case_sensitive", "none_case_sensitive"],
  ["str_contains_any", "str_contains_none"],
  ["gt", "lte"],
  ["gte", "lt"],
  ["version_gt", "version_lte"],
  ["version_gte", "version_lt"],
  ["version_eq", "version_neq"],
  ["eq", "neq"],
  ["before", "after"],
  ["array_contains_any", "array_contains_none"],
  ["array_contains_all", "not_array_contains_all"],
  ["in_segment_list", "not_in_segment_list"],
] as const;
const opposites: ReadonlyMap<string, string> = new Map(
  pairs.flatMap(([a, b]): [string, string][] => [
    [a, b],
    [b, a],
  ]),
);

/** Converts the texts `true` and `false` into booleans, because targets are always texts. */
function natural(entry: JsonValue): JsonValue {
  return entry === "true" ? true : entry === "false" ? false : entry;
}

/** Converts `ada@example.com` for the ending `@shop.test` into `ada@shop.test`. */
function withEnding(has: JsonValue, entry: JsonValue): JsonValue {
  if (typeof entry !== "string" || !entry.startsWith("@")) return entry;
  const before = typeof has === "string" ? has.split("@")[0] : "";
  return `${before || "someone"}${entry}`;
}

const emailForm = /^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/;

/** Completes a part of an e-mail address to an address: `@mailinator.` to `ada@mailinator.com`, `+test` to `ada+test@example.com`. None if it cannot. */
function emailWith(operator: string, has: JsonValue, entry: JsonValue): string[] {
  if (typeof entry !== "string") return [];
  const [before = "", domain = ""] = typeof has === "string" ? has.split("@") : [];
  const [local, host] = [before || "someone", domain || "example.com"];
  const fitting = candidates(operator, entry, local, host).find((value) => emailForm.test(value) && !value.includes(".."));
  return fitting === undefined ? [] : [fitting];
}

function candidates(operator: string, entry: string, local: string, host: string): string[] {
  switch (operator) {
    case "str_starts_with_any":
      return [entry, `${entry}${host}`, `${entry}${local}@${host}`];
    case "str_ends_with_any":
      return [entry, `${local}${entry}`, `${local}@${entry}`, `${local}@example${entry}`];
    default: {
      const isWord = /^[a-z\d-]+$/i.test(entry);
      const whole = [entry, `${local}${entry}`, `${local}@${entry}`, `${local}${entry}com`, `${local}@${entry}com`];
      return isWord ? [`${local}@${entry}.com`] : [...whole, `${local}${entry}@${host}`];
    }
  }
}

function asNumber(target: JsonValue, change: (limit: number) => number): JsonValue[] {
  const limit = typeof target === "string" && target.trim() !== "" ? Number(target) : target;
  const double = isJsonNumber(limit) ? toDouble(limit) : Number.NaN;
  return Number.isFinite(double) ? [change(double)] : [];
}

/** Returns the next or previous version; none unless all parts are whole numbers. */
function nextVersion(target: JsonValue, step: 1 | -1): JsonValue[] {
  if (typeof target !== "string") return [];
  const parts = (target.split("-")[0] ?? "").split(".");
  if (!parts.every((part) => /^\d{1,9}$/.test(part))) return [];
  if (step === 1) return [[...parts.slice(0, -1), Number(parts.at(-1)) + 1].join(".")];
  const place = parts.findLastIndex((part) => Number(part) > 0);
  if (place < 0) return [];
  return [[...parts.slice(0, place), Number(parts[place]) - 1, ...parts.slice(place + 1).map(() => 9)].join(".")];
}
