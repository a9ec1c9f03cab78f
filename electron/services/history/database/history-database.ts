import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { type DatabaseFile, openSqliteFile } from "../../storage/sqlite-file.ts";
import { createActionCalls } from "./actions.ts";
import { createAnnotationCalls } from "./annotations.ts";
import { createAppendCalls } from "./append.ts";
import { createFieldValues } from "./field-values.ts";
import type { HistoryCalls, HistoryFacts } from "./history-calls.ts";
import { type AllowedValues, historySalvage } from "./history-salvage.ts";
import { historyMigrations, openFullText } from "./history-schema.ts";
import { createPageCalls } from "./pages.ts";
import { createRangeReader, defaultLimits, type ReadLimits } from "./range-reader.ts";
import { createRemovalCalls } from "./removal.ts";
import { createRowTotals } from "./row-totals.ts";
import { createSelections } from "./selection.ts";
import { createSlotCounts } from "./slot-counts.ts";
import { prepareFindRow, textOf, toRow } from "./stored-row.ts";
import { createWordIndex } from "./word-index.ts";

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
  { file, tryFullText, limits }: Required<Pick<HistoryFile, "file" | "tryFullText" | "limits">>,
): { readonly hasFullText: boolean; readonly calls: HistoryCalls } {
  const words = tryFullText(db) ? createWordIndex(db) : null;
  const totals = createRowTotals(db);
  const selections = createSelections(db, words);
  const reader = createRangeReader(db, limits);
  const removal = createRemovalCalls(db, { words, totals, removedFile: removedPath(file) });
  const calls: HistoryCalls = {
    ...createAppendCalls(db, { words, totals }),
    ...createActionCalls(db, { selections, reader, totals, limits }),
    ...createPageCalls(db, { selections, reader, totals }),
    ...createSlotCounts(db, { selections, reader, limits }),
    ...createFieldValues(db),
    ...createAnnotationCalls(db, words),
    ...removal.calls,
    find: createFind(db),
    stats: createStats(db, file),
    close: () => db.close(),
  };
  // Calls are served meanwhile. What fails is tried again at the next start.
  removal.afterStart().catch(() => undefined);
  return { hasFullText: words !== null, calls };
}

function createFind(db: DatabaseSync): HistoryCalls["find"] {
  const findRow = prepareFindRow(db);
  const findBody = db.prepare(
    "SELECT encoding, bytes, request_encoding AS requestEncoding, request_bytes AS requestBytes FROM bodies WHERE seq = ?",
  );
  return (exchangeId) => {
    const row = findRow.get(exchangeId);
    const body = row && findBody.get(row.seq ?? null);
    if (row === undefined) return null;
    const { requestEncoding: encoding = null, requestBytes: bytes = null } = body ?? {};
    const requestBody = bytes === null ? null : textOf({ encoding, bytes });
    return { row: toRow(row), json: body === undefined ? null : textOf(body), requestBody };
  };
}

function createStats(db: DatabaseSync, file: string): HistoryCalls["stats"] {
  // Each of these reads an index only: one query for all of them would read the whole table.
  const counted = db.prepare(`
    SELECT (SELECT count(*) FROM exchanges) AS entries, (SELECT count(*) FROM exchanges WHERE is_pinned = 1) AS pinned,
      (SELECT count(*) FROM (SELECT seq FROM exchanges WHERE is_pinned = 1 UNION SELECT seq FROM exchanges WHERE tags IS NOT NULL
        UNION SELECT seq FROM exchanges WHERE note IS NOT NULL)) AS marked,
      (SELECT min(at_ms) FROM exchanges) AS oldestAtMs`);
  return () => {
    const { entries, pinned, marked, oldestAtMs = null } = counted.get() ?? {};
    return {
      entries: Number(entries),
      pinned: Number(pinned),
      marked: Number(marked),
      bytes: sizeOf(file) + sizeOf(`${file}-wal`),
      oldestAtMs: oldestAtMs === null ? null : Number(oldestAtMs),
    };
  };
}

/** The file that removed entries are in until the next start. */
function removedPath(file: string): string {
  return file === ":memory:" ? file : file.replace(/(\.db)?$/, "-removed.db");
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
