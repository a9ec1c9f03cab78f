import { statSync } from "node:fs";
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { type CountedSlot, slotMs, stripRange } from "#shared/domain/history/count-strip.ts";
import {
  backgroundPurpose,
  type HistoryAction,
  type HistoryAnnotation,
  type HistoryEntry,
  type HistoryFilter,
  type HistoryRow,
} from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery } from "#shared/domain/history/history-query.ts";
import { unansweredStates } from "#shared/domain/history/query-fields.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { type Compressed, compress, readCompressed, unpackIfWhole } from "../storage/compressed.ts";
import { removeDatabase } from "../storage/salvage.ts";
import { type DatabaseFile, inTransaction, openSqliteFile } from "../storage/sqlite-file.ts";
import { extractOf, maxFactsLength } from "./extract.ts";
import {
  type ActionsPage,
  type CountedPart,
  type CountedSlots,
  type CountQuery,
  type EntryToKeep,
  type FieldValue,
  type HistoryCalls,
  type HistoryFacts,
  type HistoryPage,
  maxCounted,
  type PageQuery,
  type StoredImport,
} from "./history-calls.ts";
import { createExpiry } from "./history-expiry.ts";
import { type AllowedValues, historySalvage } from "./history-salvage.ts";
import { historyMigrations, openFullText } from "./history-schema.ts";
import { createPrefixExpansion } from "./prefix-expansion.ts";
import { narrows, type QueryOptions, type QuerySql, querySql } from "./query-sql.ts";
import { containing, searchWords } from "./search-words.ts";

const clearedPerSlice = 1000;
/** The rows of the first slice; the next ones grow and shrink to take this time. */
const firstAnnotated = 16;
const [minAnnotatingMs, maxAnnotatingMs] = [4, 10];
const mergedPagesPerSlice = 500;
/** Without full text a search reads every row, so it is limited to the newest ones. */
const maxScanned = 50_000;

/** The number of rows that are read beyond those of a page, to count the matches of actions that overlap with others. */
const maxReadBeyond = 20_000;

/** How much of the history one call reads, so that appends never wait long; the next call continues. */
export interface ReadLimits {
  readonly maxMs: number;
  /** The rows of the first range; the next ones grow while they are read quickly. */
  readonly firstRange: number;
}
const defaultLimits: ReadLimits = { maxMs: 25, firstRange: 20_000 };
const quicklyMs = 3;
/** Six hours. */
const slotsPerStep = 24;
const rangeGrowth = 8;

/** The values of a field are completed from the newest rows. */
const maxRowsForValues = 20_000;

export interface HistoryDatabase {
  readonly facts: HistoryFacts;
  readonly calls: HistoryCalls;
}

export interface HistoryFile extends DatabaseFile {
  /** The values that columns of the list may have. Others are damage. */
  readonly allowed?: AllowedValues;
  readonly tryFullText?: (db: DatabaseSync) => boolean;
  readonly limits?: ReadLimits;
}

/** Opens the history's file. Every call but `clear` blocks the thread until the disk has answered. Throws what SQLite throws. */
export function openHistoryDatabase({
  allowed = {},
  tryFullText = openFullText,
  limits = defaultLimits,
  ...database
}: HistoryFile): HistoryDatabase {
  // Its removals can no longer be undone.
  removeDatabase(removedPath(database.file));
  const { opened, unused } = openSqliteFile({
    ...database,
    migrations: historyMigrations,
    rules: historySalvage(allowed),
    prepare: (db) => createHistoryCalls(db, { file: database.file, tryFullText, limits }),
  });
  return { calls: opened.calls, facts: { hasFullText: opened.hasFullText, unused } };
}

