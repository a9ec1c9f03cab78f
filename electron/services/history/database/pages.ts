import type { DatabaseSync } from "node:sqlite";
import { type HistoryCalls, maxCounted } from "./history-calls.ts";
import type { RangeReader } from "./range-reader.ts";
import type { RowTotals } from "./row-totals.ts";
import { inRange, isNarrowed, type Selections, wholeRange } from "./selection.ts";
import { rowColumns, toRow } from "./stored-row.ts";

export interface PagesParts {
  readonly selections: Selections;
  readonly reader: RangeReader;
  readonly totals: RowTotals;
}

/** Reads single requests: a page of them, and how many match. */
export function createPageCalls(db: DatabaseSync, { selections, reader, totals }: PagesParts): Pick<HistoryCalls, "page" | "count"> {
  const { select, withNamedBackground } = selections;
  return {
    page({ filter, beforeSeq, limit, nowMs }) {
      const startedMs = performance.now();
      const selection = select(filter, nowMs);
      const { values, from, where, seq } = inRange(selection);
      const found = db
        .prepare(`SELECT ${rowColumns} FROM ${from} WHERE ${where} ORDER BY ${seq} DESC LIMIT ?`)
        .all(...values({ ...wholeRange, below: beforeSeq ?? wholeRange.below }), limit + 1);
      const countAll = () => reader.readersOf(selection).count(wholeRange, maxCounted);
      return {
        rows: found.slice(0, limit).map(toRow),
        hasMore: found.length > limit,
        matching: isNarrowed(filter) || !filter.hasBackground ? countAll() : totals.all(),
        total: totals.all(),
        searchMs: performance.now() - startedMs,
      };
    },
    count({ filter, beforeSeq, nowMs }) {
      const readers = reader.readersOf(select(withNamedBackground(filter, nowMs), nowMs));
      const ranges = reader.rangesBefore(beforeSeq, readers);
      let matching = 0;
      for (let next = ranges.next(); matching < maxCounted; next = ranges.next()) {
        if (next.done === true) return { matching, nextBeforeSeq: next.value };
        matching += readers.count(next.value, maxCounted - matching);
      }
      return { matching, nextBeforeSeq: null };
    },
  };
}
