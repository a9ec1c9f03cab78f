import { inspect } from "node:util";
import { type KeyKind, recognizeKeyKind } from "#shared/domain/project/key-info.ts";

/**
 * A Statsig key in the main process. It cannot be printed: conversion to a string, JSON and inspection return `[key ••••1a2b]`, and a structured
 * clone is an empty object. Call `reveal` only to send a request or to seal the key.
 */
export class Secret {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Returns the plain key. Never store, log or throw it. */
  reveal(): string {
    return this.#key;
  }

  get kind(): KeyKind {
    return recognizeKeyKind(this.#key);
  }

  /** The last four characters; empty for a text that is too short to be a key, because they would be most of it. */
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
