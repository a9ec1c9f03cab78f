import { ExactNumber } from "./exact-number.ts";

/** Any JSON value. A number that a double does not keep as it was written is an `ExactNumber`. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** True for what JSON can express: no `undefined`, no infinite number, no instance of a class. The depth does not matter. */
export function isJsonValue(value: unknown): value is JsonValue {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) for (const entry of next) waiting.push(entry);
    else if (isPlainObject(next)) for (const name of Object.keys(next)) waiting.push(Object.getOwnPropertyDescriptor(next, name)?.value);
    else if (!isScalar(next)) return false;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "boolean" || value === null || value instanceof ExactNumber;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Returns the value with each leaf changed by `change`, and each field name by `rename`; what nothing changes in is not copied. Safe for fields named `__proto__`. */
export function mapLeaves(value: JsonValue, change: (leaf: JsonValue) => JsonValue, rename = (name: string) => name): JsonValue {
  if (Array.isArray(value)) {
    const changed = value.map((entry) => mapLeaves(entry, change, rename));
    return changed.some((entry, place) => entry !== value[place]) ? changed : value;
  }
  if (!isJsonObject(value)) return change(value);
  let isChanged = false;
  const changed = Object.entries(value).map(([name, entry]): [string, JsonValue] => {
    const changedTo: [string, JsonValue] = [rename(name), mapLeaves(entry, change, rename)];
    isChanged ||= changedTo[0] !== name || changedTo[1] !== entry;
    return changedTo;
  });
  return isChanged ? Object.fromEntries(changed) : value;
}

/** True if `isLike` holds for a string in the value, field names included. */
export function someText(value: JsonValue, isLike: (text: string) => boolean): boolean {
  if (typeof value === "string") return isLike(value);
  if (Array.isArray(value)) return value.some((entry) => someText(entry, isLike));
  return isJsonObject(value) && Object.keys(value).some((name) => isLike(name) || someText(value[name] ?? null, isLike));
}

/** True if the value holds an exact number for which `isLike` holds. */
export function someExactNumber(value: JsonValue, isLike: (number: ExactNumber) => boolean = () => true): boolean {
  if (value instanceof ExactNumber) return isLike(value);
  if (Array.isArray(value)) return value.some((entry) => someExactNumber(entry, isLike));
  return isJsonObject(value) && Object.values(value).some((member) => someExactNumber(member, isLike));
}

/** True for equal values; the order of an object's members does not matter. Numbers are equal if they are written the same. */
export function isSameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, place) => isSameJson(entry, b[place]));
  if (a instanceof ExactNumber && b instanceof ExactNumber) return a.text === b.text;
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]));
}
