import type { DatabaseSync } from "node:sqlite";

/** One step for each version of the file, in order. Never change a released step: add another. */
export const historyMigrations: readonly string[] = [
  `CREATE TABLE exchanges (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     exchange_id TEXT NOT NULL UNIQUE,
     at_ms INTEGER NOT NULL,
     endpoint TEXT NOT NULL,
     project_id TEXT NOT NULL,
     project_name TEXT NOT NULL,
     tier TEXT NOT NULL,
     purpose TEXT NOT NULL,
     kind TEXT,
     name TEXT NOT NULL,
     name_count INTEGER NOT NULL,
     user_label TEXT NOT NULL,
     state TEXT NOT NULL,
     word TEXT NOT NULL,
     status INTEGER,
     elapsed_ms REAL NOT NULL,
     is_logging INTEGER NOT NULL,
     is_pinned INTEGER NOT NULL DEFAULT 0,
     facts TEXT NOT NULL
   ) STRICT;
   CREATE INDEX exchanges_by_project ON exchanges (project_id, seq);
   CREATE INDEX exchanges_by_state ON exchanges (state, seq);
   CREATE INDEX exchanges_by_user ON exchanges (user_label, seq);
   CREATE INDEX exchanges_pinned ON exchanges (seq) WHERE is_pinned = 1;
   CREATE INDEX exchanges_logged ON exchanges (seq) WHERE is_logging = 1;
   CREATE TABLE bodies (seq INTEGER PRIMARY KEY, encoding TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;`,
  // The request's body, when its sender has already compressed it.
  `ALTER TABLE bodies ADD COLUMN request_encoding TEXT;
   ALTER TABLE bodies ADD COLUMN request_bytes BLOB;`,
  // The action of each request; null in older entries, which are their own actions. No row is rewritten, so that a long history opens at once.
  `ALTER TABLE exchanges ADD COLUMN action_id TEXT;
   CREATE INDEX exchanges_by_action ON exchanges (action_id, seq) WHERE action_id IS NOT NULL;
   CREATE INDEX exchanges_background ON exchanges (seq) WHERE purpose = 'definitions';
   CREATE INDEX exchanges_in_foreground ON exchanges (seq) WHERE purpose <> 'definitions';`,
  // The fields of a search. Both columns are null in older entries, whose facts contain the same words. No row is rewritten.
  `ALTER TABLE exchanges ADD COLUMN names TEXT;
   ALTER TABLE exchanges ADD COLUMN who TEXT;
   CREATE INDEX exchanges_by_time ON exchanges (at_ms);`,
  `CREATE INDEX exchanges_by_purpose ON exchanges (purpose, seq);
   CREATE INDEX exchanges_by_status ON exchanges (status, seq);`,
  // What a person wrote about an action, in each of its rows: the tags as a JSON array, and the note. Null for none. No row is rewritten.
  // The counts per hour read the index only.
  `ALTER TABLE exchanges ADD COLUMN tags TEXT;
   ALTER TABLE exchanges ADD COLUMN note TEXT;
   CREATE INDEX exchanges_tagged ON exchanges (seq) WHERE tags IS NOT NULL;
   CREATE INDEX exchanges_noted ON exchanges (seq) WHERE note IS NOT NULL;
   CREATE INDEX exchanges_by_time_and_state ON exchanges (at_ms, state, purpose);`,
];

/** Creates the full-text table and returns true, if this SQLite has FTS5. Not a migration, because another host of the same folder may lack FTS5. */
export function openFullText(db: DatabaseSync): boolean {
  try {
    db.exec("CREATE VIRTUAL TABLE temp.full_text_probe USING fts5(text); DROP TABLE temp.full_text_probe");
  } catch {
    return false;
  }
  // The prefix indexes speed up the first typed letters. Contentless, because the other tables have the texts.
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')`);
  return true;
}
