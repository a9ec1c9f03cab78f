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

/** A part of a text and its start index. */
export type Highlighted = { readonly from: number; readonly text: string; readonly isHit: boolean };

/** Splits a text into parts and marks those that match a word of the search. Words match at the start of words, as in the history search. */
export function highlightMatches(text: string, search: string): Highlighted[] {
  const words = search.trim().split(/\s+/).filter(Boolean).map(escaped);
  if (words.length === 0) return [{ from: 0, text, isHit: false }];
  const pattern = new RegExp(`((?<![\\p{L}\\p{N}])(?:${words.join("|")}))`, "giu");
  let from = 0;
  return text
    .split(pattern)
    .map((part, at) => {
      from += part.length;
      return { from: from - part.length, text: part, isHit: at % 2 === 1 };
    })
    .filter((part) => part.text !== "");
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
