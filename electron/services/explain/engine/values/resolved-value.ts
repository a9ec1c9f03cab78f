import type { ValueSource } from "#shared/domain/explanation/explanation.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { readFloat, textOf } from "./texts.ts";
import { parseUserTime, type Timestamp, wholeMilliseconds } from "./times.ts";

/**
 * The value of a field, unit ID or other input of a condition, with its source. Its text, number and time forms are computed once, on first use,
 * because many conditions use the same field.
 */
export class ResolvedValue {
  readonly json: JsonValue;
  readonly isPresent: boolean;
  readonly place: ValueSource;
  readonly key: string | null;
  #text: string | null | undefined;
  #lower: string | undefined;
  #number: number | null | undefined;
  #timestamp: Timestamp | null | undefined;

  constructor(json: JsonValue, place: ValueSource, key: string | null) {
    this.json = json;
    this.place = place;
    this.key = key;
    this.isPresent = place !== "missing";
  }

  /** Holds the current time. Only time operators can compare it; other operators treat it as missing (statsig-evaluation.md §5). */
  static clock(nowMs: number): ResolvedValue {
    const resolved = new ResolvedValue(nowMs, "clock", null);
    resolved.#text = null;
    resolved.#lower = "";
    resolved.#number = null;
    resolved.#timestamp = Math.trunc(nowMs);
    return resolved;
  }

  /** The text form; null for a missing value and for a value without a text form. */
  get text(): string | null {
    if (this.#text === undefined) this.#text = textOf(this.json);
    return this.#text;
  }

  /** The text in lower case; empty if there is none. */
  get lower(): string {
    if (this.#lower === undefined) this.#lower = (this.text ?? "").toLowerCase();
    return this.#lower;
  }

  /** The number, also of a text that is a number as a whole; else null. */
  get number(): number | null {
    if (this.#number === undefined) this.#number = numberOf(this.json);
    return this.#number;
  }

  /** The time as written, in milliseconds or seconds since 1970; else null. */
  get timestamp(): Timestamp | null {
    if (this.#timestamp === undefined) this.#timestamp = timestampOf(this.json);
    return this.#timestamp;
  }

  /** True if the value equals null. */
  get isNothing(): boolean {
    return this.json === null || this.place === "clock";
  }
}

export const missing = new ResolvedValue(null, "missing", null);

function numberOf(json: JsonValue): number | null {
  if (isJsonNumber(json)) return toDouble(json);
  return typeof json === "string" ? readFloat(json) : null;
}

const twoTo63 = 2 ** 63;

function timestampOf(json: JsonValue): Timestamp | null {
  if (isJsonNumber(json)) {
    const double = toDouble(json);
    return Number.isInteger(double) && Math.abs(double) <= twoTo63 ? wholeMilliseconds(double) : null;
  }
  return typeof json === "string" ? parseUserTime(json) : null;
}
