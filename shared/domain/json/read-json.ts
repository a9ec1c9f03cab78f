import { numberWrittenAs } from "./exact-number.ts";
import type { JsonValue } from "./json.ts";

/** Reads a JSON text. Numbers keep their text: see `ExactNumber`. Throws the SyntaxError of `JSON.parse`. */
export function readJson(text: string): JsonValue {
  // The reviver returns JSON values only.
  return mayHoldExactNumber.test(text) || isBareNumber.test(text) ? (JSON.parse(text, keepNumber) as JsonValue) : JSON.parse(text);
}

/** Returns the value as programs that keep only doubles read it, such as Statsig's JavaScript engine. A number beyond them becomes infinite. */
export function withDoubles<Value extends JsonValue>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

/**
 * Finds numbers that JavaScript may write differently: 16 or more digits, a fraction that ends in 0 or begins with many, an exponent, -0. Also matches
 * some others, and texts that look like them; reading is then slower, with the same result. Most texts have none and are read at full speed.
 */
const mayHoldExactNumber = /[\s:,[](?:-?(?:[\d.]{16}|\d+\.(?:0{6}|\d*0(?=[\s,}\]]|$))|\d[\d.]*[eE])|-0(?=[\s,}\]]|$))/;

/** A separate pattern, because the search above is faster without the beginning of the text. */
const isBareNumber = /^[-\d]/;

function keepNumber(_name: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === "number" && source !== undefined ? numberWrittenAs(source) : value;
}
