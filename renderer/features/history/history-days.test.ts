import { expect, it } from "vitest";
import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { withDays } from "./history-days.ts";

it("puts a heading before the first request of each day", () => {
  const now = new Date(2026, 10, 23, 12, 0, 0).getTime();
  const rows = [
    { exchangeId: "c", atMs: new Date(2026, 10, 23, 0, 0, 1).getTime() },
    { exchangeId: "b", atMs: new Date(2026, 10, 22, 23, 59, 59).getTime() },
    { exchangeId: "a", atMs: new Date(2026, 10, 22, 8, 0, 0).getTime() },
  ] as HistoryRow[]; // only what withDays reads
  expect(withDays(rows, now).map((line) => (line.is === "day" ? line.title : line.row.exchangeId))).toEqual([
    "Today",
    "c",
    "Yesterday",
    "b",
    "a",
  ]);
});
