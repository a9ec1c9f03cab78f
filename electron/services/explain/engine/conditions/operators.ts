import { ExactNumber, isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type PatternReading, readPattern } from "../patterns/patterns.ts";
import { hash8 } from "../values/hashing.ts";
import type { ResolvedValue } from "../values/resolved-value.ts";
import { readFloat, targetText, textOf } from "../values/texts.ts";
import { dayOf, parseTime, type Timestamp, toMilliseconds, wholeMilliseconds } from "../values/times.ts";
import { compareVersions } from "../values/versions.ts";

/** The result of a comparison: met, not met, or the reason why it is unknown, in one sentence. */
export type ComparisonResult = boolean | Unknown;
export type Unknown = { readonly reason: string };

/** The hashes of the IDs on each list, by list name. */
export type IdLists = ReadonlyMap<string, ReadonlySet<string>>;

/** Compares a value with the prepared target. */
export type Comparison = (resolved: ResolvedValue, idLists: IdLists | null) => ComparisonResult;

/** Prepares an operator with its parsed target. Null for an operator that the native engine does not support (statsig-evaluation.md §7). */
export function comparisonFor(operator: string, target: JsonValue): Comparison | null {
  const make = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  return make === undefined ? null : make(hasInfinite(target) ? null : target);
}

const operators: Readonly<Record<string, (target: JsonValue) => Comparison>> = {
  any: (target) => isAmong(target),
  none: (target) => opposite(isAmong(target)),
  any_case_sensitive: (target) => isExactlyAmong(target),
  none_case_sensitive: (target) => opposite(isExactlyAmong(target)),
  str_starts_with_any: (target) => hasAny(target, (text, part) => text.startsWith(part)),
  str_ends_with_any: (target) => hasAny(target, (text, part) => text.endsWith(part)),
  str_contains_any: (target) => hasAny(target, (text, part) => text.includes(part)),
  str_contains_none: (target) => opposite(hasAny(target, (text, part) => text.includes(part))),
  str_matches: matches,
  gt: (target) => numerically(target, (value, limit) => value > limit),
  gte: (target) => numerically(target, (value, limit) => value >= limit),
  lt: (target) => numerically(target, (value, limit) => value < limit),
  lte: (target) => numerically(target, (value, limit) => value <= limit),
  version_gt: (target) => byVersion(target, (order) => order > 0),
  version_gte: (target) => byVersion(target, (order) => order >= 0),
  version_lt: (target) => byVersion(target, (order) => order < 0),
  version_lte: (target) => byVersion(target, (order) => order <= 0),
  version_eq: (target) => byVersion(target, (order) => order === 0),
  version_neq: (target) => byVersion(target, (order) => order !== 0),
  before: (target) => inTime(target, (value, limit) => value < limit),
  after: (target) => inTime(target, (value, limit) => value > limit),
  on: (target) => inTime(target, (value, limit) => dayOf(value) === dayOf(limit)),
  eq: equals,
  neq: (target) => opposite(equals(target)),
  array_contains_any: (target) => withElements(target, (elements, wanted) => wanted.some((entry) => elements.has(entry))),
  array_contains_none: (target) => withElements(target, (elements, wanted) => !wanted.some((entry) => elements.has(entry))),
  array_contains_all: (target) => withElements(target, (elements, wanted) => wanted.every((entry) => elements.has(entry))),
  not_array_contains_all: (target) => withElements(target, (elements, wanted) => !wanted.every((entry) => elements.has(entry))),
  in_segment_list: (target) => isListed(target),
  not_in_segment_list: (target) => opposite(isListed(target)),
};

/** The native engine reads a target with a number that no double holds, such as `1e400`, as null (measured). */
function hasInfinite(target: JsonValue): boolean {
  if (target instanceof ExactNumber) return !Number.isFinite(toDouble(target));
  return Array.isArray(target) && target.some(hasInfinite);
}

function opposite(comparison: Comparison): Comparison {
  return (resolved, idLists) => {
    const compared = comparison(resolved, idLists);
    return typeof compared === "boolean" ? !compared : compared;
  };
}

/** Maps the entries by their text in lower case. Of entries that differ in case only, the native engine keeps the last. */
function entriesOf(target: readonly JsonValue[]): ReadonlyMap<string, string> {
  return new Map(target.map(targetText).map((entry) => [entry.toLowerCase(), entry]));
}

/** A missing value is compared as an empty text. */
function isAmong(target: JsonValue): Comparison {
  const keys = Array.isArray(target)
    ? new Set(entriesOf(target).keys())
    : isJsonObject(target)
      ? new Set(Object.keys(target))
      : new Set<string>();
  return (resolved) => keys.has(resolved.lower);
}

