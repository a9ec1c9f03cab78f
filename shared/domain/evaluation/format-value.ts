import type { JsonValue } from "../json/json.ts";

/** Returns JSON for a sentence: texts have quotes only if they could be misread. */
export function formatValue(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "string")
    return /^[\w@.:/+-]+$/.test(value) && !looksLikeOther.test(value) ? truncate(value) : `“${truncate(value)}”`;
  return typeof value === "object" ? truncate(JSON.stringify(value)) : String(value);
}

/** Matches a text that looks like a number, a boolean or a missing value. */
const looksLikeOther = /^(?:[-+]?\d*\.?\d+(?:e[-+]?\d+)?|true|false|null|nothing|missing)$/i;
const maxValueLength = 60;

function truncate(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength - 1)}…` : text;
}

/** Returns a value for a list of targets or a version, where `3` needs no quotes. */
export function formatPlainValue(value: JsonValue): string {
  return typeof value === "string" && /^[\w@.:/+-]+$/.test(value) ? truncate(value) : formatValue(value);
}
