import type { JsonValue } from "#shared/domain/json/json.ts";

/**
 * Returns the text that sets, strings, IDs and versions compare: S(x) of statsig-evaluation.md §7. Null for null and objects, which have none.
 */
export function textOf(value: JsonValue): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return decimalText(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  return Array.isArray(value) ? jsonText(value, isWholeOfUser) : null;
}

/** An entry of a condition's target as text: a string as it is, anything else as JSON. */
export function targetText(entry: JsonValue): string {
  return typeof entry === "string" ? entry : jsonText(entry, isWholeOfTarget);
}

/** A number without an exponent, as Rust prints one: `1e21` becomes `1000000000000000000000`, `1e-7` becomes `0.0000001`. */
export function decimalText(value: number): string {
  const text = String(value);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (whole === "") return text;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length ? sign + digits.padEnd(point, "0") : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Deeper than this the native engine reads no JSON either. */
const deepestJson = 128;

/** JSON as the native engine writes it, which differs from JavaScript's in numbers that it holds as floating-point. */
function jsonText(value: JsonValue, isWhole: (value: number) => boolean, depth = 0): string {
  if (depth > deepestJson) return "null";
  if (typeof value === "number") return isWhole(value) ? decimalText(value) : floatText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = (entry: JsonValue) => jsonText(entry, isWhole, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join(",")}]`;
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${inner(entry)}`)
    .join(",")}}`;
}

/** Of a user's numbers the SDK for Node takes those of 32 bits for whole ones, of a payload's the parser those of 64. */
const isWholeOfUser = (value: number) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32;
const isWholeOfTarget = (value: number) => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;

/** `1.5`, `5000000000.0`, `1e16`. */
function floatText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e16 || magnitude < 1e-5) return value.toExponential().replace("+", "");
  const text = decimalText(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** A float as Rust reads one: no blanks, no hexadecimal; `1.`, `.5`, `+1`, `inf` and `NaN` are numbers. Null where it is none. */
export function readFloat(text: string): number | null {
  if (plainFloat.test(text)) return Number(text);
  if (!namedFloat.test(text)) return null;
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const plainFloat = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const namedFloat = /^[+-]?(?:inf|infinity|nan)$/i;

/** A whole number of `bits` bits with a sign, exactly; null where the text is none or does not fit. */
export function readWhole(text: string, bits: 64 | 128): number | bigint | null {
  if (!wholeNumber.test(text)) return null;
  if (text.length <= shortWhole) return Number(text);
  const number = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(bits, number) === number ? number : null;
}

const wholeNumber = /^[+-]?\d+$/;
/** As many characters always fit into a double. */
const shortWhole = 15;

/** Without the blanks that Rust calls blank. JavaScript's own trim differs in U+FEFF and U+0085. */
export function trimBlanks(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
}
