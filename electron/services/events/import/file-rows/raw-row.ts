import type { JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";

/** One row of a file: its unchanged text and its content. */
export type RawRow =
  | { readonly kind: "cells"; readonly text: string; readonly cells: readonly string[] }
  /** Not parsed yet, see `readValue`: a skipped row never is. */
  | { readonly kind: "json"; readonly text: string; readonly body?: RowBody }
  | BrokenRow;

/** The object whose list contains a row. What is known of it is complete when the row of another body, or the end, is reached. */
export interface RowBody {
  /** It has a user of its own. */
  hasUser: boolean;
}

/** A row that cannot be read, and the reason. The rows after it can be read. */
export interface BrokenRow {
  readonly kind: "broken";
  readonly text: string;
  readonly problem: string;
}

/** Splits a text that comes in pieces into rows. Keeps only the incomplete row in memory. Throws `RowTooLong`. */
export interface RowReader {
  /** Returns the complete rows. They must be read once, before the next piece, because they may be read lazily. */
  push(piece: string): Iterable<RawRow>;
  /** Returns the rest of the text after the last piece. */
  end(): Iterable<RawRow>;
}

/** A row longer than this (in characters) has a quote or bracket that is not closed. */
export const maxRowLength = 1_000_000;

/** A row is longer than `maxRowLength`. */
export class RowTooLong extends Error {
  constructor() {
    super(`A row has more than ${maxRowLength} characters: a quote or a bracket in it is probably not closed.`);
    this.name = "RowTooLong";
  }
}

/** Parses the JSON of a row. */
export function readValue(text: string): { readonly kind: "value"; readonly value: JsonValue } | BrokenRow {
  try {
    return { kind: "value", value: readJson(text) };
  } catch (failure) {
    const where = failure instanceof Error ? (/at position \d+/.exec(failure.message)?.[0] ?? "") : "";
    return { kind: "broken", text, problem: `This is not JSON${where === "" ? "" : `: it has an error ${where}`}.` };
  }
}
