import type { Run } from "#shared/domain/events/event-import.ts";
import { counted } from "../counted.ts";

/** How far a file has come: shares of all its rows, and the same in words. */
export function runProgress({ counts, refusedRows, rowsTaken, rowsTotal }: Run): { delivered: number; troubled: number; sentence: string } {
  const all = Math.max(1, rowsTotal ?? rowsTaken);
  const trouble = refusedRows + counts.refused + counts.may_have_arrived + counts.discarded;
  const parts = [
    `${counts.delivered.toLocaleString("en-US")} of ${counted(rowsTotal ?? rowsTaken, "row")} delivered`,
    said(refusedRows, "refused here"),
    said(counts.refused, "refused by Statsig"),
    said(counts.may_have_arrived, "may have arrived"),
    said(counts.discarded, "discarded"),
    said(counts.waiting + counts.sending, "waiting"),
  ];
  return {
    delivered: counts.delivered / all,
    troubled: trouble / all,
    sentence: `${parts.filter((part) => part !== "").join(", ")}.`,
  };
}

function said(count: number, what: string): string {
  return count === 0 ? "" : `${count.toLocaleString("en-US")} ${what}`;
}
