/**
 * A JSON number that JavaScript would write differently: `174322306148984899`, `1e400`, `1.0`, `-0`. It keeps the number as it was written, digit for
 * digit; `JSON.stringify` writes that text. A number that JavaScript writes as it was read is a plain number instead, so each text has one representation.
 */
export class ExactNumber {
  /** A valid JSON number. */
  readonly text: string;

  /** Use `jsonNumber`, which prefers plain numbers. Throws if the text is no JSON number. */
  constructor(text: string) {
    if (!jsonNumberText.test(text)) throw new RangeError("Not a JSON number.");
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.text);
  }
}

export type JsonNumber = number | ExactNumber;

const jsonNumberText = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Returns the number that the text is in JSON, exactly as it is written; undefined if it is none, such as `+1`, `.5`, `007` or `NaN`. */
export function jsonNumber(text: string): JsonNumber | undefined {
  return jsonNumberText.test(text) ? numberWrittenAs(text) : undefined;
}

/** `jsonNumber` for a text that is known to be a JSON number. */
export function numberWrittenAs(text: string): JsonNumber {
  const double = Number(text);
  return String(double) === text ? double : new ExactNumber(text);
}

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === "number" || (typeof value === "object" && value instanceof ExactNumber);
}

/**
 * True for a number whose value no double has, such as 9007199254740993 or 1e400. A decimal such as 0.1 counts only if it has more digits than JavaScript
 * writes of its double, because every program rounds decimals.
 */
export function losesDigits(value: JsonNumber): boolean {
  if (typeof value === "number") return false;
  const double = toDouble(value);
  if (!Number.isFinite(double)) return true;
  const [, whole] = /^(-?\d+)(?:\.0+)?$/.exec(value.text) ?? [];
  return whole === undefined ? plainDecimal(value.text) !== plainDecimal(String(double)) : BigInt(whole) !== BigInt(double);
}

/** Returns the digits and the exponent of a decimal number, equal for equal numbers: `11e-1` for `1.10`. */
function plainDecimal(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  let length = digits.length;
  while (digits[length - 1] === "0") length -= 1;
  const significant = digits.slice(0, length);
  if (significant === "") return "0";
  return `${sign}${significant}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)}`;
}

/** Returns the nearest double, which may be infinite, for arithmetic and comparisons. */
export function toDouble(value: JsonNumber): number {
  return typeof value === "number" ? value : Number(value.text);
}
