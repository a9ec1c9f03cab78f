import { statSync } from "node:fs";
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { HistoryFilter, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { compress, readCompressed, unpackText } from "../storage/compressed.ts";
import { inTransaction, type MovedAside, openSqliteFile } from "../storage/sqlite-file.ts";
import { type EntryToKeep, type HistoryCalls, type HistoryPage, maxCounted, type PageQuery } from "./history-calls.ts";
import { historyMigrations, openFullText } from "./history-schema.ts";
import { likePatterns, matchExpression } from "./search-words.ts";

const clearedAtOnce = 1000;
const mergedPagesAtOnce = 500;
/** Without full text a search reads every row, so it reads the newest only. */
const maxScanned = 50_000;

export interface HistoryDatabase extends HistoryCalls {
  readonly hasFullText: boolean;
  readonly movedAside: MovedAside | null;
}

/**
 * The history's file. Every call but `clear` blocks its thread until the disk has answered, which is why it has a thread of its own.
 * Throws what SQLite throws.
 */
export function openHistoryDatabase({
  file,
  nowMs,
  tryFullText = openFullText,
}: {
  readonly file: string;
  readonly nowMs: number;
  readonly tryFullText?: (db: DatabaseSync) => boolean;
}): HistoryDatabase {
  const { db, movedAside } = openSqliteFile({ file, nowMs, migrations: historyMigrations });
  const hasFullText = tryFullText(db);
  if (hasFullText) indexWhatIsNot(db);

  const insertExchange = db.prepare(`
    INSERT INTO exchanges (exchange_id, at_ms, endpoint, project_id, project_name, tier, purpose, kind, name, name_count,
                           user_label, state, word, status, elapsed_ms, is_logging, facts)
    VALUES (:exchangeId, :atMs, :endpoint, :projectId, :projectName, :tier, :purpose, :kind, :name, :nameCount,
            :userLabel, :state, :word, :status, :elapsedMs, :isLogging, :facts)`);
  const insertBody = db.prepare("INSERT INTO bodies (seq, encoding, bytes, request_encoding, request_bytes) VALUES (?, ?, ?, ?, ?)");
  const insertText = hasFullText ? db.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)") : null;
  const findRow = db.prepare(`SELECT ${rowColumns} FROM exchanges WHERE exchange_id = ?`);
  const findBody = db.prepare(
    "SELECT encoding, bytes, request_encoding AS requestEncoding, request_bytes AS requestBytes FROM bodies WHERE seq = ?",
  );
  const counted = db.prepare("SELECT count(*) AS entries, coalesce(sum(is_pinned), 0) AS pinned, min(at_ms) AS oldestAtMs FROM exchanges");
  let total = Number(counted.get()?.entries);

  function append({ row, facts, extract, json, requestBody }: EntryToKeep): HistoryRow {
    const { encoding, bytes } = compress(json);
    const seq = inTransaction(db, () => {
      const { lastInsertRowid } = insertExchange.run({ ...row, isLogging: Number(row.isLogging), facts });
      insertBody.run(lastInsertRowid, encoding, bytes, requestBody?.encoding ?? null, requestBody?.bytes ?? null);
      insertText?.run(lastInsertRowid, `${facts} ${extract}`);
      return Number(lastInsertRowid);
    });
    total += 1;
    return { ...row, seq, isPinned: false };
  }

  function page({ filter, beforeSeq, limit }: PageQuery): HistoryPage {
    const startedMs = performance.now();
    const chosen = choose(filter, hasFullText);
    const wanted = beforeSeq === null ? chosen : before(chosen, beforeSeq);
    const found = db
      .prepare(`SELECT ${rowColumns} FROM ${wanted.from} WHERE ${conditionOf(wanted)} ORDER BY ${wanted.seq} DESC LIMIT ?`)
      .all(...wanted.values, limit + 1);
    return {
      rows: found.slice(0, limit).map(toRow),
      hasMore: found.length > limit,
      matching: chosen.where.length === 0 ? total : count(chosen),
      total,
      searchMs: performance.now() - startedMs,
    };
  }

  function count(chosen: Choice): number {
    const counting = `SELECT count(*) AS n FROM (SELECT 1 FROM ${chosen.from} WHERE ${conditionOf(chosen)} LIMIT ${maxCounted})`;
    return Number(db.prepare(counting).get(...chosen.values)?.n);
  }

  /** In slices, so that an append never waits long. Gives up quietly when the database is closed meanwhile. */
  async function clear({ userLabel }: { readonly userLabel: string | null }): Promise<{ removed: number }> {
    const ofUser = userLabel === null ? "" : "AND user_label = ?";
    const oldestFirst = `SELECT seq FROM exchanges WHERE is_pinned = 0 ${ofUser} AND seq <= ? ORDER BY seq LIMIT ${clearedAtOnce}`;
    const upTo = Number(db.prepare("SELECT max(seq) AS seq FROM exchanges").get()?.seq ?? 0);
    const values = userLabel === null ? [upTo] : [userLabel, upTo];
    let removed = 0;
    while (db.isOpen) {
      const slice = removeAll(
        db
          .prepare(oldestFirst)
          .all(...values)
          .map(({ seq }) => Number(seq)),
      );
      removed += slice;
      if (slice < clearedAtOnce) break;
      await othersTurn();
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
    return seqs.length;
  }

  /** FTS5 only marks words as deleted until it merges them away, and the log before the database holds old pages: neither may remember. Gives the space back too. */
  async function scrub(): Promise<void> {
    for (let isFirst = true; hasFullText && db.isOpen; isFirst = false) {
      const before = totalChanges();
      // A negative number asks for all to be merged into one; positive ones carry on with that (sqlite.org/fts5.html#the_merge_command).
      db.prepare("INSERT INTO words (words, rank) VALUES ('merge', ?)").run(isFirst ? -mergedPagesAtOnce : mergedPagesAtOnce);
      if (totalChanges() - before < 2) break;
      await othersTurn();
    }
    if (db.isOpen) db.exec("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
  }

  const totalChanges = () => Number(db.prepare("SELECT total_changes() AS n").get()?.n);

  return {
    hasFullText,
    movedAside,
    append,
    page,
    find(exchangeId) {
      const row = findRow.get(exchangeId);
      const body = row && findBody.get(row.seq ?? null);
      if (row === undefined || body === undefined) return null;
      const { requestEncoding: encoding = null, requestBytes: bytes = null } = body;
      const requestBody = bytes === null ? null : unpackText(readCompressed({ encoding, bytes }));
      return { row: toRow(row), json: unpackText(readCompressed(body)), requestBody };
    },
    pin({ exchangeId, isPinned }) {
      const { changes } = db.prepare("UPDATE exchanges SET is_pinned = ? WHERE exchange_id = ?").run(Number(isPinned), exchangeId);
      return Number(changes) > 0;
    },
    clear,
    stats() {
      const row = counted.get();
      const oldestAtMs = row?.oldestAtMs ?? null;
      return {
        entries: Number(row?.entries),
        pinned: Number(row?.pinned),
        bytes: sizeOf(file) + sizeOf(`${file}-wal`),
        oldestAtMs: oldestAtMs === null ? null : Number(oldestAtMs),
      };
    },
    close: () => db.close(),
  };
}

/** Entries that were kept by a host without full text are found by their facts. */
function indexWhatIsNot(db: DatabaseSync): void {
  db.exec("INSERT INTO words (rowid, text) SELECT seq, facts FROM exchanges WHERE seq > (SELECT coalesce(max(rowid), 0) FROM words)");
}

function tablesBySeq(hasFullText: boolean): [table: string, id: string][] {
  const tables: [string, string][] = [
    ["bodies", "seq"],
    ["exchanges", "seq"],
  ];
  return hasFullText ? [["words", "rowid"], ...tables] : tables;
}

/** Which rows: what to put into FROM and WHERE, and the column in which `seq` is cheapest to order by. */
interface Choice {
  readonly from: string;
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
  readonly seq: string;
}

const everything: Choice = { from: "exchanges", where: [], values: [], seq: "exchanges.seq" };

function choose({ text, projectId, tier, state, isPinned, isLogging }: HistoryFilter, hasFullText: boolean): Choice {
  const conditions: [sql: string, value: SQLInputValue | null][] = [
    ["project_id = ?", projectId],
    ["tier = ?", tier],
    ["state = ?", state],
  ];
  // Written out, because SQLite uses a partial index for a literal only.
  const flags = [
    ["is_pinned", isPinned],
    ["is_logging", isLogging],
  ].flatMap(([column, isSet]) => (isSet === null ? [] : [`${column} = ${Number(isSet)}`]));
  const asked = conditions.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]));
  const searched = hasFullText ? searchIndex(text) : scanFacts(text);
  return {
    ...searched,
    where: [...searched.where, ...asked.map(({ sql }) => sql), ...flags],
    values: [...searched.values, ...asked.map(({ value }) => value)],
  };
}

