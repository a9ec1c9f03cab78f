import { type Compressed, compress, unpackText } from "../../storage/compressed.ts";
import { DamagedContent } from "../../storage/sqlite-file.ts";
import type { NewLedgerBatch, NewLine } from "./outbox-calls.ts";

/**
 * The lines of a ledger batch as they are stored: column by column, without field names, which would be most of the text. A user label that equals a unit ID is
 * stored once, and so is a column whose values are all equal.
 */
interface KeptLines {
  readonly names: string[];
  readonly details: string[];
  readonly tiers: Column<string>;
  /** Null when it equals the first unit's value. */
  readonly userLabels: Column<string | null>;
  /** The number of units of each line; `idTypes` and `values` contain them in order. */
  readonly unitCounts: Column<number>;
  readonly idTypes: Column<string>;
  readonly values: string[];
  /** The row minus the line's index, which is mostly constant. Null when there is no row. */
  readonly rows: Column<number | null>;
}

type Column<Value> = readonly Value[] | { readonly all: Value };

function columnOf<Value>(values: readonly Value[]): Column<Value> {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? { all: first } : values;
}

function valueAt<Value>(column: Column<Value>, index: number): Value | undefined {
  return "all" in column ? column.all : column[index];
}

/** Converts lines into what the ledger stores. */
export function ledgerBatchOf(lines: readonly NewLine[]): NewLedgerBatch {
  const names = new Map<string, number>();
  const tiers = new Set<string>();
  const facts = new Set<string>();
  const userLabels: (string | null)[] = [];
  const idTypes: string[] = [];
  const values: string[] = [];
  for (const { name, detail, tier, userLabel, units } of lines) {
    names.set(name, (names.get(name) ?? 0) + 1);
    tiers.add(tier);
    facts.add(detail);
    const isUnitLabel = units[0]?.value === userLabel;
    if (!isUnitLabel) facts.add(userLabel);
    userLabels.push(isUnitLabel ? null : userLabel);
    for (const { idType, value } of units) {
      facts.add(value);
      idTypes.push(idType);
      values.push(value);
    }
  }
  for (const text of [...names.keys(), ...tiers]) facts.add(text);
  const kept: KeptLines = {
    names: lines.map(({ name }) => name),
    details: lines.map(({ detail }) => detail),
    tiers: columnOf(lines.map(({ tier }) => tier)),
    userLabels: columnOf(userLabels),
    unitCounts: columnOf(lines.map(({ units }) => units.length)),
    idTypes: columnOf(idTypes),
    values,
    rows: columnOf(lines.map(({ row }, index) => (row === null ? null : row - index))),
  };
  return {
    count: lines.length,
    lines: compress(JSON.stringify(kept)),
    facts: [...facts].join("\n").toLowerCase(),
    tiers: [...tiers],
    names: [...names],
    firstRow: lines[0]?.row ?? null,
    lastRow: lines.at(-1)?.row ?? null,
  };
}

/** Reads the lines of a ledger batch. Throws `DamagedContent`, so that the file is repaired. */
export function linesOf(lines: Compressed): NewLine[] {
  try {
    return readLines(lines);
  } catch (failure) {
    throw new DamagedContent(String(failure));
  }
}

function readLines(lines: Compressed): NewLine[] {
  // `ledgerBatchOf` wrote it.
  const { names, details, tiers, userLabels, unitCounts, idTypes, values, rows }: KeptLines = JSON.parse(unpackText(lines));
  let unitsFrom = 0;
  return names.map((name, index) => {
    const unitsTo = unitsFrom + (valueAt(unitCounts, index) ?? 0);
    const units = values.slice(unitsFrom, unitsTo).map((value, unit) => ({ idType: valueAt(idTypes, unitsFrom + unit) ?? "", value }));
    unitsFrom = unitsTo;
    const rowMinusIndex = valueAt(rows, index) ?? null;
    return {
      name,
      detail: details[index] ?? "",
      tier: valueAt(tiers, index) ?? "",
      userLabel: valueAt(userLabels, index) ?? units[0]?.value ?? "",
      units,
      row: rowMinusIndex === null ? null : rowMinusIndex + index,
    };
  });
}

/** A search term in lower case. It matches a part of a text, or (`isWhole`) the whole text. */
export interface SearchTerm {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Splits a search into terms. Quoted text is one term and matches a whole text; a quote without its end is ignored. */
export function searchTerms(search: string): SearchTerm[] {
  return [...search.toLowerCase().matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, whole, part = ""]) => ({
    text: whole ?? part,
    isWhole: whole !== undefined,
  }));
}

/** Returns true when each term matches one of the line's texts, which are also in `facts`. */
export function lineHas({ name, detail, tier, userLabel, units }: NewLine, terms: readonly SearchTerm[]): boolean {
  if (terms.length === 0) return true;
  const texts = [name, detail, tier, userLabel, ...units.map(({ value }) => value)].map((text) => text.toLowerCase());
  return terms.every((term) => texts.some((text) => (term.isWhole ? text === term.text : text.includes(term.text))));
}

/** Returns a line's number in the whole ledger, from the number of its ledger batch and its position in it. */
export function lineSeq(ledgerBatchSeq: number, position: number): number {
  return ledgerBatchSeq * maxLines + position;
}

/** The inverse of `lineSeq`. */
export function placeOf(seq: number): { ledgerBatchSeq: number; position: number } {
  return { ledgerBatchSeq: Math.floor(seq / maxLines), position: seq % maxLines };
}

/** More than the contract accepts in one request. */
const maxLines = 10_000;
