import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { type Compressed, compress } from "../../storage/compressed.ts";
import { inTransaction } from "../../storage/sqlite-file.ts";
import type { EntryToKeep, HistoryCalls } from "./history-calls.ts";
import type { RowTotals } from "./row-totals.ts";
import { prepareFindRow, readAnnotation, type StoredAnnotation, storedAnnotation } from "./stored-row.ts";
import type { WordIndex } from "./word-index.ts";

export interface AppendParts {
  readonly words: WordIndex | null;
  readonly totals: RowTotals;
}

/** Stores new entries: those of this program, and those of imports, which are staged in memory until the whole recording was read. */
export function createAppendCalls(
  db: DatabaseSync,
  { words, totals }: AppendParts,
): Pick<HistoryCalls, "append" | "stage" | "storeStaged" | "dropStaged"> {
  const insert = createInsert(db, words);
  const findRow = prepareFindRow(db);
  const newestOfAction = db.prepare(
    "SELECT is_pinned AS isPinned, tags, note FROM exchanges WHERE action_id = ? ORDER BY seq DESC LIMIT 1",
  );
  const staged = new Map<string, StagedRow[]>();

  return {
    append(entries) {
      const rows = inTransaction(db, () =>
        entries.map(({ json, ...entry }) => {
          const { isPinned = 0, tags = null, note = null } = newestOfAction.get(entry.row.actionId) ?? {};
          return insert(entry, compress(json), { isPinned, tags, note });
        }),
      );
      totals.added(rows);
      return rows;
    },
    stage({ importId, entries }) {
      // Compressed here, so that storing takes little time.
      const prepared = entries.map(({ entry: { json, ...entry }, annotation }) => ({
        entry,
        body: compress(json),
        annotation: storedAnnotation(annotation),
      }));
      staged.set(importId, [...(staged.get(importId) ?? []), ...prepared]);
    },
    storeStaged(importId) {
      const prepared = staged.get(importId);
      if (prepared === undefined) return null;
      // Oldest first, as requests are usually stored.
      const oldestFirst = prepared.toSorted((a, b) => a.entry.row.atMs - b.entry.row.atMs);
      const imported = inTransaction(db, () =>
        oldestFirst.flatMap(({ entry, body, annotation }) =>
          findRow.get(entry.row.exchangeId) === undefined ? [insert(entry, body, { isPinned: 0, ...annotation })] : [],
        ),
      );
      staged.delete(importId);
      totals.added(imported);
      return {
        imported: imported.length,
        alreadyThere: prepared.length - imported.length,
        exchangeId: imported.at(-1)?.exchangeId ?? null,
      };
    },
    dropStaged: (importId) => void staged.delete(importId),
  };
}

/** An entry of an import that is not stored yet. */
interface StagedRow {
  readonly entry: Omit<EntryToKeep, "json">;
  readonly body: Compressed;
  readonly annotation: StoredAnnotation;
}

type Insert = (
  entry: Omit<EntryToKeep, "json">,
  body: Compressed,
  marks: Readonly<Record<"isPinned" | "tags" | "note", SQLOutputValue>>,
) => HistoryRow;

/** The returned function must be called in a transaction. */
function createInsert(db: DatabaseSync, words: WordIndex | null): Insert {
  const insertExchange = db.prepare(`
    INSERT INTO exchanges (exchange_id, at_ms, endpoint, project_id, project_name, tier, purpose, kind, name, name_count,
                           user_label, state, word, status, elapsed_ms, is_logging, is_pinned, facts, action_id, names, who, tags, note)
    VALUES (:exchangeId, :atMs, :endpoint, :projectId, :projectName, :tier, :purpose, :kind, :name, :nameCount,
            :userLabel, :state, :word, :status, :elapsedMs, :isLogging, :isPinned, :facts, :actionId, :names, :who, :tags, :note)`);
  const insertBody = db.prepare("INSERT INTO bodies (seq, encoding, bytes, request_encoding, request_bytes) VALUES (?, ?, ?, ?, ?)");
  return ({ row, facts, names, who, extract, requestBody }, { encoding, bytes }, { isPinned, tags, note }) => {
    const { lastInsertRowid } = insertExchange.run({ ...row, isLogging: Number(row.isLogging), isPinned, facts, names, who, tags, note });
    insertBody.run(lastInsertRowid, encoding, bytes, requestBody?.encoding ?? null, requestBody?.bytes ?? null);
    words?.insert(lastInsertRowid, { facts, names, tags, note, extract });
    return { ...row, seq: Number(lastInsertRowid), isPinned: Boolean(isPinned), ...readAnnotation({ tags, note }) };
  };
}
