import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { formatDayTitle } from "#shared/domain/text/format-time.ts";

/** A line of the list: the heading of a day, or a request. */
export type HistoryLine =
  | { readonly is: "day"; readonly key: string; readonly title: string }
  | { readonly is: "row"; readonly key: string; readonly row: HistoryRow };

/** Puts a heading before the first row of each day. Rows are expected newest first. */
export function withDays(rows: readonly HistoryRow[], nowMs: number): HistoryLine[] {
  return rows.flatMap((row, at) => {
    const title = formatDayTitle(row.atMs, nowMs);
    const before = rows[at - 1];
    const line: HistoryLine = { is: "row", key: row.exchangeId, row };
    return before !== undefined && formatDayTitle(before.atMs, nowMs) === title
      ? [line]
      : [{ is: "day", key: `day ${title}`, title }, line];
  });
}
