import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { formatDayTitle } from "#shared/domain/text/format-time.ts";

/** A line of the list as drawn: a day's heading, or a request. */
export type HistoryLine =
  | { readonly is: "day"; readonly key: string; readonly title: string }
  | { readonly is: "row"; readonly key: string; readonly row: HistoryRow };

/** Rows, newest first, with a heading before the first of each day. */
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

/** A stretch of a text, and where it begins. */
export type Highlighted = { readonly from: number; readonly text: string; readonly isHit: boolean };

/** A text in stretches; those that a word of the search found are marked. Words find beginnings, as the search itself does. */
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