function createHistoryCalls(
  db: DatabaseSync,
  {
    file,
    tryFullText,
    limits,
  }: { readonly file: string; readonly tryFullText: (db: DatabaseSync) => boolean; readonly limits: ReadLimits },
): { readonly hasFullText: boolean; readonly calls: HistoryCalls } {
  const hasFullText = tryFullText(db);
  if (hasFullText) indexMissingEntries(db);

  const expand = hasFullText ? createPrefixExpansion(db) : null;

  const insertExchange = db.prepare(`
    INSERT INTO exchanges (exchange_id, at_ms, endpoint, project_id, project_name, tier, purpose, kind, name, name_count,
                           user_label, state, word, status, elapsed_ms, is_logging, is_pinned, facts, action_id, names, who, tags, note)
    VALUES (:exchangeId, :atMs, :endpoint, :projectId, :projectName, :tier, :purpose, :kind, :name, :nameCount,
            :userLabel, :state, :word, :status, :elapsedMs, :isLogging, :isPinned, :facts, :actionId, :names, :who, :tags, :note)`);
  const insertBody = db.prepare("INSERT INTO bodies (seq, encoding, bytes, request_encoding, request_bytes) VALUES (?, ?, ?, ?, ?)");
  const insertText = hasFullText ? db.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)") : null;
  const deleteText = hasFullText ? db.prepare("DELETE FROM words WHERE rowid = ?") : null;
  const bodyOf = db.prepare("SELECT * FROM bodies WHERE seq = ?");
  const textsOfRow = db.prepare("SELECT facts, names FROM exchanges WHERE seq = ?");
  const updateAnnotation = db.prepare("UPDATE exchanges SET tags = ?, note = ? WHERE seq = ?");
  const findRow = db.prepare(`SELECT ${rowColumns} FROM exchanges WHERE exchange_id = ?`);
  const findBody = db.prepare(
    "SELECT encoding, bytes, request_encoding AS requestEncoding, request_bytes AS requestBytes FROM bodies WHERE seq = ?",
  );
  // Each of these reads an index only: one query for all of them would read the whole table.
  const counted = db.prepare(`
    SELECT (SELECT count(*) FROM exchanges) AS entries, (SELECT count(*) FROM exchanges WHERE is_pinned = 1) AS pinned,
      (SELECT count(*) FROM (SELECT seq FROM exchanges WHERE is_pinned = 1 UNION SELECT seq FROM exchanges WHERE tags IS NOT NULL
        UNION SELECT seq FROM exchanges WHERE note IS NOT NULL)) AS marked,
      (SELECT min(at_ms) FROM exchanges) AS oldestAtMs`);
  const boundsOfAll = db.prepare("SELECT (SELECT min(seq) FROM exchanges) AS first, (SELECT max(seq) FROM exchanges) AS last");
  const timeAt = db.prepare("SELECT at_ms AS atMs FROM exchanges WHERE seq >= ? ORDER BY seq LIMIT 1");
  const countedBackground = db.prepare("SELECT count(*) AS n FROM exchanges WHERE purpose = 'definitions'");
  const oldest = db.prepare("SELECT min(at_ms) AS atMs FROM exchanges");
  const newestOfAction = db.prepare(
    "SELECT is_pinned AS isPinned, tags, note FROM exchanges WHERE action_id = ? ORDER BY seq DESC LIMIT 1",
  );
  const boundsOfAction = db.prepare(`SELECT min(seq) AS first, max(seq) AS last FROM exchanges WHERE ${isOfAction}`);
  let total = Number(counted.get()?.entries);
  let background = Number(countedBackground.get()?.n);
  /** Imports that are not stored yet. */
  const staged = new Map<string, PreparedEntry[]>();
  /** The change of tags and note that each action is being given. A later one ends an earlier one. */
  const annotating = new Map<string, symbol>();
  /** The rows of the last removal, in memory only. */
  let lastRemoval: { readonly exchanges: readonly StoredRow[]; readonly bodies: readonly StoredRow[] } | null = null;

  function append(entries: readonly EntryToKeep[]): HistoryRow[] {
    const rows = inTransaction(db, () =>
      entries.map(({ json, ...entry }) => {
        const { isPinned = 0, tags = null, note = null } = newestOfAction.get(entry.row.actionId) ?? {};
        return insert(entry, compress(json), { isPinned, tags, note });
      }),
    );
    total += rows.length;
    background += rows.filter(({ purpose }) => purpose === backgroundPurpose).length;
    return rows;
  }

  /** Must be called in a transaction. */
  function insert(
    { row, facts, names, who, extract, requestBody }: Omit<EntryToKeep, "json">,
    { encoding, bytes }: Compressed,
    { isPinned, tags, note }: Record<"isPinned" | "tags" | "note", SQLOutputValue>,
  ): HistoryRow {
    const { lastInsertRowid } = insertExchange.run({ ...row, isLogging: Number(row.isLogging), isPinned, facts, names, who, tags, note });
    insertBody.run(lastInsertRowid, encoding, bytes, requestBody?.encoding ?? null, requestBody?.bytes ?? null);
    insertText?.run(lastInsertRowid, indexedText({ facts, names, tags, note, extract }));
    return { ...row, seq: Number(lastInsertRowid), isPinned: Boolean(isPinned), ...readAnnotation({ tags, note }) };
  }

  /** Compresses what it stages, so that storing it takes little time. */
  function stage({ importId, entries }: Parameters<HistoryCalls["stage"]>[0]): void {
    const prepared = entries.map(({ entry: { json, ...entry }, annotation }) => ({
      entry,
      body: compress(json),
      ...storedAnnotation(annotation),
    }));
    staged.set(importId, [...(staged.get(importId) ?? []), ...prepared]);
  }

  function storeStaged(importId: string): StoredImport | null {
    const prepared = staged.get(importId);
    if (prepared === undefined) return null;
    const imported: string[] = [];
    inTransaction(db, () => {
      // Oldest first, as requests are usually stored.
      for (const { entry, body, tags, note } of prepared.toSorted((a, b) => a.entry.row.atMs - b.entry.row.atMs)) {
        if (findRow.get(entry.row.exchangeId) !== undefined) continue;
        insert(entry, body, { isPinned: 0, tags, note });
        imported.push(entry.row.exchangeId);
      }
    });
    staged.delete(importId);
    total += imported.length;
    return { imported: imported.length, alreadyThere: prepared.length - imported.length, exchangeId: imported.at(-1) ?? null };
  }

  function page({ filter, beforeSeq, limit, nowMs }: PageQuery): HistoryPage {
    const startedMs = performance.now();
    const selection = select(filter, nowMs);
    const { values, ...part } = inRange(selection);
    const found = db
      .prepare(`SELECT ${rowColumns} FROM ${part.from} WHERE ${conditionOf(part)} ORDER BY ${part.seq} DESC LIMIT ?`)
      .all(...values({ below: beforeSeq ?? Number.MAX_SAFE_INTEGER, from: 0 }), limit + 1);
    return {
      rows: found.slice(0, limit).map(toRow),
      hasMore: found.length > limit,
      matching: isNarrowed(filter) || !filter.hasBackground ? countAll(selection) : total,
      total,
      searchMs: performance.now() - startedMs,
    };
  }

  /** Reads the matching requests from the newest one, until enough actions are found. */
  function actions({ filter: asked, beforeSeq, limit, nowMs }: PageQuery): ActionsPage {
    const startedMs = performance.now();
    const filter = withNamedBackground(asked, nowMs);
    const isCounting = beforeSeq === null && isNarrowed(filter);
    const readers = readersOf(select(filter, nowMs));
    const found = new Map<string, FoundAction>();
    let nextBeforeSeq: number | null = null;
    let oldestSeq = Number.POSITIVE_INFINITY;
    let readBeyond = 0;
    let isRead = false;
    let matching = 0;
    let stoppedAt: number | null = null;
    const ranges = rangesBefore(beforeSeq, readers);
    for (let next = ranges.next(); ; next = ranges.next()) {
      if (next.done === true) {
        stoppedAt = next.value;
        break;
      }
      const wasRead = isRead;
      const rows: Iterable<StoredRow> = wasRead ? [] : readers.rows(next.value);
      let read = 0;
      for (const row of rows) {
        read += 1;
        const at: number = Number(row.seq);
        const actionId = String(row.actionId);
        const known = found.get(actionId);
        if (known !== undefined) known.matching += 1;
        else if (found.size < limit) {
          found.set(actionId, { newestSeq: at, matching: 1 });
          oldestSeq = Math.min(oldestSeq, Number(boundsOfAction.get(actionId, actionId)?.first));
        } else {
          nextBeforeSeq ??= at + 1;
          readBeyond += 1;
        }
        // The matches of the found actions are counted to the end: one query for each action would read the whole index again and again.
        isRead = nextBeforeSeq !== null && (!isNarrowed(filter) || at <= oldestSeq || readBeyond > maxReadBeyond);
        if (isRead) break;
      }
      // A range that was read to its end is counted.
      if (isCounting && matching < maxCounted)
        matching += wasRead || isRead ? readers.count(next.value, maxCounted - matching) : Math.min(read, maxCounted - matching);
      if (isRead && (!isCounting || matching >= maxCounted)) break;
    }
    const isPartial = stoppedAt !== null && nextBeforeSeq === null;
    const hidden = filter.hasBackground ? 0 : background;
    return {
      actions: [...found].map(([actionId, one]) => actionOf(actionId, one, filter)),
      nextBeforeSeq: nextBeforeSeq ?? stoppedAt,
      searchedBackToMs: isPartial ? Number(timeAt.get(stoppedAt)?.atMs) : null,
      matching: isNarrowed(filter) ? matching : total - hidden,
      nextToCount: isCounting ? stoppedAt : null,
      total: total - hidden,
      hidden,
      searchMs: performance.now() - startedMs,
    };
  }

  /** Prepares the queries of a selection for one range of `seq` after the other. */
  function readersOf(selection: Selection): Readers {
    const { values, ...part } = inRange(selection);
    const condition = `FROM ${part.from} WHERE ${conditionOf(part)} ORDER BY ${part.seq} DESC`;
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
  }

  /**
   * Yields ranges of `seq`, newest first, until they have taken the time of the limits; a range without a match cannot be left early, so they grow only while they are read
   * quickly. Returns the `beforeSeq` with which to continue; null at the end.
   */
  function* rangesBefore(beforeSeq: number | null, { startOf }: Pick<Readers, "startOf">): Generator<SeqRange, number | null> {
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
  }

  function actionOf(actionId: string, { newestSeq, matching }: FoundAction, filter: HistoryFilter): HistoryAction {
    const newest = db.prepare(`SELECT ${rowColumns} FROM exchanges WHERE seq = ?`).get(newestSeq) ?? {};
    const sums = db.prepare(`
      SELECT count(*) AS requests, sum(name_count) AS names, count(DISTINCT kind) AS kinds, count(DISTINCT user_label) AS users, min(at_ms) AS startedAtMs,
        max(at_ms + elapsed_ms) - min(at_ms) AS elapsedMs, max(is_logging) AS isLogging, max(is_pinned) AS isPinned,
        sum(${isUnansweredSql}) AS unanswered
      FROM exchanges WHERE ${isOfAction}${filter.hasBackground ? "" : ` AND ${isForeground}`}`);
    const { requests, isLogging, isPinned, ...others } = sums.get(actionId, actionId) ?? {};
    // The columns are those of the query above.
    const numbers = others as Pick<HistoryAction, "names" | "kinds" | "users" | "startedAtMs" | "elapsedMs" | "unanswered">;
    return {
      actionId,
      newest: toRow(newest),
      ...numbers,
      requests: Number(requests),
      matching: isNarrowed(filter) ? matching : Number(requests),
      isLogging: Boolean(isLogging),
      isPinned: Boolean(isPinned),
    };
  }

  function withNamedBackground(filter: HistoryFilter, nowMs: number): HistoryFilter {
    return { ...filter, hasBackground: filter.hasBackground || queryOf(filter, { nowMs, hasFullText, expand }).namesBackground };
  }

  /** The rows of an action are found by their bounds, because a search index cannot select by action. */
  function select(filter: HistoryFilter, nowMs: number): Selection {
    const { actionId } = filter;
    const query = queryOf(filter, { nowMs, hasFullText, expand });
    const selection = inTime(selectionFor(filter, query, hasFullText), query);
    if (actionId === null) return selection;
    const { first = null, last = null } = boundsOfAction.get(actionId, actionId) ?? {};
    return {
      ...selection,
      where: [...selection.where, `${selection.seq} BETWEEN ? AND ?`, isOfAction],
      values: [...selection.values, first, last, actionId, actionId],
    };
  }

  /** Reads only the rows between the first and the last one of a time, because the list is not ordered by time. */
  function inTime(selection: Selection, { sinceMs, untilMs }: QuerySql): Selection {
    if (sinceMs === null && untilMs === null) return selection;
    const { first, last } =
      db
        .prepare("SELECT min(seq) AS first, max(seq) AS last FROM exchanges WHERE at_ms >= ? AND at_ms < ?")
        .get(sinceMs ?? 0, untilMs ?? Number.MAX_SAFE_INTEGER) ?? {};
    return {
      ...selection,
      where: [...selection.where, `${selection.seq} BETWEEN ? AND ?`],
      values: [...selection.values, first ?? null, last ?? null],
    };
  }

  /**
   * Full text contains tags and notes, so the rows are indexed again: in slices, each in one transaction with its change, so that an append never waits long. The
   * newest row comes first: the list shows it, and a row that is appended meanwhile takes its tags. A kill leaves the older rows as they were.
   */
  async function annotate({ exchangeId, tags, note }: Parameters<HistoryCalls["annotate"]>[0]): Promise<boolean> {
    const actionId = findRow.get(exchangeId)?.actionId;
    if (actionId === undefined) return false;
    const written = storedAnnotation({ tags, note });
    const change = Symbol(exchangeId);
    annotating.set(String(actionId), change);
    const seqs = db.prepare(`SELECT seq FROM exchanges WHERE ${isOfAction} ORDER BY seq DESC`).all(actionId, actionId);
    for (let at = 0, size = firstAnnotated; at < seqs.length && db.isOpen; ) {
      const slice = seqs.slice(at, at + size).map(({ seq }) => Number(seq));
      const startedMs = performance.now();
      annotateSlice(slice, written);
      at += slice.length;
      const tookMs = performance.now() - startedMs;
      size = tookMs < minAnnotatingMs ? size * 2 : tookMs > maxAnnotatingMs ? Math.ceil(size / 2) : size;
      await otherCalls();
      if (annotating.get(String(actionId)) !== change) return true;
    }
    annotating.delete(String(actionId));
    return true;
  }

  /** In ascending order: FTS5 writes what it has collected whenever a row comes before the one before. */
  function annotateSlice(seqs: readonly number[], written: { readonly tags: string | null; readonly note: string | null }): void {
    inTransaction(db, () => {
      for (const seq of seqs.toReversed()) {
        const row = textsOfRow.get(seq);
        if (row === undefined) continue;
        updateAnnotation.run(written.tags, written.note, seq);
        if (insertText === null) continue;
        deleteText?.run(seq);
        insertText.run(seq, indexedText({ ...textsOf({ ...row, ...written }), extract: extractFrom(bodyOf.get(seq)) }));
      }
    });
  }

  /** The tags of each action count once. */
  function tagValues({ text, limit }: Pick<Parameters<HistoryCalls["values"]>[0], "text" | "limit">): FieldValue[] {
    const found = db
      .prepare(`
        SELECT tag.value AS value, count(DISTINCT actionId) AS count
        FROM (SELECT tags, ${actionIdColumn} AS actionId FROM exchanges WHERE tags IS NOT NULL ORDER BY seq DESC LIMIT ${maxRowsForValues}) AS tagged
        JOIN json_each(CASE WHEN json_valid(tagged.tags) THEN tagged.tags ELSE '[]' END) AS tag
        WHERE tag.value LIKE ? ESCAPE '\\' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`)
      .all(containing(text), limit);
    return found.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
  }

  function values({ field, text, limit }: Parameters<HistoryCalls["values"]>[0]): FieldValue[] {
    if (field === "tag") return tagValues({ text, limit });
    const column = field === "user" ? "user_label" : field === "tier" ? "tier" : field === "project" ? "project_name" : "name";
    const ofKind = column === "name" ? "kind = ? AND " : "";
    const found = db
      .prepare(`
        SELECT ${column} AS value, count(*) AS count FROM (SELECT * FROM exchanges ORDER BY seq DESC LIMIT ${maxRowsForValues})
        WHERE ${ofKind}${column} <> '' AND ${column} LIKE ? ESCAPE '\\' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`)
      .all(...(column === "name" ? [field] : []), containing(text), limit);
    return found.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
  }

  /** Without a search, reads an index that has everything, the newest hours first; else the matching rows. */
  function counts({ filter: asked, before, nowMs }: Parameters<HistoryCalls["counts"]>[0]): CountedSlots {
    const filter = withNamedBackground(asked, nowMs);
    const { atMs: oldestAtMs } = oldest.get() ?? {};
    const oldestMs = oldestAtMs == null ? nowMs : Number(oldestAtMs);
    if (isNarrowed(filter)) {
      const readers = readersOf(select(filter, nowMs));
      const slots = new Map<number, CountedSlot>();
      const ranges = rangesBefore(before, readers);
      for (let next = ranges.next(); ; next = ranges.next()) {
        if (next.done === true) return { slots: [...slots.values()], oldestMs, nextBefore: next.value, countedSinceMs: timeOf(next.value) };
        for (const found of readers.slots(next.value)) {
          const slot = Number(found.slot);
          const { count, unanswered } = slots.get(slot) ?? { count: 0, unanswered: 0 };
          slots.set(slot, { slot, count: count + Number(found.count), unanswered: unanswered + Number(found.unanswered) });
        }
      }
    }
    const counting = db.prepare(`
      SELECT at_ms / ${slotMs} AS slot, count(*) AS count, sum(${isUnansweredSql}) AS unanswered
      FROM exchanges INDEXED BY exchanges_by_time_and_state
      WHERE at_ms >= ? AND at_ms < ?${filter.hasBackground ? "" : ` AND ${isForeground}`} GROUP BY 1`);
    const slots: CountedSlot[] = [];
    const endMs = performance.now() + limits.maxMs;
    const { fromMs } = stripRange({ oldestMs, nowMs });
    for (let below = before ?? (Math.floor(nowMs / slotMs) + 1) * slotMs; below > fromMs; below -= slotsPerStep * slotMs) {
      if (performance.now() >= endMs) return { slots, oldestMs, nextBefore: below, countedSinceMs: below };
      for (const { slot, count, unanswered } of counting.all(Math.max(below - slotsPerStep * slotMs, fromMs), below))
        slots.push({ slot: Number(slot), count: Number(count), unanswered: Number(unanswered) });
    }
    return { slots, oldestMs, nextBefore: null, countedSinceMs: null };
  }

  function timeOf(seq: number | null): number | null {
    return seq === null ? null : Number(timeAt.get(seq)?.atMs);
  }

  function countAll(selection: Selection): number {
    return readersOf(selection).count({ below: Number.MAX_SAFE_INTEGER, from: 0 }, maxCounted);
  }

  function count({ filter, beforeSeq, nowMs }: CountQuery): CountedPart {
    const readers = readersOf(select(filter, nowMs));
    const ranges = rangesBefore(beforeSeq, readers);
    let matching = 0;
    for (let next = ranges.next(); matching < maxCounted; next = ranges.next()) {
      if (next.done === true) return { matching, nextBeforeSeq: next.value };
      matching += readers.count(next.value, maxCounted - matching);
    }
    return { matching, nextBeforeSeq: null };
  }

  function remove({ exchangeId, what }: Parameters<HistoryCalls["remove"]>[0]): { removed: number } {
    const row = findRow.get(exchangeId);
    if (row === undefined) return { removed: 0 };
    const exchanges = db
      .prepare(`SELECT * FROM exchanges WHERE ${what === "action" ? isOfAction : "exchange_id = ?"}`)
      .all(...(what === "action" ? [String(row.actionId), String(row.actionId)] : [exchangeId]));
    const seqs = exchanges.map(({ seq }) => Number(seq));
    const bodies = db.prepare("SELECT * FROM bodies WHERE seq IN (SELECT value FROM json_each(?))").all(JSON.stringify(seqs));
    removeAll(seqs);
    lastRemoval = { exchanges, bodies };
    // The answer need not wait for this, and other calls are served meanwhile.
    scrub().catch(() => undefined);
    return { removed: seqs.length };
  }

  function restore(exchangeId: string): { restored: number } {
    const removal = lastRemoval;
    if (removal === null || !removal.exchanges.some((row) => row.exchange_id === exchangeId)) return { restored: 0 };
    putBack(removal.exchanges, removal.bodies);
    lastRemoval = null;
    return { restored: removal.exchanges.length };
  }

  function putBack(exchanges: readonly StoredRow[], bodies: readonly StoredRow[]): void {
    const bodyOf = new Map(bodies.map((body) => [body.seq, body]));
    inTransaction(db, () => {
      for (const [table, rows] of [
        ["exchanges", exchanges],
        ["bodies", bodies],
      ] as const)
        for (const row of rows) insertRow(db, table, row);
      for (const row of exchanges)
        insertText?.run(Number(row.seq), indexedText({ ...textsOf(row), extract: extractFrom(bodyOf.get(row.seq ?? null)) }));
    });
    total += exchanges.length;
    background = Number(countedBackground.get()?.n);
  }

  /** Removes in slices, so that an append never waits long. Ends early when the database is closed meanwhile. */
  async function clear(): Promise<{ removed: number }> {
    const oldestFirst = db.prepare(
      `SELECT seq FROM exchanges WHERE is_pinned = 0 AND tags IS NULL AND note IS NULL AND seq <= ? ORDER BY seq LIMIT ${clearedPerSlice}`,
    );
    const upTo = Number(db.prepare("SELECT max(seq) AS seq FROM exchanges").get()?.seq ?? 0);
    let removed = 0;
    lastRemoval = null;
    expiry.dropExpired();
    while (db.isOpen) {
      const slice = removeAll(oldestFirst.all(upTo).map(({ seq }) => Number(seq)));
      removed += slice;
      if (slice < clearedPerSlice) break;
      await otherCalls();
    }
    if (removed > 0) await scrub();
    return { removed };
  }

  function removeAll(seqs: readonly number[]): number {
    if (seqs.length === 0) return 0;
    const these = JSON.stringify(seqs);
    inTransaction(db, () => {
      for (const [table, id] of tablesBySeq(hasFullText))
        db.prepare(`DELETE FROM ${table} WHERE ${id} IN (SELECT value FROM json_each(?))`).run(these);
    });
    total -= seqs.length;
    background = Number(countedBackground.get()?.n);
    return seqs.length;
  }

  /** Removes what is left of cleared entries: FTS5 only marks words as deleted until it merges them, and the write-ahead log contains old pages. Also frees the space. */
  async function scrub(): Promise<void> {
    for (let isFirst = true; hasFullText && db.isOpen; isFirst = false) {
      const before = totalChanges();
      // A negative number starts merging everything into one segment; positive ones continue (sqlite.org/fts5.html#the_merge_command).
      db.prepare("INSERT INTO words (words, rank) VALUES ('merge', ?)").run(isFirst ? -mergedPagesPerSlice : mergedPagesPerSlice);
      if (totalChanges() - before < 2) break;
      await otherCalls();
    }
    if (db.isOpen) db.exec("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
  }

  const totalChanges = () => Number(db.prepare("SELECT total_changes() AS n").get()?.n);

  const expiry = createExpiry(db, { removedFile: removedPath(file), removeAll, putBack, scrub, otherCalls });

  const calls: HistoryCalls = {
    ...expiry,
    append,
    stage,
    storeStaged,
    dropStaged: (importId) => void staged.delete(importId),
    actions,
    count: ({ filter, ...query }) => count({ filter: withNamedBackground(filter, query.nowMs), ...query }),
    page,
    counts,
    values,
    find(exchangeId) {
      const row = findRow.get(exchangeId);
      const body = row && findBody.get(row.seq ?? null);
      if (row === undefined) return null;
      const { requestEncoding: encoding = null, requestBytes: bytes = null } = body ?? {};
      const requestBody = bytes === null ? null : textOf({ encoding, bytes });
      return { row: toRow(row), json: body === undefined ? null : textOf(body), requestBody };
    },
    pin({ exchangeId, isPinned }) {
      const actionId = findRow.get(exchangeId)?.actionId;
      if (actionId === undefined) return false;
      const { changes } = db.prepare(`UPDATE exchanges SET is_pinned = ? WHERE ${isOfAction}`).run(Number(isPinned), actionId, actionId);
      return Number(changes) > 0;
    },
    annotate,
    remove,
    restore,
    clear,
    stats() {
      const row = counted.get();
      const oldestAtMs = row?.oldestAtMs ?? null;
      return {
        entries: Number(row?.entries),
        pinned: Number(row?.pinned),
        marked: Number(row?.marked),
        bytes: sizeOf(file) + sizeOf(`${file}-wal`),
        oldestAtMs: oldestAtMs === null ? null : Number(oldestAtMs),
      };
    },
    close: () => db.close(),
  };
  return { hasFullText, calls };
}

