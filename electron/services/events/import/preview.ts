import {
  type FileNote,
  firstRowsShown,
  type ImportPreview,
  maxRefusedShown,
  maxTextShown,
  type RefusedPage,
  type RowMapping,
  type ShownRefusedRow,
} from "#shared/domain/events/event-import.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { UnusableInput } from "../../failures.ts";
import { readFileText } from "../../file-text.ts";
import type { Composing } from "../compose/compose.ts";
import { createRowChecker, type RowRules } from "./check-rows.ts";
import { fileNotes } from "./file-notes.ts";
import { type FileShape, recognizeShape } from "./file-rows/file-shape.ts";
import { maxRowLength, type RawRow, readValue } from "./file-rows/raw-row.ts";
import { rowsOf } from "./file-rows/rows-of.ts";
import { guessMapping } from "./guess-mapping.ts";
import { enclosedListText, otherFileText } from "./other-files.ts";
import { createWarningCounter } from "./row-warnings.ts";

/** Recognizes the format of a file, and guesses how its rows become events when there is no `mapping`. Throws `UnusableInput`, also for a file that has something else than rows. */
export async function planFile(path: string, fileName: string, mapping: RowMapping | null): Promise<PlannedFile> {
  const shape = await shapeOf(path, fileName);
  const samples = await firstOf(path, shape, 50);
  refuseOneObject(samples);
  const sample = (column: string) => samples.map((row) => cellOf(row, shape.columns, column)).filter((value) => value.trim() !== "");
  const planned = mapping ?? guessMapping(shape.columns, shape.format, sample);
  return { shape, mapping: planned, notes: fileNotes(shape, planned, sample) };
}

function refuseOneObject([only, ...others]: readonly RawRow[]): void {
  if (only?.kind !== "json" || only.body !== undefined || others.length > 0) return;
  const read = readValue(only.text);
  const problem = read.kind === "value" && isJsonObject(read.value) ? enclosedListText(read.value) : null;
  if (problem !== null) throw new UnusableInput("file", problem);
}

export interface PlannedFile {
  readonly shape: FileShape;
  readonly mapping: RowMapping;
  /** See `fileNotes`. */
  readonly notes: readonly FileNote[];
}

/** Reads no more of a file than its first row needs, which usually is the first piece of its text. */
async function shapeOf(path: string, fileName: string): Promise<FileShape> {
  let beginning = "";
  for await (const piece of readFileText(path)) {
    beginning += piece;
    const other = otherFileText(beginning);
    if (other !== null) throw new UnusableInput("file", other);
    const shape = recognizeShape(fileName, beginning, { isWhole: false });
    if (shape.columns.length > 0 || beginning.length > maxRowLength) return shape;
  }
  return recognizeShape(fileName, beginning, { isWhole: true });
}

interface PreviewInput {
  readonly path: string;
  readonly shape: FileShape;
  readonly rules: RowRules;
  readonly composing: Composing;
  readonly notes: readonly FileNote[];
}

/** Reads a file to its end by the rules that the run will use. Keeps only what it shows in memory. Throws `UnusableInput`. */
export async function previewFile({ path, shape, rules, composing, notes }: PreviewInput, signal?: AbortSignal): Promise<ImportPreview> {
  const refused: ShownRefusedRow[] = [];
  const warnings = createWarningCounter();
  const firstRows: ImportPreview["firstRows"] = [];
  const tiers = new Map<string, number>();
  const check = createRowChecker(rules, composing).at(composing);
  let rows = 0;
  let refusedCount = 0;

  for await (const some of rowsOf(path, shape, signal)) {
    for (const raw of some) {
      rows += 1;
      const checked = check(raw, rows);
      if (checked.kind === "refused") {
        refusedCount += 1;
        if (refused.length < maxRefusedShown) refused.push(shownRefused(raw, rows, checked.reason));
      } else {
        const { tier } = checked.composed.line;
        tiers.set(tier, (tiers.get(tier) ?? 0) + 1);
        for (const warning of checked.warnings) warnings.add(warning, rows);
      }
      if (rows <= firstRowsShown)
        firstRows.push({
          row: rows,
          cells: shape.columns.map((column) => cellOf(raw, shape.columns, column)),
          event: checked.kind === "event" ? checked.composed.element : null,
          reason: checked.kind === "refused" ? checked.reason : null,
        });
    }
  }

  return {
    format: shape.format,
    separator: shape.separator,
    columns: [...shape.columns],
    mapping: rules.mapping,
    rows,
    sendable: rows - refusedCount,
    refusedCount,
    refused,
    notes: [...notes],
    warnings: warnings.warnings(),
    firstRows,
    tiers: Object.fromEntries(tiers),
  };
}

/** Returns up to `limit` refused rows after `afterRow`, by the rules of the preview. Reads from the beginning, because refused rows are not stored. */
export async function refusedAfter(
  { path, shape, rules, composing, afterRow, limit }: Omit<PreviewInput, "notes"> & { readonly afterRow: number; readonly limit: number },
  signal?: AbortSignal,
): Promise<RefusedPage> {
  const check = createRowChecker(rules, composing).at(composing);
  const refused: ShownRefusedRow[] = [];
  let row = 0;
  for await (const some of rowsOf(path, shape, signal)) {
    for (const raw of some) {
      row += 1;
      const checked = row > afterRow ? check(raw, row) : null;
      if (checked?.kind !== "refused") continue;
      if (refused.length === limit) return { refused, hasMore: true };
      refused.push(shownRefused(raw, row, checked.reason));
    }
  }
  return { refused, hasMore: false };
}

async function firstOf(path: string, shape: FileShape, count: number): Promise<RawRow[]> {
  const first: RawRow[] = [];
  for await (const rows of rowsOf(path, shape)) {
    for (const row of rows) {
      first.push(row);
      if (first.length >= count) return first;
    }
  }
  return first;
}

const maxCellLength = 200;

function cellOf(row: RawRow, columns: readonly string[], column: string): string {
  switch (row.kind) {
    case "cells":
      return (row.cells[columns.indexOf(column)] ?? "").slice(0, maxCellLength).toWellFormed();
    case "json": {
      const read = readValue(row.text);
      const value = read.kind === "value" && isJsonObject(read.value) && Object.hasOwn(read.value, column) ? read.value[column] : undefined;
      const text = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
      return text.slice(0, maxCellLength).toWellFormed();
    }
    case "broken":
      return "";
  }
}

function shownRefused({ text }: RawRow, row: number, reason: string): ShownRefusedRow {
  // A copy, because a slice would keep the whole row in memory. A surrogate pair that was cut in two becomes a replacement character.
  return { row, reason, text: Buffer.from(text.slice(0, maxTextShown)).toString() };
}
