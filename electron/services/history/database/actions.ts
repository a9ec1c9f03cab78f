import type { DatabaseSync } from "node:sqlite";
import type { HistoryAction, HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { type HistoryCalls, maxCounted } from "./history-calls.ts";
import { createTimeOf, type RangeReader, type Readers, type ReadLimits } from "./range-reader.ts";
import type { RowTotals } from "./row-totals.ts";
import { isNarrowed, prepareBoundsOfAction, type Selections } from "./selection.ts";
import { isForeground, isOfAction, isUnansweredSql, rowColumns, type StoredRow, toRow } from "./stored-row.ts";

/** The number of rows that are read beyond those of a page, to count the matches of actions that overlap with others. */
const maxReadBeyond = 20_000;

export interface ActionsParts {
  readonly selections: Selections;
  readonly reader: RangeReader;
  readonly totals: RowTotals;
  readonly limits: ReadLimits;
}

/** Reads a page of actions, each where its newest matching request is. */
export function createActionCalls(
  db: DatabaseSync,
  { selections: { select, withNamedBackground }, reader: { readersOf, rangesBefore }, totals, limits }: ActionsParts,
): Pick<HistoryCalls, "actions"> {
  const boundsOfAction = prepareBoundsOfAction(db);
  const timeOf = createTimeOf(db);
  const actionOf = createActionOf(db);
  const firstSeqOf = (actionId: string) => Number(boundsOfAction.get(actionId, actionId)?.first);

  return {
    /** Reads the matching requests from the newest one, until enough actions are found. */
    actions({ filter: asked, beforeSeq, limit, nowMs }) {
      const startedMs = performance.now();
      const filter = withNamedBackground(asked, nowMs);
      const isCounting = beforeSeq === null && isNarrowed(filter);
      const readers = readersOf(select(filter, nowMs, { isNewest: beforeSeq === null }));
      const page = createPage({ limit, isNarrowed: isNarrowed(filter), firstSeqOf });
      let matching = 0;
      let stoppedAt: number | null = null;
      const isFound = () => page.isComplete() && performance.now() - startedMs >= limits.foundMs;
      const ranges = rangesBefore(beforeSeq, readers, isFound);
      for (let next = ranges.next(); ; next = ranges.next()) {
        if (next.done === true) {
          stoppedAt = next.value;
          break;
        }
        const wasComplete = page.isComplete();
        const read = wasComplete ? 0 : page.read(readers.rows(next.value));
        // A range that was read to its end is counted.
        if (isCounting && matching < maxCounted)
          matching += page.isComplete() ? readers.count(next.value, maxCounted - matching) : Math.min(read, maxCounted - matching);
        if (page.isComplete() && (!isCounting || matching >= maxCounted)) break;
      }
      const nextBeforeSeq = page.nextBeforeSeq();
      const hidden = filter.hasBackground ? 0 : totals.background();
      const total = totals.all() - hidden;
      return {
        actions: page.found().map((one) => actionOf(one, filter)),
        nextBeforeSeq: nextBeforeSeq ?? stoppedAt,
        searchedBackToMs: stoppedAt !== null && nextBeforeSeq === null ? timeOf(stoppedAt) : null,
        matching: isNarrowed(filter) ? matching : total,
        nextToCount: isCounting ? stoppedAt : null,
        total,
        hidden,
        searchMs: performance.now() - startedMs,
      };
    },
  };
}

interface FoundAction {
  readonly actionId: string;
  readonly newestSeq: number;
  readonly matching: number;
}

interface PageOptions {
  readonly limit: number;
  readonly isNarrowed: boolean;
  readonly firstSeqOf: (actionId: string) => number;
}

/** The actions of a page, from requests that are read newest first. */
function createPage({ limit, isNarrowed, firstSeqOf }: PageOptions) {
  const found = new Map<string, { readonly newestSeq: number; matching: number }>();
  let nextBeforeSeq: number | null = null;
  let oldestSeq = Number.POSITIVE_INFINITY;
  let readBeyond = 0;
  let isComplete = false;

  function add({ seq, actionId: id }: StoredRow): void {
    const at = Number(seq);
    const actionId = String(id);
    const known = found.get(actionId);
    if (known !== undefined) known.matching += 1;
    else if (found.size < limit) {
      found.set(actionId, { newestSeq: at, matching: 1 });
      oldestSeq = Math.min(oldestSeq, firstSeqOf(actionId));
    } else {
      nextBeforeSeq ??= at + 1;
      readBeyond += 1;
    }
    // The matches of the found actions are counted to the end: one query for each action would read the whole index again and again.
    isComplete = nextBeforeSeq !== null && (!isNarrowed || at <= oldestSeq || readBeyond > maxReadBeyond);
  }

  return {
    found: (): FoundAction[] => [...found].map(([actionId, one]) => ({ actionId, ...one })),
    /** Reads until the page is complete, and returns the number of the rows that were read. */
    read(rows: ReturnType<Readers["rows"]>): number {
      let read = 0;
      for (const row of rows) {
        read += 1;
        add(row);
        if (isComplete) break;
      }
      return read;
    },
    isComplete: () => isComplete,
    /** The `beforeSeq` of the next page, if an action was read that is not on this one. */
    nextBeforeSeq: () => nextBeforeSeq,
  };
}

function createActionOf(db: DatabaseSync): (found: FoundAction, filter: HistoryFilter) => HistoryAction {
  const rowAt = db.prepare(`SELECT ${rowColumns} FROM exchanges WHERE seq = ?`);
  const sumsOf = (condition: string) =>
    db.prepare(`
      SELECT count(*) AS requests, sum(name_count) AS names, count(DISTINCT kind) AS kinds, count(DISTINCT nullif(user_label, '')) AS users, min(at_ms) AS startedAtMs,
        max(at_ms + elapsed_ms) - min(at_ms) AS elapsedMs, max(purpose = 'everything') AS isEverything, max(is_logging) AS isLogging, max(is_pinned) AS isPinned,
        sum(${isUnansweredSql}) AS unanswered
      FROM exchanges WHERE ${condition}`);
  const sumsOfAll = sumsOf(isOfAction);
  const sumsOfForeground = sumsOf(`${isOfAction} AND ${isForeground}`);
  return ({ actionId, newestSeq, matching }, filter) => {
    const sums = filter.hasBackground ? sumsOfAll : sumsOfForeground;
    const { requests, isEverything, isLogging, isPinned, ...others } = sums.get(actionId, actionId) ?? {};
    // The columns are those of the query above.
    const numbers = others as Pick<HistoryAction, "names" | "kinds" | "users" | "startedAtMs" | "elapsedMs" | "unanswered">;
    return {
      actionId,
      newest: toRow(rowAt.get(newestSeq) ?? {}),
      ...numbers,
      requests: Number(requests),
      matching: isNarrowed(filter) ? matching : Number(requests),
      isEverything: Boolean(isEverything),
      isLogging: Boolean(isLogging),
      isPinned: Boolean(isPinned),
    };
  };
}