/** The file that removed entries are in until the next start. */
function removedPath(file: string): string {
  return file === ":memory:" ? file : file.replace(/(\.db)?$/, "-removed.db");
}

/** Indexes the facts of entries that a host without full text has stored. */
function indexMissingEntries(db: DatabaseSync): void {
  db.exec(`INSERT INTO words (rowid, text)
    SELECT seq, concat_ws(' ', facts, names, tags, note) FROM exchanges WHERE seq > (SELECT coalesce(max(rowid), 0) FROM words)`);
}

/** Returns what full text indexes of an entry. All names are in it, also those that the limit of the facts has cut off: a search for a name relies on it. */
function indexedText({ facts, names, tags, note, extract }: IndexedTexts): string {
  return [facts, ...(names !== null && facts.length >= maxFactsLength ? [names] : []), tags ?? "", note ?? "", extract].join(" ");
}

interface IndexedTexts extends Pick<EntryToKeep, "facts" | "names" | "extract"> {
  /** As stored: a JSON array. */
  readonly tags: SQLOutputValue;
  readonly note: SQLOutputValue;
}

/** The texts of a row that full text indexes. */
function textsOf({ facts, names = null, tags = null, note = null }: StoredRow): Omit<IndexedTexts, "extract"> {
  return { facts: String(facts), names: names === null ? null : String(names), tags, note };
}

