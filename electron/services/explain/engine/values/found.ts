import type { FoundAt } from "#shared/domain/explanation/explanation.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { type Moment, readUserMoment } from "./moments.ts";
import { readFloat, textOf } from "./texts.ts";

/**
 * A value that a condition compares, where it was found, and what it is as text, number and time. Each is worked out once, when it is first asked for:
 * many conditions look at the same field.
 */
export class Found {
  readonly json: JsonValue;
  readonly isPresent: boolean;
  readonly place: FoundAt;
  readonly key: string | null;
  #text: string | null | undefined;
  #lower: string | undefined;
  #number: number | null | undefined;
  #moment: Moment | null | undefined;

  constructor(json: JsonValue, place: FoundAt, key: string | null) {
    this.json = json;
    this.place = place;
    this.key = key;
    this.isPresent = place !== "missing";
  }

  /** Holds the current time. Only time operators can compare it; other operators treat it as missing (statsig-evaluation.md §5). */
  static clock(nowMs: number): Found {
    const found = new Found(nowMs, "clock", null);
    found.#text = null;
    found.#lower = "";
    found.#number = null;
    found.#moment = Math.trunc(nowMs);
    return found;
  }

  /** Null where there is nothing to compare, or only something that has no text. */
  get text(): string | null {
    if (this.#text === undefined) this.#text = textOf(this.json);
    return this.#text;
  }

  /** The text without regard to case; empty where there is none. */
  get lower(): string {
    if (this.#lower === undefined) this.#lower = (this.text ?? "").toLowerCase();
    return this.#lower;
  }

  /** Numbers, and texts that are numbers throughout. */
  get number(): number | null {
    if (this.#number === undefined) this.#number = numberOf(this.json);
    return this.#number;
  }

  /** Milliseconds or seconds since 1970, as they stand. */
  get moment(): Moment | null {
    if (this.#moment === undefined) this.#moment = momentOf(this.json);
    return this.#moment;
  }

  /** What equals null. */
  get isNothing(): boolean {
    return this.json === null || this.place === "clock";
  }
}

export const missing = new Found(null, "missing", null);

function numberOf(json: JsonValue): number | null {
  if (typeof json === "number") return json;
  return typeof json === "string" ? readFloat(json) : null;
}

const twoTo63 = 2 ** 63;

function momentOf(json: JsonValue): Moment | null {
  if (typeof json === "number") return Number.isInteger(json) && Math.abs(json) <= twoTo63 ? json : null;
  return typeof json === "string" ? readUserMoment(json) : null;
}
