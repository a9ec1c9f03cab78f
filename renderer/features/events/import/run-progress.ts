import type { Run } from "#shared/domain/events/event-import.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

/** Returns the progress of an import: shares of all rows from 0 to 1, and a sentence. */
export function runProgress({
  counts,
  refusedRows,
  rowsTaken,
  rowsTotal,
}: Pick<Run, "counts" | "refusedRows" | "rowsTaken" | "rowsTotal">): { delivered: number; failed: number; sentence: string } {
  const all = Math.max(1, rowsTotal ?? rowsTaken);
  const trouble = refusedRows + counts.refused + counts.may_have_arrived + counts.discarded;
  const parts = [
    `${formatNumber(counts.delivered)} of ${formatCount(rowsTotal ?? rowsTaken, "row")} delivered`,
    countPart(refusedRows, "refused before sending"),
    countPart(counts.refused, "refused by Statsig"),
    countPart(counts.may_have_arrived, "may have arrived"),
    countPart(counts.discarded, "discarded"),
    countPart(counts.waiting + counts.sending, "waiting"),
  ];
  return {
    delivered: counts.delivered / all,
    failed: trouble / all,
    sentence: `${parts.filter((part) => part !== "").join(", ")}.`,
  };
}

function countPart(count: number, what: string): string {
  return count === 0 ? "" : `${formatNumber(count)} ${what}`;
}
