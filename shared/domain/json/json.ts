import { z } from "zod";
import { ExactNumber, isJsonNumber, type JsonNumber, toDouble } from "./exact-number.ts";

/** Any JSON value. A number that a double does not keep as it was written is an `ExactNumber`. */
export type JsonValue = string | number | ExactNumber | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** Accepts the value itself instead of a copy, so that no field is lost: zod's own schemas for JSON and for records drop `__proto__`. */
export const JsonValueSchema = z.custom<JsonValue>(isJsonValue);
export const JsonObjectSchema = z.custom<JsonObject>((value) => isJsonObject(value) && isJsonValue(value));

/** Checks an object with any names, without copying it: `z.record` drops a field named `__proto__`. */
export function recordOf<Value>(schema: z.ZodType<Value>): z.ZodType<Record<string, Value>> {
  const isRecord = (value: unknown): value is Record<string, Value> =>
    isJsonObject(value) && Object.values(value).every((entry) => schema.safeParse(entry).success);
  return z.custom<Record<string, Value>>(isRecord);
}

/** Accepts a number as it is written. */
export const JsonNumberSchema = z.custom<JsonNumber>(isJsonNumber);

/** For a field whose number is calculated with and not shown as it is written. */
export const DoubleSchema = z.preprocess((value) => (value instanceof ExactNumber ? toDouble(value) : value), z.number());

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
