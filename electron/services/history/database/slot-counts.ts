import type { DatabaseSync } from "node:sqlite";
import { type CountedSlot, slotMs, stripRange } from "#shared/domain/history/count-strip.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { type CountedSlots, type HistoryCalls, maxCounted } from "./history-calls.ts";
import { createTimeOf, type RangeReader, type ReadLimits } from "./range-reader.ts";
import { isNarrowed, type Selection, type Selections } from "./selection.ts";
import { isForeground, isUnansweredSql, type StoredRow } from "./stored-row.ts";

/** Six hours. */
const slotsPerStep = 24;

export interface SlotCountsParts {
  readonly selections: Selections;
  readonly reader: RangeReader;
  readonly limits: ReadLimits;
}

/** Counts requests per quarter of an hour: without a search from an index that has everything, the newest hours first; else from the matching rows. */
export function createSlotCounts(
  db: DatabaseSync,
  { selections: { select, withNamedBackground }, reader: { readersOf, rangesBefore }, limits }: SlotCountsParts,
): Pick<HistoryCalls, "counts"> {
  const oldest = db.prepare("SELECT min(at_ms) AS atMs FROM exchanges");
  const timeOf = createTimeOf(db);

  function countMatching(selection: Selection, beforeSeq: number | null): Omit<CountedSlots, "oldestMs"> {
    const readers = readersOf(selection);
    const slots = new Map<number, CountedSlot>();
    const ranges = rangesBefore(beforeSeq, readers);
    for (let next = ranges.next(); ; next = ranges.next()) {
      if (next.done === true)
        return { slots: [...slots.values()], nextBefore: next.value, countedSinceMs: next.value === null ? null : timeOf(next.value) };
      for (const found of readers.slots(next.value)) {
        const { slot, ...counted } = toSlot(found);
        const { count, unanswered } = slots.get(slot) ?? { count: 0, unanswered: 0 };
        slots.set(slot, { slot, count: count + counted.count, unanswered: unanswered + counted.unanswered });
      }
    }
  }

  function countEverything(
    { hasBackground }: HistoryFilter,
    { before, fromMs, nowMs }: { readonly before: number | null; readonly fromMs: number; readonly nowMs: number },
  ): Omit<CountedSlots, "oldestMs"> {
    const counting = db.prepare(`
      SELECT at_ms / ${slotMs} AS slot, count(*) AS count, sum(${isUnansweredSql}) AS unanswered
      FROM exchanges INDEXED BY exchanges_by_time_and_state
      WHERE at_ms >= ? AND at_ms < ?${hasBackground ? "" : ` AND ${isForeground}`} GROUP BY 1`);
    const laterMs = (Math.floor(nowMs / slotMs) + 1) * slotMs;
    const slots: CountedSlot[] = before === null ? countLaterThan(laterMs, { hasBackground }) : [];
    const endMs = performance.now() + limits.maxMs;
    for (let below = before ?? laterMs; below > fromMs; below -= slotsPerStep * slotMs) {
      if (performance.now() >= endMs) return { slots, nextBefore: below, countedSinceMs: below };
      slots.push(...counting.all(Math.max(below - slotsPerStep * slotMs, fromMs), below).map(toSlot));
    }
    return { slots, nextBefore: null, countedSinceMs: null };
  }

  /** The requests that a wrong clock has put after `atMs`, as one slot. */
  function countLaterThan(atMs: number, { hasBackground }: Pick<HistoryFilter, "hasBackground">): CountedSlot[] {
    const { count } =
      db
        .prepare(
          `SELECT count(*) AS count FROM (SELECT 1 FROM exchanges INDEXED BY exchanges_by_time_and_state
            WHERE at_ms >= ?${hasBackground ? "" : ` AND ${isForeground}`} LIMIT ${maxCounted})`,
        )
        .get(atMs) ?? {};
    return Number(count) === 0 ? [] : [{ slot: atMs / slotMs, count: Number(count), unanswered: 0 }];
  }

  return {
    counts({ filter: asked, before, nowMs }) {
      const filter = withNamedBackground(asked, nowMs);
      const { atMs = null } = oldest.get() ?? {};
      const oldestMs = atMs === null ? nowMs : Number(atMs);
      const counted = isNarrowed(filter)
        ? countMatching(select(filter, nowMs), before)
        : countEverything(filter, { before, fromMs: stripRange({ oldestMs, nowMs }).fromMs, nowMs });
      return { ...counted, oldestMs };
    },
  };
}

function toSlot({ slot, count, unanswered }: StoredRow): CountedSlot {
  return { slot: Number(slot), count: Number(count), unanswered: Number(unanswered) };
}
