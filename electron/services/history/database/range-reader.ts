import type { DatabaseSync } from "node:sqlite";
import { slotMs } from "#shared/domain/history/count-strip.ts";
import { inRange, type Selection, type SeqRange } from "./selection.ts";
import { actionIdColumn, isUnansweredSql, type StoredRow } from "./stored-row.ts";

/** How much of the history one call reads, so that appends never wait long; the next call continues. */
export interface ReadLimits {
  readonly maxMs: number;
  /** The rows of the first range; the next ones grow while they are read quickly. */
  readonly firstRange: number;
}
export const defaultLimits: ReadLimits = { maxMs: 25, firstRange: 20_000 };

const quicklyMs = 3;
const rangeGrowth = 8;

/** Reads a selection in ranges of `seq`, newest first. */
export interface RangeReader {
  /** Prepares the queries of a selection for one range after the other. */
  readersOf(selection: Selection): Readers;
  /**
   * Yields ranges until they have taken the time of the limits; a range without a match cannot be left early, so they grow only while they are read
   * quickly. Returns the `beforeSeq` with which to continue; null at the end.
   */
  rangesBefore(beforeSeq: number | null, readers: Pick<Readers, "startOf">): Generator<SeqRange, number | null>;
}

export interface Readers {
  /** The rows of a range, newest first. */
  readonly rows: (range: SeqRange) => Iterable<StoredRow>;
  readonly count: (range: SeqRange, limit: number) => number;
  /** The rows of a range per quarter of an hour, and how many of them have no answer. */
  readonly slots: (range: SeqRange) => Iterable<StoredRow>;
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
      // Ordered, because full text is read from the newest row on at no cost, and from the oldest one only after all others.
      const slots = db.prepare(`
        SELECT slot, count(*) AS count, sum(isUnanswered) AS unanswered
        FROM (SELECT at_ms / ${slotMs} AS slot, ${isUnansweredSql} AS isUnanswered ${condition} LIMIT 1000000000) GROUP BY slot`);
      const counting = db.prepare(`SELECT count(*) AS n FROM (SELECT 1 ${condition} LIMIT ?)`);
      // Full text can only be read from its end on, so that its ranges are numbers of its rows.
      const nth =
        selection.match === null
          ? null
          : db.prepare("SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT 1 OFFSET ?");
      return {
        rows: ({ below, from }) => rows.iterate(...values({ below, from })),
        slots: ({ below, from }) => slots.all(...values({ below, from })),
        count: ({ below, from }, limit) => Number(counting.get(...values({ below, from }), limit)?.n),
        startOf: ({ below, size }) => (nth === null ? below - size : Number(nth.get(selection.match, below, size)?.rowid ?? 0)),
      };
    },
    *rangesBefore(beforeSeq, { startOf }) {
      const { first, last } = boundsOfAll.get() ?? {};
      if (typeof first !== "number" || typeof last !== "number") return null;
      const endMs = performance.now() + limits.maxMs;
      let below = Math.min(beforeSeq ?? last + 1, last + 1);
      for (let size = limits.firstRange; below > first; ) {
        const startedMs = performance.now();
        const from = Math.max(startOf({ below, size }), first);
        yield { from, below };
        const nowMs = performance.now();
        below = from;
        if (nowMs >= endMs) break;
        if (nowMs - startedMs < quicklyMs) size *= rangeGrowth;
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
