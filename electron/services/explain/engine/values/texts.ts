import { ExactNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

/**
 * Returns the text that sets, strings, IDs and versions compare: S(x) of statsig-evaluation.md §7. Null for null and objects, which have none.
 */
export function textOf(value: JsonValue): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return decimalText(value);
  if (value instanceof ExactNumber) return Object.is(toDouble(value), -0) ? "-0" : decimalText(toDouble(value));
  if (typeof value === "boolean") return value ? "true" : "false";
  return Array.isArray(value) ? jsonText(value, isWholeOfUser) : null;
}

/** Returns an entry of a condition's target as text: a string unchanged, anything else as JSON. */
export function targetText(entry: JsonValue): string {
  return typeof entry === "string" ? entry : jsonText(entry, isWholeOfTarget);
}

/** Returns a number without an exponent, as Rust prints it: `1e21` becomes `1000000000000000000000`, `1e-7` becomes `0.0000001`. */
export function decimalText(value: number): string {
  const text = String(value);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (whole === "") return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length ? sign + digits.padEnd(point, "0") : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The native engine reads no JSON with more levels. */
const maxJsonDepth = 128;

/** Returns JSON as the native engine writes it, which differs from JavaScript's in floating-point numbers. */
function jsonText(value: JsonValue, isWhole: (value: number) => boolean, depth = 0): string {
  if (depth > maxJsonDepth) return "null";
  if (typeof value === "number") return isWhole(value) ? decimalText(value) : floatText(value);
  if (value instanceof ExactNumber) return parsedText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = (entry: JsonValue) => jsonText(entry, isWhole, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join(",")}]`;
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${inner(entry)}`)
    .join(",")}}`;
}

/** The SDK for Node treats a user's numbers of up to 32 bits as integers, the payload's parser those of up to 64 bits. */
const isWholeOfUser = (value: number) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32;
const isWholeOfTarget = (value: number) => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;

/**
 * Returns a number as the native engine's parser keeps it: an integer of 64 bits as it is written, anything else as a floating-point number.
 * `9007199254740993` stays, `1.0` stays, `1e2` becomes `100.0` and `19.90` becomes `19.9` (measured).
 */
function parsedText({ text }: ExactNumber): string {
  const isWhole = /^-?\d+$/.test(text) && text !== "-0";
  const is64Bits = isWhole && (text.startsWith("-") ? BigInt.asIntN(64, BigInt(text)) : BigInt.asUintN(64, BigInt(text))) === BigInt(text);
  return is64Bits ? text : floatText(Number(text));
}

/** `1.5`, `5000000000.0`, `1e16`, `-0.0`. */
function floatText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e16 || magnitude < 1e-5) return value.toExponential().replace("+", "");
  const text = decimalText(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Parses a float as Rust does: no blanks, no hexadecimal; `1.`, `.5`, `+1`, `inf` and `NaN` are numbers. Null if it is no number. */
export function readFloat(text: string): number | null {
  if (plainFloat.test(text)) return Number(text);
  if (!namedFloat.test(text)) return null;
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const plainFloat = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const namedFloat = /^[+-]?(?:inf|infinity|nan)$/i;

/** Parses a signed integer of `bits` bits exactly; null if the text is no integer or does not fit. */
export function readWhole(text: string, bits: 64 | 128): number | bigint | null {
  if (!wholeNumber.test(text)) return null;
  if (text.length <= maxSafeLength) return Number(text);
  const number = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(bits, number) === number ? number : null;
}

const wholeNumber = /^[+-]?\d+$/;
/** An integer of so many characters always fits into a double. */
const maxSafeLength = 15;

/** Trims white space as Rust does. JavaScript's trim differs in U+FEFF and U+0085. */
export function trimBlanks(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
}
