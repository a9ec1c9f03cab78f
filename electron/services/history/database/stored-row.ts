import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { HistoryAnnotation, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { unansweredStates } from "#shared/domain/history/query-fields.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { readCompressed, unpackIfWhole } from "../../storage/compressed.ts";

/** The columns of a row, by name. */
export type StoredRow = Record<string, SQLOutputValue>;

/** Entries of older versions have no action, so that each is its own. */
export const actionIdColumn = "coalesce(action_id, exchange_id)";

/** Takes the action's ID twice. */
export const isOfAction = "(action_id = ? OR (action_id IS NULL AND exchange_id = ?))";

/** As a literal, because SQLite uses a partial index only for a literal. With `+` in front it uses none, and another index serves the other condition. */
export const isForeground = "purpose <> 'definitions'";

export const isUnansweredSql = `state IN (${unansweredStates.map((state) => `'${state}'`).join()})`;

/** The columns that `toRow` reads. */
export const rowColumns = `seq, exchange_id AS exchangeId, at_ms AS atMs, endpoint, project_id AS projectId, project_name AS projectName, tier, purpose,
  kind, name, name_count AS nameCount, user_label AS userLabel, state, word, status, elapsed_ms AS elapsedMs, is_logging AS isLogging,
  is_pinned AS isPinned, ${actionIdColumn} AS actionId, tags, note`;

/** The row of an exchange's ID. */
export function prepareFindRow(db: DatabaseSync): StatementSync {
  return db.prepare(`SELECT ${rowColumns} FROM exchanges WHERE exchange_id = ?`);
}

export function toRow(columns: StoredRow): HistoryRow {
  // The columns are those of `rowColumns`, which `append` wrote.
  const row = columns as unknown as HistoryRow;
  return { ...row, isLogging: Boolean(columns.isLogging), isPinned: Boolean(columns.isPinned), ...readAnnotation(columns) };
}

/** Damaged tags are none. */
export function readAnnotation({ tags, note }: StoredRow): HistoryAnnotation {
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

/** Tags as a JSON array, and the note; null for none. */
export interface StoredAnnotation {
  readonly tags: string | null;
  readonly note: string | null;
}

export function storedAnnotation({ tags, note }: HistoryAnnotation): StoredAnnotation {
  return { tags: tags.length === 0 ? null : JSON.stringify(tags), note: note === "" ? null : note };
}

/** The text of a stored body. Null for bytes that are damaged. */
export function textOf(columns: StoredRow): string | null {
  return unpackIfWhole(readCompressed(columns))?.toString() ?? null;
}
