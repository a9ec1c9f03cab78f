import type { HistoryRow } from "#shared/domain/history/history-entry.ts";

/** A line of the list as drawn: a day's heading, or a request. */
export type HistoryLine =
  | { readonly is: "day"; readonly key: string; readonly title: string }
  | { readonly is: "row"; readonly key: string; readonly row: HistoryRow };

const sameYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** `Today`, `Yesterday`, `19 November`, `3 January 2025`: in this machine's time zone. */
export function dayTitle(atMs: number, nowMs: number): string {
  const day = startOfDay(atMs);
  const today = startOfDay(nowMs);
  if (day === today) return "Today";
  if (day === startOfDay(today - 1)) return "Yesterday";
  return (new Date(atMs).getFullYear() === new Date(nowMs).getFullYear() ? sameYear : otherYear).format(atMs);
}

/** Rows, newest first, with a heading before the first of each day. */
export function withDays(rows: readonly HistoryRow[], nowMs: number): HistoryLine[] {
  return rows.flatMap((row, at) => {
    const title = dayTitle(row.atMs, nowMs);
    const before = rows[at - 1];
    const line: HistoryLine = { is: "row", key: row.exchangeId, row };
    return before !== undefined && dayTitle(before.atMs, nowMs) === title ? [line] : [{ is: "day", key: `day ${title}`, title }, line];
  });
}

/** `just now`, `17 minutes ageText`, `5 hours ageText`, `3 days ageText`. */
export function ageText(atMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - atMs) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return ageIn(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? ageIn(hours, "hour") : ageIn(Math.floor(hours / 24), "day");
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

function ageIn(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}
