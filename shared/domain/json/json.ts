import { z } from "zod";

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export const JsonValueSchema: z.ZodType<JsonValue> = z.json();
export const JsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), JsonValueSchema);

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True if `isLike` holds for a string in the value, field names included. */
export function someText(value: JsonValue, isLike: (text: string) => boolean): boolean {
  if (typeof value === "string") return isLike(value);
  if (Array.isArray(value)) return value.some((entry) => someText(entry, isLike));
  return isJsonObject(value) && Object.keys(value).some((name) => isLike(name) || someText(value[name] ?? null, isLike));
}

/** True for equal values; the order of an object's members does not matter. */
export function isSameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((entry, place) => isSameJson(entry, b[place]));
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]));
}
