import type { DatabaseSync } from "node:sqlite";
import { slotMs } from "#shared/domain/history/count-strip.ts";
import { bothOf, inRange, type ReadRange, type Selection, type SeqRange } from "./selection.ts";
import { actionIdColumn, isUnansweredSql, type StoredRow } from "./stored-row.ts";

/** How much of the history one call reads, so that appends never wait long; the next call continues. */
export interface ReadLimits {
  readonly maxMs: number;
  /** The matches of a page that was found are counted until the call has taken so long; other calls count the rest. */
  readonly foundMs: number;
  /** The rows of the first range; the next ones are as large as the time for one allows. */
  readonly firstRange: number;
  /** The same for rows of full text: those of a rare phrase are far apart, so that each takes as long as hundreds of others. */
  readonly firstMatches: number;
}
export const defaultLimits: ReadLimits = { maxMs: 25, foundMs: 8, firstRange: 20_000, firstMatches: 60 };

/** A range without a match cannot be left early, so that this is about the most by which a call exceeds its time. */
const rangeMs = 4;
const maxGrowth = 8;

/** Reads a selection in ranges of `seq`, newest first. */
export interface RangeReader {
  /** Prepares the queries of a selection for one range after the other. */
  readersOf(selection: Selection): Readers;
  /**
   * Yields ranges until they have taken the time of the limits, or until `isEnough` returns true after one. Returns the `beforeSeq` with which to continue;
   * null at the end.
   */
  rangesBefore(
    beforeSeq: number | null,
    readers: Pick<Readers, "startOf" | "firstSize" | "bounds">,
    isEnough?: () => boolean,
  ): Generator<ReadRange, number | null>;
}

export interface Readers {
  /** The rows of a range, newest first. */
  readonly rows: (range: ReadRange) => Iterable<StoredRow>;
  readonly count: (range: ReadRange, limit: number) => number;
  /** The rows of a range per quarter of an hour, and how many of them have no answer. */
  readonly slots: (range: ReadRange) => Iterable<StoredRow>;
  readonly bounds: SeqRange;
  /** The rows of the first range. */
  readonly firstSize: number;
  /** Returns the begin of a range of about `size` rows. */
  readonly startOf: (range: { readonly below: number; readonly size: number }) => number;
}

export function createRangeReader(db: DatabaseSync, limits: ReadLimits): RangeReader {
  const boundsOfAll = db.prepare("SELECT (SELECT min(seq) FROM exchanges) AS first, (SELECT max(seq) FROM exchanges) AS last");
  return {
    readersOf(selection) {
      const { values, ...part } = inRange(selection);
      const condition = `FROM ${part.from} WHERE ${part.where} ORDER BY ${part.seq} DESC`;
      const rows = db.prepare(`SELECT exchanges.seq AS seq, ${actionIdColumn} AS actionId ${condition}`);
      const slots = db.prepare(`
        SELECT slot, count(*) AS count, sum(isUnanswered) AS unanswered
        FROM (SELECT at_ms / ${slotMs} AS slot, ${isUnansweredSql} AS isUnanswered ${condition}) GROUP BY slot`);
      const counting = db.prepare(`SELECT count(*) AS n FROM (SELECT 1 ${condition} LIMIT ?)`);
      // Full text can only be read from its end on, so that its ranges are numbers of its rows.
      const nth =
        selection.match === null
          ? null
          : db.prepare("SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT 1 OFFSET ?");
      return {
        bounds: selection.bounds,
        firstSize: nth === null ? limits.firstRange : limits.firstMatches,
        rows: (range) => rows.iterate(...values(range)),
        slots: (range) => slots.all(...values(range)),
        count: (range, limit) => Number(counting.get(...values(range), limit)?.n),
        startOf: ({ below, size }) => (nth === null ? below - size : Number(nth.get(selection.match, below, size - 1)?.rowid ?? 0)),
      };
    },
    *rangesBefore(beforeSeq, { startOf, firstSize, bounds }, isEnough = () => false) {
      const { first: oldest, last } = boundsOfAll.get() ?? {};
      if (typeof oldest !== "number" || typeof last !== "number") return null;
      const endMs = performance.now() + limits.maxMs;
      const { from: first, below: end } = bothOf(bounds, { from: oldest, below: last + 1 });
      let below = Math.min(beforeSeq ?? end, end);
      for (let size = firstSize; below > first; ) {
        const startedMs = performance.now();
        const from = Math.max(startOf({ below, size }), first);
        yield { from, below, size };
        const nowMs = performance.now();
        below = from;
        if (nowMs >= endMs || isEnough()) break;
        size = Math.ceil(size * Math.min(maxGrowth, rangeMs / (nowMs - startedMs)));
      }
      return below > first ? below : null;
    },
  };
}

/** The time of the first row from `seq` on. */
export function createTimeOf(db: DatabaseSync): (seq: number) => number {
  const timeAt = db.prepare("SELECT at_ms AS atMs FROM exchanges WHERE seq >= ? ORDER BY seq LIMIT 1");
  return (seq) => Number(timeAt.get(seq)?.atMs);
}
