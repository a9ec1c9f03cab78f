import type { JsonValue } from "#shared/domain/json/json.ts";

/** How a value goes out. `other` is what JSON can hold and Statsig refuses. */
export type ValueType = "none" | "number" | "text" | "other";

export function valueType(value: JsonValue): ValueType {
  if (value === null) return "none";
  if (typeof value === "number") return "number";
  return typeof value === "string" ? "text" : "other";
}

/** What the field shows for a value. */
export function valueText(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The value that a typed text means. A plain number is a number unless the person asked for text; what would not read the same as a number
 * (`007`, `1e3`, `129,80`) stays text. EmptyCell typed is no value.
 */
export function parseValue(text: string, { asText }: { asText: boolean }): JsonValue {
  if (text === "") return null;
  return !asText && isPlainNumber(text) ? Number(text) : text;
}

/** The same value as another type; a text that is no number stays as it is. */
export function convertValue(value: JsonValue, type: "none" | "number" | "text"): JsonValue {
  if (type === "none") return null;
  const text = valueText(value);
  if (type === "text") return text;
  const amount = Number(text.trim().replace(/^(-?\d+),(\d+)$/, "$1.$2"));
  return text.trim() !== "" && Number.isFinite(amount) ? amount : value;
}

function isPlainNumber(text: string): boolean {
  return (
    /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text) && String(Number(text)) === text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")
  );
}
