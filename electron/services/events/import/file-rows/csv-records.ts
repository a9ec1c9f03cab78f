import { maxRowLength, type RawRow, type RowReader, RowTooLong } from "./raw-row.ts";

export const openQuoteProblem = "A quote in this row is not closed, so that the rest of the file belongs to it.";

/**
 * Reads records from a CSV text (RFC 4180): quoted cells may contain separators, line breaks and doubled quotes; lines end with CR LF, LF or CR. As in
 * spreadsheets, text after a closing quote belongs to the cell, and a quote in an unquoted cell is plain text. Empty lines are skipped. A record whose quote is
 * not closed is broken: its cell would take in all the rows after it.
 */
export function createCsvRecords(separator: string): RowReader {
  let rest = "";

  /** Removes the complete records from the beginning of `rest`. At the end of the text the last one needs no line break. */
  function take(isEnd: boolean): RawRow[] {
    const rows: RawRow[] = [];
    let from = 0;
    for (;;) {
      const record = readRecord(rest, from, separator, isEnd);
      if (record === null) break;
      const { cells, end, next, isOpen } = record;
      if (isOpen) rows.push({ kind: "broken", text: rest.slice(from, end), problem: openQuoteProblem });
      else if (cells.length > 1 || cells[0] !== "") rows.push({ kind: "cells", text: rest.slice(from, end), cells });
      from = next;
    }
    rest = rest.slice(from);
    if (rest.length > maxRowLength) throw new RowTooLong();
    return rows;
  }

  return {
    push(piece) {
      rest += piece;
      return take(false);
    },
    end: () => take(true),
  };
}

/** Returns where the last complete record of a text ends, so that the text can be divided there; 0 if it has none. */
export function endOfLastRecord(text: string, separator: string): number {
  // Without quotes, every line break ends a record. A CR at the end may be followed by LF.
  if (!text.includes('"')) return Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r", text.length - 2)) + 1;
  let end = 0;
  for (let record = readRecord(text, 0, separator, false); record !== null; record = readRecord(text, end, separator, false))
    end = record.next;
  return end;
}

interface CsvRecord {
  readonly cells: string[];
  /** The end of its text, and the start of the next record. */
  readonly end: number;
  readonly next: number;
  /** True if the text ends within a quoted cell. */
  readonly isOpen: boolean;
}

/** Returns null when the text ends before the record. */
function readRecord(text: string, from: number, separator: string, isEnd: boolean): CsvRecord | null {
  if (from >= text.length) return null;
  const cells: string[] = [];
  let position = from;
  let isOpen = false;
  for (;;) {
    const cell = readCell(text, position, separator, isEnd);
    if (cell === null) return null;
    cells.push(cell.text);
    isOpen ||= cell.isOpen;
    const end = cell.end;
    if (text[end] === separator) {
      position = end + 1;
      continue;
    }
    if (end >= text.length) return isEnd ? { cells, end, next: end, isOpen } : null;
    if (text[end] === "\n") return { cells, end, next: end + 1, isOpen };
    // The line break may be CR LF, with LF in the next piece.
    if (end + 1 >= text.length) return isEnd ? { cells, end, next: end + 1, isOpen } : null;
    return { cells, end, next: text[end + 1] === "\n" ? end + 2 : end + 1, isOpen };
  }
}

/** Reads one cell, up to the next separator, line break or end. */
function readCell(text: string, from: number, separator: string, isEnd: boolean): { text: string; end: number; isOpen: boolean } | null {
  if (text[from] !== '"') {
    const end = endOfPlain(text, from, separator);
    return { text: text.slice(from, end), end, isOpen: false };
  }
  let position = from + 1;
  for (;;) {
    const quote = text.indexOf('"', position);
    // A quote without its end reaches to the end of the text.
    if (quote < 0) return isEnd ? { text: text.slice(from + 1).replaceAll('""', '"'), end: text.length, isOpen: true } : null;
    if (text[quote + 1] === '"') {
      position = quote + 2;
      continue;
    }
    if (quote + 1 >= text.length && !isEnd) return null;
    const end = endOfPlain(text, quote + 1, separator);
    return { text: text.slice(from + 1, quote).replaceAll('""', '"') + text.slice(quote + 1, end), end, isOpen: false };
  }
}

function endOfPlain(text: string, from: number, separator: string): number {
  for (let position = from; position < text.length; position += 1) {
    const character = text[position];
    if (character === separator || character === "\n" || character === "\r") return position;
  }
  return text.length;
}