function isExactlyAmong(target: JsonValue): Comparison {
  const entries = new Set(Array.isArray(target) ? entriesOf(target).values() : []);
  return (resolved) => entries.has(resolved.text ?? "");
}

function hasAny(target: JsonValue, has: (text: string, part: string) => boolean): Comparison {
  const parts = Array.isArray(target) ? [...entriesOf(target).keys()] : [];
  return (resolved) => parts.some((part) => has(resolved.lower, part));
}

function matches(target: JsonValue): Comparison {
  if (typeof target !== "string") return () => false;
  let reading: PatternReading | null = null;
  return ({ text }) => {
    if (text === null) return false;
    // Compiling takes milliseconds, so a pattern is compiled on first use.
    reading ??= readPattern(target);
    if (reading.kind === "invalid") return false;
    if (reading.kind === "unsupported") return { reason: `The pattern “${shortened(target)}” is not evaluated here: ${reading.what}.` };
    return reading.matcher.matches(text) ?? { reason: `The pattern “${shortened(target)}” takes too long on this value.` };
  };
}

function numerically(target: JsonValue, holds: (value: number, limit: number) => boolean): Comparison {
  const limit = isJsonNumber(target) ? toDouble(target) : typeof target === "string" ? readFloat(target) : null;
  if (limit === null) return () => false;
  return ({ number }) => number !== null && holds(number, limit);
}

function byVersion(target: JsonValue, holds: (order: number) => boolean): Comparison {
  if (typeof target !== "string") return () => false;
  return ({ text }) => {
    const order = text === null ? null : compareVersions(text, target);
    return order !== null && holds(order);
  };
}

function inTime(target: JsonValue, holds: (value: Timestamp, limit: Timestamp) => boolean): Comparison {
  const limit = timestampOf(target);
  if (limit === null) return () => false;
  return ({ timestamp }) => timestamp !== null && holds(toMilliseconds(timestamp), limit);
}

/** Reads the target of a time operator, which is always in milliseconds; null if it is no time. */
export function timestampOf(target: JsonValue): Timestamp | null {
  if (isJsonNumber(target)) return wholeMilliseconds(toDouble(target));
  if (typeof target !== "string") return null;
  const float = readFloat(target);
  return parseTime(target) ?? (float === null ? null : wholeMilliseconds(float));
}

function equals(target: JsonValue): Comparison {
  if (target === null) return (resolved) => resolved.isNothing;
  if (Array.isArray(target)) return equalsList(target);
  if (target instanceof ExactNumber) return ({ number }) => number === toDouble(target);
  switch (typeof target) {
    case "boolean":
      return ({ json, place }) => json === target && place !== "clock";
    case "number":
      return ({ number }) => number === target;
    case "string":
      return ({ text }) => text === target;
    default:
      return equalsObject(target);
  }
}

/** If entries of the target differ in case only, the native engine merges them, so no list equals the target. */
function equalsList(target: readonly JsonValue[]): Comparison {
  const wanted = target.map(targetText);
  const hasMergedEntries = entriesOf(target).size < target.length;
  return ({ json }) =>
    !hasMergedEntries &&
    Array.isArray(json) &&
    json.length === wanted.length &&
    json.every((entry, place) => textOf(entry) === wanted[place]);
}

function equalsObject(target: Readonly<Record<string, JsonValue>>): Comparison {
  const wanted = Object.entries(target).map(([key, entry]) => [key, targetText(entry)] as const);
  return ({ json }) => {
    if (!isJsonObject(json) || Object.keys(json).length !== wanted.length) return false;
    return wanted.every(([key, text]) => Object.hasOwn(json, key) && textOf(json[key] ?? null) === text);
  };
}

/** Ignores elements without a text form. If the value or the target is no list, the condition is not met, even with a negative operator. */
function withElements(target: JsonValue, holds: (elements: ReadonlySet<string>, wanted: readonly string[]) => boolean): Comparison {
  if (!Array.isArray(target)) return () => false;
  const wanted = [...entriesOf(target).values()];
  return ({ json }) => Array.isArray(json) && holds(new Set(json.map(textOf).filter((text) => text !== null)), wanted);
}

/** An unknown list has no members. Without any lists, membership is unknown. */
function isListed(target: JsonValue): Comparison {
  if (typeof target !== "string") return () => false;
  return ({ text }, idLists) => {
    if (text === null) return false;
    if (idLists === null) return { reason: `The ID list “${target}” was not read, so it is unknown if this ID is on it.` };
    return idLists.get(target)?.has(hash8(text)) ?? false;
  };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
