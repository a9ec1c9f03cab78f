import { ExactNumber, isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { readPattern } from "../patterns/patterns.ts";
import { isPlainPattern } from "../patterns/plain-pattern.ts";

/**
 * Reproduces how Statsig's JavaScript engine (`statsig-node` 6.5) looks up and compares values (statsig-evaluation.md §4 to §7, marked
 * “JS”). It decides no answer here: it only detects where the two official engines differ, so that a caution can say so.
 */

/** A value in the JavaScript engine; undefined if missing. */
export type JavaScriptValue = JsonValue | undefined;

/**
 * Looks a field up. Null counts as missing, an empty text does not; names match exactly or in lower case. Names such as `constructor` are
 * found in every object.
 */
export function findField(user: StatsigUser, field: string): JavaScriptValue {
  const lower = field.toLowerCase();
  return (
    memberOf(user, field) ??
    memberOf(user, lower) ??
    memberOf(user.custom, field) ??
    memberOf(user.custom, lower) ??
    memberOf(user.privateAttributes, field) ??
    memberOf(user.privateAttributes, lower)
  );
}

/** Looks a unit ID up by the exact key, also if it is null, else by a key that differs in case only. */
export function findUnit(user: StatsigUser, idType: string): JavaScriptValue {
  if (idType.toLowerCase() === "userid") return user.userID;
  const exact = memberOf(user.customIDs, idType);
  return exact === undefined ? findInAnyCase(user.customIDs, idType) : exact;
}

/** True for a name such as `constructor` or `__proto__`, which every object of JavaScript has. */
export function isInherited(name: string): boolean {
  return name in {};
}

export function findInAnyCase(object: JsonValue | undefined, key: string): JavaScriptValue {
  if (!isJsonObject(object)) return undefined;
  const lower = key.toLowerCase();
  const match = Object.keys(object).find((name) => name.toLowerCase() === lower);
  return match === undefined ? undefined : object[match];
}

/** Returns the IPv4 address that the JavaScript engine reads, which is less strict and accepts numbers; null if it reads none. */
export function readAddress(ip: JavaScriptValue): string | null {
  if (isJsonNumber(ip)) return [24, 16, 8, 0].map((shift) => Math.floor(toDouble(ip) / 2 ** shift) % 256).join(".");
  if (typeof ip !== "string") return null;
  const parts = ip.split(".").map((part) => Number.parseInt(part, 10));
  return parts.length === 4 && parts.every((part) => part >= 0 && part < 256) ? parts.join(".") : null;
}

/**
 * Returns the result of the comparison in the JavaScript engine; null if it is unknown here, `error` where the engine throws because an
 * object with its own `toString` has no text.
 */
export function compareInJavaScript(operator: string, value: JavaScriptValue, target: JsonValue): boolean | null | "error" {
  try {
    return Object.hasOwn(operators, operator) ? (operators[operator]?.(asDoubles(value), asDoubles(target)) ?? null) : null;
  } catch {
    return "error";
  }
}

/** The JavaScript engine reads every number into a double. */
function asDoubles<Value extends JavaScriptValue>(value: Value): Value | JsonValue {
  if (value instanceof ExactNumber) return toDouble(value);
  return Array.isArray(value) && value.some((entry) => entry instanceof ExactNumber) ? value.map((entry) => asDoubles(entry)) : value;
}

/**
 * True if the JavaScript engine supports this type and operator. Other letter case and lists of gates are unsupported in the native engine
 * (statsig-evaluation.md §5).
 */
export function isKnownInJavaScript(type: string, operator: string | null): boolean {
  const lower = type.toLowerCase();
  if (typesWithoutOperator.has(lower)) return true;
  return typesWithOperator.has(lower) && operator !== null && Object.hasOwn(operators, operator.toLowerCase());
}

const typesWithoutOperator: ReadonlySet<string> = new Set(["public", "pass_gate", "fail_gate", "multi_pass_gate", "multi_fail_gate"]);
const typesWithOperator: ReadonlySet<string> = new Set([
  "user_field",
  "ip_based",
  "ua_based",
  "environment_field",
  "current_time",
  "user_bucket",
  "unit_id",
  "target_app",
]);

/** Returns the text, of numbers that of their double; empty for a value without one. */
export function textInJavaScript(value: JsonValue): string {
  return hasTextInJavaScript(value) ? String(asDoubles(value)) : "";
}

/** False for an object with its own `toString`, which JSON cannot make a function. */
export function hasTextInJavaScript(value: JsonValue): boolean {
  try {
    // The result is used, because the bundler drops a call of String without one.
    return String(value).length >= 0;
  } catch {
    return false;
  }
}

type Compare = (value: JavaScriptValue, target: JsonValue) => boolean | null;

const operators: Readonly<Record<string, Compare>> = {
  any: (value, target) => isAmong(value, target, true),
  none: (value, target) => !isAmong(value, target, true),
  any_case_sensitive: (value, target) => isAmong(value, target, false),
  none_case_sensitive: (value, target) => !isAmong(value, target, false),
  str_starts_with_any: (value, target) => hasAny(value, target, (text, part) => text.startsWith(part)),
  str_ends_with_any: (value, target) => hasAny(value, target, (text, part) => text.endsWith(part)),
  str_contains_any: (value, target) => hasAny(value, target, (text, part) => text.includes(part)),
  str_contains_none: (value, target) => !hasAny(value, target, (text, part) => text.includes(part)),
  str_matches: matches,
  gt: numerically((value, limit) => value > limit),
  gte: numerically((value, limit) => value >= limit),
  lt: numerically((value, limit) => value < limit),
  lte: numerically((value, limit) => value <= limit),
  version_gt: byVersion((order) => order > 0),
  version_gte: byVersion((order) => order >= 0),
  version_lt: byVersion((order) => order < 0),
  version_lte: byVersion((order) => order <= 0),
  version_eq: byVersion((order) => order === 0),
  version_neq: byVersion((order) => order !== 0),
  before: inTime((value, limit) => value < limit),
  after: inTime((value, limit) => value > limit),
  on: inTime((value, limit) => new Date(value).setHours(0, 0, 0, 0) === new Date(limit).setHours(0, 0, 0, 0)),
  eq: looselyEqual,
  neq: (value, target) => !looselyEqual(value, target),
  // Only texts are on lists; any other value is looked up as an empty text.
  in_segment_list: onList(false),
  not_in_segment_list: onList(true),
  array_contains_any: withLists((has, wanted) => wanted.some(has)),
  array_contains_none: withLists((has, wanted) => !wanted.some(has)),
  array_contains_all: withLists((has, wanted) => wanted.every(has)),
  not_array_contains_all: withLists((has, wanted) => !wanted.every(has)),
};

function isAmong(value: JavaScriptValue, target: JsonValue, ignoresCase: boolean): boolean {
  if (!Array.isArray(target)) return false;
  const text = String(value);
  const lower = text.toLowerCase();
  return target.some((entry) => {
    const wanted = String(entry);
    if (!ignoresCase) return wanted === text;
    const lowered = wanted.toLowerCase();
    return wanted === text || lowered === text || wanted === lower || lowered === lower;
  });
}

function hasAny(value: JavaScriptValue, target: JsonValue, has: (text: string, part: string) => boolean): boolean {
  if (!Array.isArray(target) || value === undefined || value === null) return false;
  const text = String(value).toLowerCase();
  return target.some((part) => part !== null && has(text, String(part).toLowerCase()));
}

/**
 * Matches with the engine of this program, because JavaScript's own may take exponential time. Null where the dialects may differ, and for
 * the target null, because a missing target, which matches everything there, is null here.
 */
function matches(value: JavaScriptValue, target: JsonValue): boolean | null {
  if (target === null) return null;
  const text = String(value);
  if (text.length >= 1_000) return false;
  const source = String(target);
  if (!isPattern(source)) return false;
  const reading = readPattern(source);
  return isPlainPattern(source) && reading.kind === "valid" ? reading.matcher.matches(text) : null;
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

function numerically(holds: (value: number, limit: number) => boolean): Compare {
  return (value, target) => {
    if (value === undefined || value === null || target === null) return false;
    const [number, limit] = [Number(value), Number(target)];
    return !Number.isNaN(number) && !Number.isNaN(limit) && holds(number, limit);
  };
}

function byVersion(holds: (order: number) => boolean): Compare {
  return (value, target) => {
    const order = typeof value === "string" && typeof target === "string" ? versionOrder(value, target) : null;
    return order !== null && holds(order);
  };
}

function versionOrder(left: string, right: string): number | null {
  const [leftBare = "", rightBare = ""] = [left.split("-")[0], right.split("-")[0]];
  if (leftBare === "" || rightBare === "") return null;
  const [leftParts, rightParts] = [leftBare.split("."), rightBare.split(".")];
  for (let place = 0; place < Math.max(leftParts.length, rightParts.length); place += 1) {
    const [leftNumber, rightNumber] = [Number(leftParts[place] ?? "0"), Number(rightParts[place] ?? "0")];
    if (Number.isNaN(leftNumber) || Number.isNaN(rightNumber)) return null;
    if (leftNumber !== rightNumber) return leftNumber < rightNumber ? -1 : 1;
  }
  return 0;
}

function inTime(holds: (value: number, limit: number) => boolean): Compare {
  return (value, target) => {
    if (value === undefined || value === null || target === null) return false;
    const [time, limit] = [timeOf(value), timeOf(target)];
    return !Number.isNaN(time) && !Number.isNaN(limit) && holds(time, limit);
  };
}

/** Reads texts as dates, else as numbers; numbers below 10^10 are seconds. */
function timeOf(value: JsonValue): number {
  const date = typeof value === "string" ? new Date(value).getTime() : Number.NaN;
  if (!Number.isNaN(date)) return date;
  const number = Number(value);
  return new Date(number < 10_000_000_000 ? number * 1_000 : number).getTime();
}

/** Looks the list up by the text of the target. */
function onList(otherwise: boolean): Compare {
  return (value, target) => {
    if (!hasTextInJavaScript(target)) throw new TypeError("The target has no text.");
    return typeof value === "string" ? null : otherwise;
  };
}

function looselyEqual(value: JavaScriptValue, target: JsonValue): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: this is what the JavaScript engine does, and why it differs.
  return value == target;
}

function withLists(holds: (has: (entry: JsonValue) => boolean, wanted: readonly JsonValue[]) => boolean): Compare {
  return (value, target) => {
    if (!Array.isArray(value) || !Array.isArray(target)) return false;
    const elements = new Set<unknown>(value);
    return holds((entry) => elements.has(entry) || elements.has(Number.parseInt(String(entry), 10)), target);
  };
}

/** Reads a member as JavaScript does, those that every object has included: functions as their text. */
function memberOf(object: JsonValue | undefined, key: string): JavaScriptValue {
  if (!isJsonObject(object)) return undefined;
  if (Object.hasOwn(object, key) || !isInherited(key)) return object[key];
  const inherited: unknown = Reflect.get({}, key);
  return typeof inherited === "function" ? String(inherited) : {};
}
