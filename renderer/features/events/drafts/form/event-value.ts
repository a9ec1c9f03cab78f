import { isJsonNumber, jsonNumber, numberWrittenAs } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

/** The type a value is sent as. `other` is JSON that Statsig refuses. */
export type ValueType = "none" | "number" | "text" | "other";

export function valueType(value: JsonValue): ValueType {
  if (value === null) return "none";
  if (isJsonNumber(value)) return "number";
  return typeof value === "string" ? "text" : "other";
}

/** Formats a value for a text field. */
export function valueText(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Parses a typed value. A plain number becomes a number unless `asText` is set; a text that would read differently as a number
 * (`007`, `1e3`, `129,80`) stays text. An empty text is null.
 */
export function parseValue(text: string, { asText }: { asText: boolean }): JsonValue {
  if (text === "") return null;
  return !asText && isPlainNumber(text) ? numberWrittenAs(text) : text;
}

/** Converts a value to another type; a text that is not a number stays as it is. */
export function convertValue(value: JsonValue, type: "none" | "number" | "text"): JsonValue {
  if (type === "none") return null;
  const text = valueText(value);
  if (type === "text") return text;
  const typed = text.trim().replace(/^(-?\d+),(\d+)$/, "$1.$2");
  const amount = Number(typed);
  return typed !== "" && Number.isFinite(amount) ? (jsonNumber(typed) ?? amount) : value;
}

function isPlainNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text);
}