function tablesBySeq(hasFullText: boolean): [table: string, id: string][] {
  const tables: [string, string][] = [
    ["bodies", "seq"],
    ["exchanges", "seq"],
  ];
  return hasFullText ? [["words", "rowid"], ...tables] : tables;
}

type StoredRow = Record<string, SQLOutputValue>;

/** The columns are those of the table itself, from which the row was read. */
function insertRow(db: DatabaseSync, table: "exchanges" | "bodies", row: StoredRow): void {
  const columns = Object.keys(row);
  db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`).run(...Object.values(row));
}

/** Returns the extract that a search uses, made again from a stored body; empty if that is damaged. */
function extractFrom(body: StoredRow | undefined): string {
  const json = body === undefined ? null : textOf(body);
  if (json === null) return "";
  // `append` wrote the JSON of an entry, and `textOf` returns it whole or not at all.
  return extractOf((readJson(json) as unknown as Pick<HistoryEntry, "exchange">).exchange);
}

/** From `from` up to, not including, `below`. */
interface SeqRange {
  readonly from: number;
  readonly below: number;
}

interface Readers {
  /** The rows of a range, newest first. */
  readonly rows: (range: SeqRange) => Iterable<StoredRow>;
  readonly count: (range: SeqRange, limit: number) => number;
  /** The rows of a range per quarter of an hour, and how many of them have no answer. */
  readonly slots: (range: SeqRange) => Iterable<StoredRow>;
  /** Returns the begin of a range of about `size` rows. */
  readonly startOf: (range: { readonly below: number; readonly size: number }) => number;
}

interface FoundAction {
  readonly newestSeq: number;
  matching: number;
}

/** Selects rows: the parts of FROM and WHERE, and the column of `seq` that is cheapest to order by. */
interface Selection {
  readonly from: string;
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
  readonly seq: string;
  /** The full text expression that selects the rows, and one of rows that do not match; null for none. */
  readonly match: string | null;
  readonly notMatch: string | null;
}

const everything: Selection = { from: "exchanges", where: [], values: [], seq: "exchanges.seq", match: null, notMatch: null };

function queryOf({ text }: HistoryFilter, options: QueryOptions): QuerySql {
  return querySql(parseHistoryQuery(text).terms, options);
}

function selectionFor(
  { text, projectId, tier, state, isPinned, isLogging, hasBackground }: HistoryFilter,
  query: QuerySql,
  hasFullText: boolean,
): Selection {
  const conditions: [sql: string, value: SQLInputValue | null][] = [
    ["project_id = ?", projectId],
    ["tier = ?", tier],
    ["state = ?", state],
  ];
  // As literals, because SQLite uses a partial index only for a literal.
  const flags = [
    ["is_pinned", isPinned],
    ["is_logging", isLogging],
  ].flatMap(([column, isSet]) => (isSet === null ? [] : [`${column} = ${Number(isSet)}`]));
  const filters = conditions.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]));
  const searched = hasFullText ? searchIndex(query) : scanNewest(text);
  return {
    ...searched,
    where: [
      ...searched.where,
      ...query.where,
      ...filters.map(({ sql }) => sql),
      ...flags,
      ...(hasBackground || query.namesBackground ? [] : [flags.length > 0 || query.hasIndexedFlag ? `+${isForeground}` : isForeground]),
    ],
    values: [...searched.values, ...query.values, ...filters.map(({ value }) => value)],
  };
}

/** False if every request matches, apart from hidden background requests. */
function isNarrowed({ hasBackground: _hasBackground, text, ...filters }: HistoryFilter): boolean {
  return narrows(parseHistoryQuery(text).terms) || Object.values(filters).some((value) => value !== null);
}

const isUnansweredSql = `state IN (${unansweredStates.map((state) => `'${state}'`).join()})`;

/** As a literal, because SQLite uses a partial index only for a literal. With `+` in front it uses none, and another index serves the other condition. */
const isForeground = "purpose <> 'definitions'";

/** The index is the outer table: it returns its rows by `rowid`, newest first, so that no more than a page is read. */
function searchIndex({ match, notMatch }: QuerySql): Selection {
  if (match === null && notMatch === null) return everything;
  if (match === null) return { ...everything, notMatch };
  return {
    ...everything,
    match,
    from: "words CROSS JOIN exchanges ON exchanges.seq = words.rowid",
    where: ["words MATCH ?"],
    values: [match],
    seq: "words.rowid",
  };
}

/** Without full text, words are looked for in the newest entries only. */
function scanNewest(text: string): Selection {
  const hasWords = parseHistoryQuery(text).terms.some((term) => term.is === "word" && searchWords(term.text).length > 0);
  return hasWords ? { ...everything, from: `(SELECT * FROM exchanges ORDER BY seq DESC LIMIT ${maxScanned}) AS exchanges` } : everything;
}

/** Limits a selection to a range of `seq`; its values are those of the range. */
function inRange({ where, seq, from, values, notMatch }: Selection) {
  const inRangeOnly = [`${seq} < ?`, `${seq} >= ?`];
  return {
    from,
    seq,
    where: [...where, ...inRangeOnly, ...(notMatch === null ? [] : [`exchanges.seq NOT IN (${notMatching})`])],
    values: ({ below, from: first }: SeqRange) => [...values, below, first, ...(notMatch === null ? [] : [notMatch, below, first])],
  };
}

/** Ordered, because full text is read from its newest row on; SQLite would ignore the order without a limit. */
const notMatching = "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT 1000000000";

function conditionOf({ where }: Pick<Selection, "where">): string {
  return where.length === 0 ? "true" : where.join(" AND ");
}

/** Entries of older versions have no action, so that each is its own. */
const actionIdColumn = "coalesce(action_id, exchange_id)";
const isOfAction = "(action_id = ? OR (action_id IS NULL AND exchange_id = ?))";

const rowColumns = `seq, exchange_id AS exchangeId, at_ms AS atMs, endpoint, project_id AS projectId, project_name AS projectName, tier, purpose,
  kind, name, name_count AS nameCount, user_label AS userLabel, state, word, status, elapsed_ms AS elapsedMs, is_logging AS isLogging,
  is_pinned AS isPinned, ${actionIdColumn} AS actionId, tags, note`;

function toRow(columns: Record<string, SQLOutputValue>): HistoryRow {
  // The columns are those of `rowColumns`, which `append` wrote.
  const row = columns as unknown as HistoryRow;
  return { ...row, isLogging: Boolean(columns.isLogging), isPinned: Boolean(columns.isPinned), ...readAnnotation(columns) };
}

/** Tags as a JSON array, and the note; null for none. */
function storedAnnotation({ tags, note }: HistoryAnnotation): { tags: string | null; note: string | null } {
  return { tags: tags.length === 0 ? null : JSON.stringify(tags), note: note === "" ? null : note };
}

/** An entry of an import as it is stored. */
interface PreparedEntry {
  readonly entry: Omit<EntryToKeep, "json">;
  readonly body: Compressed;
  readonly tags: string | null;
  readonly note: string | null;
}

/** Damaged tags are none. */
function readAnnotation({ tags, note }: Record<string, SQLOutputValue>): HistoryAnnotation {
  return { tags: typeof tags === "string" ? readTags(tags) : [], note: typeof note === "string" ? note : "" };
}

function readTags(json: string): string[] {
  try {
    const tags = readJson(json);
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  } catch {
    return [];
  }
}

/** Null for bytes that are damaged. */
function textOf(columns: Record<string, SQLOutputValue>): string | null {
  return unpackIfWhole(readCompressed(columns))?.toString() ?? null;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Lets the worker serve calls that have arrived meanwhile. */
function otherCalls(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
