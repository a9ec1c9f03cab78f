import { inspect } from "node:util";
import { type KeyKind, recognizeKeyKind } from "#shared/domain/project/key-info.ts";

/**
 * A Statsig key in the main process. It refuses to be printed: string, JSON and inspection all give `[key ••••1a2b]`, a structured clone gives an
 * empty object. `reveal` is the only way out, and belongs where a request is put on the wire, or a key is sealed.
 */
export class Secret {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** The key itself. Never keep, log or throw what this gives. */
  reveal(): string {
    return this.#key;
  }

  get kind(): KeyKind {
    return recognizeKeyKind(this.#key);
  }

  /** Empty for a text too short to be a key: four of its letters would be most of it. */
  get lastFour(): string {
    return this.#key.length < 8 ? "" : this.#key.slice(-4);
  }

  toString(): string {
    return `[key ••••${this.lastFour}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
