import { existsSync, renameSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** A database file that could not be used: its new path, and the reason. */
export interface MovedAside {
  readonly to: string;
  readonly because: string;
}

export interface OpenedFile {
  readonly db: DatabaseSync;
  readonly movedAside: MovedAside | null;
}

/**
 * Opens a database file and applies the missing `migrations`: one step for each version of the file, counted by `user_version`. A file that is damaged or was
 * written by a newer version is moved aside, and a new one is created. Throws what SQLite throws when the disk refuses.
 */
export function openSqliteFile({
  file,
  nowMs,
  migrations,
}: {
  readonly file: string;
  readonly nowMs: number;
  readonly migrations: readonly string[];
}): OpenedFile {
  try {
    return { db: openUpToDate(file, migrations), movedAside: null };
  } catch (error) {
    const because = unusableReason(error);
    if (because === null) throw error;
    const to = moveAside(file, nowMs);
    return { db: openUpToDate(file, migrations), movedAside: { to, because } };
  }
}

class NewerVersion extends Error {}

function openUpToDate(file: string, migrations: readonly string[]): DatabaseSync {
  // A program that holds the file at the start will not let go soon; one that holds it later, such as a backup, will.
  const db = new DatabaseSync(file, { timeout: 1000 });
  try {
    db.exec("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
    const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
    if (version > migrations.length) throw new NewerVersion();
    db.exec("PRAGMA journal_mode = WAL");
    // Every commit is synced, so that what the user has seen stored survives a power failure.
    db.exec("PRAGMA synchronous = FULL");
    // Overwrites removed content, which would otherwise stay in free pages.
    db.exec("PRAGMA secure_delete = ON");
    for (const [step, statements] of migrations.entries()) {
      if (step < version) continue;
      db.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${step + 1}; COMMIT`);
    }
    db.exec("PRAGMA busy_timeout = 5000");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Runs `act` in a transaction, which is rolled back when it throws. */
export function inTransaction<T>(db: DatabaseSync, act: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const done = act();
    db.exec("COMMIT");
    return done;
  } catch (error) {
    // A full disk has already rolled back by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** SQLite's result codes for a damaged file, and for a file that is not a database (sqlite.org/rescode.html). */
const damaged = new Set([11, 26]);

function unusableReason(error: unknown): string | null {
  if (error instanceof NewerVersion) return "a newer version of Gatescope wrote it";
  return damaged.has(sqliteCode(error)) ? "it is damaged" : null;
}

/** Returns the primary result code of an error from SQLite, or 0. */
function sqliteCode(error: unknown): number {
  const code = typeof error === "object" && error !== null && "errcode" in error ? error.errcode : 0;
  return typeof code === "number" ? code & 0xff : 0;
}

/** System error codes by SQLite's primary result code. */
const systemCodes = new Map([
  [5, "EBUSY"],
  [8, "EROFS"],
  [10, "EIO"],
  [11, "EDAMAGED"],
  [13, "ENOSPC"],
  [14, "ENOENT"],
]);

/** Returns the system error code for an error from SQLite, or for the fields of one; `EUNKNOWN` for anything else. */
export function systemCode(error: unknown): string {
  return systemCodes.get(sqliteCode(error)) ?? "EUNKNOWN";
}

function moveAside(file: string, nowMs: number): string {
  const to = file.replace(/(\.db)?$/, `-unread-${nowMs}.db`);
  for (const part of ["", "-wal", "-shm"]) if (existsSync(file + part)) renameSync(file + part, to + part);
  return to;
}
