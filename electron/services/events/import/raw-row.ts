import type { JsonValue } from "#shared/domain/json/json.ts";

/** One row of a file: its text as it stands there, and what it holds. */
export type RawRow =
  | { readonly kind: "cells"; readonly text: string; readonly cells: readonly string[] }
  /** Whether it is JSON is for `readValue` to tell: most rows are never parsed as a whole. */
  | { readonly kind: "json"; readonly text: string }
  | BrokenRow;

/** It cannot be read, and why; the rows after it can. */
export interface BrokenRow {
  readonly kind: "broken";
  readonly text: string;
  readonly problem: string;
}

/** Cuts a text that comes in pieces into rows, holding no more of it than the row under way. Throws `RowTooLong`. */
export interface RowReader {
  /** To be read once, before the next piece: a row may be read no earlier than somebody takes it. */
  push(piece: string): Iterable<RawRow>;
  /** What is left when nothing more comes. */
  end(): Iterable<RawRow>;
}

/** A row longer than this is a quote or a bracket that was never closed. */
export const maxRowLength = 1_000_000;

/** A row that does not come to an end. */
export class RowTooLong extends Error {
  constructor() {
    super(`A row has more than ${maxRowLength} characters: a quote or a bracket in it is probably not closed.`);
    this.name = "RowTooLong";
  }
}

export function readValue(text: string): { readonly kind: "value"; readonly value: JsonValue } | BrokenRow {
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch (failure) {
    const where = failure instanceof Error ? (/at position \d+/.exec(failure.message)?.[0] ?? "") : "";
    return { kind: "broken", text, problem: `This is not JSON${where === "" ? "" : `: it breaks ${where}`}.` };
  }
}
