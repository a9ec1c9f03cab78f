import type { DatabaseSync } from "node:sqlite";
import { backgroundPurpose, type HistoryRow } from "#shared/domain/history/history-entry.ts";

/** The number of all rows, and of those that the program requested by itself: kept, because counting would grow with the history. */
export interface RowTotals {
  readonly all: () => number;
  readonly background: () => number;
  added(rows: readonly Pick<HistoryRow, "purpose">[]): void;
  /** After rows of any purpose were removed or restored. */
  changedBy(rows: number): void;
}

export function createRowTotals(db: DatabaseSync): RowTotals {
  const countAll = db.prepare("SELECT count(*) AS n FROM exchanges");
  const countBackground = db.prepare("SELECT count(*) AS n FROM exchanges WHERE purpose = 'definitions'");
  let all = Number(countAll.get()?.n);
  let background = Number(countBackground.get()?.n);
  return {
    all: () => all,
    background: () => background,
    added(rows) {
      all += rows.length;
      background += rows.filter(({ purpose }) => purpose === backgroundPurpose).length;
    },
    changedBy(rows) {
      all += rows;
      background = Number(countBackground.get()?.n);
    },
  };
}
