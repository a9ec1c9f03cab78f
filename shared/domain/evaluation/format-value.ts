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
  if (text.length <= maxValueLength) return text;
  const end = maxValueLength - 1;
  return `${text.slice(0, isLowSurrogate(text, end) ? end - 1 : end)}…`;
}

/**
 * Returns two values that differ, for one sentence. Where the part that differs would be cut, each text starts shortly before it: `…rice":19.90}` and
 * `…rice":19.99}`.
 */
export function formatValues(one: JsonValue, other: JsonValue): [one: string, other: string] {
  const plain: [string, string] = [formatValue(one), formatValue(other)];
  if (plain[0] !== plain[1]) return plain;
  const [text, otherText] = [wholeText(one), wholeText(other)];
  const start = firstDifference(text, otherText) - contextLength;
  if (text === otherText || start <= 0) return plain;
  return [fromPlace(one, start), fromPlace(other, start)];
}

/** What stands before the first difference, so that it is recognized. */
const contextLength = 24;

function wholeText(value: JsonValue): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function firstDifference(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  for (let at = 0; at < end; at += 1) if (one[at] !== other[at]) return at;
  return end;
}

/** Cuts no character in two. */
function fromPlace(value: JsonValue, place: number): string {
  const text = wholeText(value);
  const start = isLowSurrogate(text, place) ? place - 1 : place;
  const part = truncate(`…${text.slice(start)}`);
  return typeof value === "string" ? `“${part}”` : part;
}

function isLowSurrogate(text: string, place: number): boolean {
  return /^[\udc00-\udfff]/.test(text.slice(place, place + 1));
}

/** Returns a value for a list of targets or a version, where `3` needs no quotes. */
export function formatPlainValue(value: JsonValue): string {
  return typeof value === "string" && /^[\w@.:/+-]+$/.test(value) ? truncate(value) : formatValue(value);
}
