import { type Compressed, compress, unpackText } from "../../storage/compressed.ts";
import type { NewLedgerBatch, NewLine } from "./outbox-calls.ts";

/**
 * The lines as they lie in a sheet: column by column, without the names of fields, which would be most of it. What is the same as a unit ID, as most users' labels
 * are, is not written twice, and a column that is the same throughout is written once.
 */
interface KeptLines {
  readonly names: string[];
  readonly details: string[];
  readonly tiers: Column<string>;
  /** Null where it is the first unit's value. */
  readonly userLabels: Column<string | null>;
  /** How many units each line has; they stand one after the other. */
  readonly unitCounts: Column<number>;
  readonly idTypes: Column<string>;
  readonly values: string[];
  /** Less the line's place: rows mostly follow each other. Null where there is none. */
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

/** Lines made ready for the disk. */
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
    const isCalledByUnit = units[0]?.value === userLabel;
    if (!isCalledByUnit) facts.add(userLabel);
    userLabels.push(isCalledByUnit ? null : userLabel);
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

/** The lines of a sheet, as they were written. */
export function linesOf(lines: Compressed): NewLine[] {
  // Written by `ledgerBatchOf`.
  const { names, details, tiers, userLabels, unitCounts, idTypes, values, rows }: KeptLines = JSON.parse(unpackText(lines));
  let unitsFrom = 0;
  return names.map((name, index) => {
    const unitsTo = unitsFrom + (valueAt(unitCounts, index) ?? 0);
    const units = values.slice(unitsFrom, unitsTo).map((value, unit) => ({ idType: valueAt(idTypes, unitsFrom + unit) ?? "", value }));
    unitsFrom = unitsTo;
    const rowLessPlace = valueAt(rows, index) ?? null;
    return {
      name,
      detail: details[index] ?? "",
      tier: valueAt(tiers, index) ?? "",
      userLabel: valueAt(userLabels, index) ?? units[0]?.value ?? "",
      units,
      row: rowLessPlace === null ? null : rowLessPlace + index,
    };
  });
}

/** A word that is looked for, in lower case: somewhere in a text, or all of it. */
export interface SearchTerm {
  readonly text: string;
  readonly isWhole: boolean;
}

/** The words of a search. What stands in quotes is one word, and the whole of a text; a quote that is not closed yet is none. */
export function searchTerms(search: string): SearchTerm[] {
  return [...search.toLowerCase().matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, whole, part = ""]) => ({
    text: whole ?? part,
    isWhole: whole !== undefined,
  }));
}

/** Whether each of these words is found in one of the line's texts: the texts that `facts` has. */
export function lineHas({ name, detail, tier, userLabel, units }: NewLine, words: readonly SearchTerm[]): boolean {
  if (words.length === 0) return true;
  const texts = [name, detail, tier, userLabel, ...units.map(({ value }) => value)].map((text) => text.toLowerCase());
  return words.every((word) => texts.some((text) => (word.isWhole ? text === word.text : text.includes(word.text))));
}

/** A line's number in the whole ledger: its sheet's, and its place in there. It fits a number for more sheets than a disk can hold. */
export function lineSeq(ledgerBatchSeq: number, position: number): number {
  return ledgerBatchSeq * maxLines + position;
}

export function placeOf(seq: number): { ledgerBatchSeq: number; position: number } {
  return { ledgerBatchSeq: Math.floor(seq / maxLines), position: seq % maxLines };
}

/** More than the contract lets into one request. */
const maxLines = 10_000;
