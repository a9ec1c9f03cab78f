import { existsSync, renameSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { MovedAside } from "./history-calls.ts";

/** One step for each version of the file, in order; `user_version` says how many were taken. Never change one that was released: add another. */
const migrations: readonly string[] = [
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
];

/** Opens the database, brings it up to date, or puts it aside when it cannot be used and begins a new one. Throws what SQLite throws when the disk refuses. */
export function openFile(file: string, nowMs: number): { db: DatabaseSync; movedAside: MovedAside | null } {
  try {
    return { db: openUpToDate(file), movedAside: null };
  } catch (error) {
    const because = whyUnusable(error);
    if (because === null) throw error;
    const to = moveAside(file, nowMs);
    return { db: openUpToDate(file), movedAside: { to, because } };
  }
}

class NewerVersion extends Error {}

function openUpToDate(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    db.exec("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
    const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
    if (version > migrations.length) throw new NewerVersion();
    db.exec("PRAGMA journal_mode = WAL");
    // What was shown as done is on the disk, also after a power failure: every commit is synced.
    db.exec("PRAGMA synchronous = FULL");
    // A user who was forgotten leaves no readable traces in free pages.
    db.exec("PRAGMA secure_delete = ON");
    migrate(db, version);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: DatabaseSync, version: number): void {
  for (const [step, statements] of migrations.entries()) {
    if (step < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${step + 1}; COMMIT`);
  }
}

/** Full text beside the tables, where this SQLite has it; not a migration, because another host of the same folder may lack it. */
export function openFullText(db: DatabaseSync): boolean {
  try {
    db.exec("CREATE VIRTUAL TABLE temp.full_text_probe USING fts5(text); DROP TABLE temp.full_text_probe");
  } catch {
    return false;
  }
  // The prefix indexes make the first letters typed cheap; contentless, because the texts are in the other tables.
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')`);
  return true;
}

/** SQLite's own numbers for a file that is damaged, or is no database (sqlite.org/rescode.html). */
const damaged = new Set([11, 26]);

function whyUnusable(error: unknown): string | null {
  if (error instanceof NewerVersion) return "a newer version of Gatescope wrote it";
  return damaged.has(sqliteCode(error)) ? "it is damaged" : null;
}

/** The primary result code of an error from SQLite, or 0. */
function sqliteCode(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
}

/** The system's names for what SQLite says by number. */
const systemCodes = new Map([
  [5, "EBUSY"],
  [8, "EROFS"],
  [10, "EIO"],
  [11, "EDAMAGED"],
  [13, "ENOSPC"],
  [14, "ENOENT"],
]);

/** Why SQLite could not, as the system would say it; `EUNKNOWN` for anything else. */
export function systemCode(error: unknown): string {
  return systemCodes.get(sqliteCode(error)) ?? "EUNKNOWN";
}

function moveAside(file: string, nowMs: number): string {
  const to = file.replace(/(\.db)?$/, `-unread-${nowMs}.db`);
  for (const part of ["", "-wal", "-shm"]) if (existsSync(file + part)) renameSync(file + part, to + part);
  return to;
}
