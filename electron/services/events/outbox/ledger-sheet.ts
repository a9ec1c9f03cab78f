import { type Compressed, compress, unpackText } from "../../database/compressed.ts";
import type { NewLine, NewSheet } from "./outbox-calls.ts";

/**
 * The lines as they lie in a sheet: column by column, without the names of fields, which would be most of it. What is the same as a unit ID, as most users' labels
 * are, is not written twice.
 */
interface KeptLines {
  readonly names: string[];
  readonly details: string[];
  readonly tiers: string[];
  /** Null where it is the first unit's value. */
  readonly userLabels: (string | null)[];
  /** How many units each line has; they stand one after the other. */
  readonly unitCounts: number[];
  readonly idTypes: string[];
  readonly values: string[];
  readonly rows: (number | null)[];
}

/** Lines made ready for the disk. */
export function sheetOf(lines: readonly NewLine[]): NewSheet {
  const kept: KeptLines = { names: [], details: [], tiers: [], userLabels: [], unitCounts: [], idTypes: [], values: [], rows: [] };
  const names = new Map<string, number>();
  const tiers = new Set<string>();
  const facts = new Set<string>();
  for (const { name, detail, tier, userLabel, units, row } of lines) {
    names.set(name, (names.get(name) ?? 0) + 1);
    tiers.add(tier);
    facts.add(detail);
    const isCalledByUnit = units[0]?.value === userLabel;
    if (!isCalledByUnit) facts.add(userLabel);
    for (const { idType, value } of units) {
      facts.add(value);
      kept.idTypes.push(idType);
      kept.values.push(value);
    }
    kept.names.push(name);
    kept.details.push(detail);
    kept.tiers.push(tier);
    kept.userLabels.push(isCalledByUnit ? null : userLabel);
    kept.unitCounts.push(units.length);
    kept.rows.push(row);
  }
  for (const text of [...names.keys(), ...tiers]) facts.add(text);
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
  // Written by `sheetOf`.
  const { names, details, tiers, userLabels, unitCounts, idTypes, values, rows }: KeptLines = JSON.parse(unpackText(lines));
  let unitsFrom = 0;
  return names.map((name, index) => {
    const unitsTo = unitsFrom + (unitCounts[index] ?? 0);
    const units = idTypes.slice(unitsFrom, unitsTo).map((idType, unit) => ({ idType, value: values[unitsFrom + unit] ?? "" }));
    unitsFrom = unitsTo;
    return {
      name,
      detail: details[index] ?? "",
      tier: tiers[index] ?? "",
      userLabel: userLabels[index] ?? units[0]?.value ?? "",
      units,
      row: rows[index] ?? null,
    };
  });
}

/** Whether each of these words, in lower case, stands in one of the line's texts: the texts that `facts` has. */
export function lineHas({ name, detail, tier, userLabel, units }: NewLine, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = [name, detail, tier, userLabel, ...units.map(({ value }) => value)].map((text) => text.toLowerCase());
  return words.every((word) => texts.some((text) => text.includes(word)));
}

/** A line's number in the whole ledger: its sheet's, and its place in there. It fits a number for more sheets than a disk can hold. */
export function lineSeq(sheetSeq: number, position: number): number {
  return sheetSeq * mostLines + position;
}

export function placeOf(seq: number): { sheetSeq: number; position: number } {
  return { sheetSeq: Math.floor(seq / mostLines), position: seq % mostLines };
}

/** More than the contract lets into one request. */
const mostLines = 10_000;
