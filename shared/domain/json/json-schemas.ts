import { z } from "zod";
import { ExactNumber, isJsonNumber, type JsonNumber, toDouble } from "./exact-number.ts";
import { isJsonObject, isJsonValue, type JsonObject, type JsonValue } from "./json.ts";

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