/** The index goes first: it gives its rows by `rowid`, newest first, so that no more than a page is read. */
function searchIndex(text: string): Choice {
  const expression = matchExpression(text);
  if (expression === null) return everything;
  return {
    from: "words CROSS JOIN exchanges ON exchanges.seq = words.rowid",
    where: ["words MATCH ?"],
    values: [expression],
    seq: "words.rowid",
  };
}

function scanFacts(text: string): Choice {
  const patterns = likePatterns(text);
  if (patterns.length === 0) return everything;
  return {
    from: `(SELECT * FROM exchanges ORDER BY seq DESC LIMIT ${maxScanned}) AS exchanges`,
    where: patterns.map(() => "facts LIKE ? ESCAPE '\\'"),
    values: patterns,
    seq: "exchanges.seq",
  };
}

function before({ where, values, seq, ...from }: Choice, beforeSeq: number): Choice {
  return { ...from, seq, where: [...where, `${seq} < ?`], values: [...values, beforeSeq] };
}

function conditionOf({ where }: Choice): string {
  return where.length === 0 ? "true" : where.join(" AND ");
}

const rowColumns = `seq, exchange_id AS exchangeId, at_ms AS atMs, endpoint, project_id AS projectId, project_name AS projectName, tier, purpose,
  kind, name, name_count AS nameCount, user_label AS userLabel, state, word, status, elapsed_ms AS elapsedMs, is_logging AS isLogging,
  is_pinned AS isPinned`;

function toRow(columns: Record<string, SQLOutputValue>): HistoryRow {
  // The columns are those of `rowColumns`, and were written from such a row.
  const row = columns as unknown as HistoryRow;
  return { ...row, isLogging: Boolean(columns.isLogging), isPinned: Boolean(columns.isPinned) };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Lets the calls that came meanwhile be answered. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
