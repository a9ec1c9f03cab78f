import type { NewLine, NewSheet } from "./outbox-calls.ts";

/** A line as it lies in a sheet: without the names of its fields, which would be most of it. */
type KeptLine = [
  name: string,
  detail: string,
  tier: string,
  userLabel: string,
  units: [idType: string, value: string][],
  row: number | null,
];

/** Lines made ready for the disk. */
export function sheetOf(lines: readonly NewLine[]): NewSheet {
  const names = new Map<string, number>();
  const tiers = new Set<string>();
  const facts = new Set<string>();
  const kept = lines.map(({ name, detail, tier, userLabel, units, row }): KeptLine => {
    names.set(name, (names.get(name) ?? 0) + 1);
    tiers.add(tier);
    facts.add(name).add(detail).add(tier).add(userLabel);
    for (const { value } of units) facts.add(value);
    return [name, detail, tier, userLabel, units.map(({ idType, value }) => [idType, value]), row];
  });
  return {
    count: lines.length,
    lines: JSON.stringify(kept),
    facts: [...facts].join("\n").toLowerCase(),
    tiers: [...tiers],
    names: [...names],
    firstRow: lines[0]?.row ?? null,
    lastRow: lines.at(-1)?.row ?? null,
  };
}

/** The lines of a sheet, as they were written. */
export function linesOf(text: string): NewLine[] {
  // Written by `sheetOf`.
  const kept: KeptLine[] = JSON.parse(text);
  return kept.map(([name, detail, tier, userLabel, units, row]) => ({
    name,
    detail,
    tier,
    userLabel,
    units: units.map(([idType, value]) => ({ idType, value })),
    row,
  }));
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
