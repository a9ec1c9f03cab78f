import type { RawRow } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/** The position of a CSV file's header, and the separator of its cells. */
export interface CsvLayout {
  readonly separator: string;
  /** The number of records before the one that names the columns. */
  readonly headerAt: number;
  readonly columns: readonly string[];
  /** The cells of the header as written, and how many of them are known names. */
  readonly header: readonly string[];
  readonly knownNames: number;
  /** The texts of the records before it, without Excel's `sep=`. */
  readonly leftOut: readonly string[];
}

/** What is known of the columns of a kind of table. */
export interface KnownColumns {
  readonly isKnown: (name: string) => boolean;
  /** Without a known name, the first record is the header; otherwise it is the first one that has as many cells as most. */
  readonly isFirstOtherwise?: boolean;
}

interface Beginning {
  /** The text is the whole table, so its last line needs no line break. */
  readonly isWhole: boolean;
}

const separators = [",", ";", "\t", "|"] as const;

/** Records of a file's beginning that are searched for the column names. */
const maxSearched = 30;

/**
 * Finds the column names at the beginning of a CSV text: after Excel's `sep=;`, comments and titles. `columns` is empty when the text has no whole record.
 * Column names that are known decide.
 */
export function findCsvLayout(text: string, known: KnownColumns, { isWhole }: Beginning): CsvLayout {
  const [, declared] = /^"?sep=([^"\r\n])"?[\r\n]/i.exec(text) ?? [];
  const found = (declared === undefined ? separators : [declared]).map((separator) => layoutWith(separator, text, known, { isWhole }));
  return found.reduce((best, each) => (isBetter(each, best) ? each : best));
}

function isBetter(one: CsvLayout, other: CsvLayout): boolean {
  if (one.knownNames !== other.knownNames) return one.knownNames > other.knownNames;
  if (one.columns.length !== other.columns.length) return one.columns.length > other.columns.length;
  return one.headerAt < other.headerAt;
}

function layoutWith(
  separator: string,
  text: string,
  { isKnown, isFirstOtherwise = false }: KnownColumns,
  { isWhole }: Beginning,
): CsvLayout {
  const knownNamesIn = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== "" && isKnown(cell.trim())).length;
  const records = firstRecords(separator, text, isWhole);
  const isData = records.map((cells) => !isSeparatorLine(cells, separator) && !isComment(cells));
  const width = mostCommon(records.filter((_, at) => isData[at]).map((cells) => cells.length));
  const isHeader = (cells: readonly string[]) => cells.length >= width && 2 * cells.filter((cell) => cell.trim() !== "").length > width;
  const findHeader = (matches: (cells: readonly string[]) => boolean) => records.findIndex((cells, at) => isData[at] && matches(cells));
  const headerAt = [
    findHeader((cells) => knownNamesIn(cells) >= 2),
    findHeader((cells) => isHeader(cells) && knownNamesIn(cells) > 0),
    isFirstOtherwise ? -1 : findHeader(isHeader),
    isData.indexOf(true),
  ].find((at) => at >= 0);
  if (headerAt === undefined) return { separator, headerAt: 0, columns: [], header: [], leftOut: [], knownNames: 0 };
  const header = (records[headerAt] ?? []).map((cell) => cell.trim());
  const leftOut = records.slice(0, headerAt).filter((cells) => !isSeparatorLine(cells, separator));
  return {
    separator,
    headerAt,
    columns: uniqueNames(header),
    header,
    leftOut: leftOut.map((cells) => cells.filter((cell) => cell.trim() !== "").join(separator)),
    knownNames: knownNamesIn(header),
  };
}

function firstRecords(separator: string, text: string, isWhole: boolean): (readonly string[])[] {
  const reader = createRowReader("csv", separator);
  const records: (readonly string[])[] = [];
  const take = (rows: Iterable<RawRow>) => {
    for (const row of rows) if (row.kind === "cells" && records.length < maxSearched) records.push(row.cells);
  };
  try {
    take(reader.push(text));
    if (isWhole) take(reader.end());
  } catch {
    // Reading the file reports a row that does not end.
  }
  return records;
}

function isSeparatorLine(cells: readonly string[], separator: string): boolean {
  return /^sep=.?$/i.test(cells[0] ?? "") && cells.slice(1).join(separator) === "";
}

function isComment([first = ""]: readonly string[]): boolean {
  return /^\s*(?:#|\/\/|--)/.test(first);
}

/** Returns the most common number; the larger one of two that are equally common. */
function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const best = Math.max(...counts.values());
  return Math.max(1, ...[...counts].filter(([, count]) => count === best).map(([number]) => number));
}

/** Says that a table has a name twice in its header, so that nobody could know which of the two columns is meant. Null for one that does not. */
export function doubledColumnText(header: readonly string[], source: string): string | null {
  const second = header.findIndex((name, index) => name !== "" && header.indexOf(name) !== index);
  if (second < 0) return null;
  const name = header[second] ?? "";
  const places = `column ${header.indexOf(name) + 1} and column ${second + 1}`;
  return `${source} has two columns “${name}”: ${places}. Rename or remove one of them.`;
}

/** Adds the position to the names of unnamed and duplicate columns. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, position) => {
    const unique = name === "" || taken.has(name) ? `${name === "" ? "column" : name} ${position + 1}` : name;
    taken.add(unique);
    return unique;
  });
}
