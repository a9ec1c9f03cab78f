import { renameSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { databaseParts, removeDatabase, type SalvagedRows, type SalvageRules, salvageRows } from "./salvage.ts";
import { datedPath, findKind } from "./set-aside.ts";
import { isPlainFile, pageSize, readVersionRecords } from "./sqlite-pages.ts";
import { recordedVersion, recordVersion, versionRecordsOf } from "./version-records.ts";

/** A database file that is not used, and the reason. */
export type UnusedFile =
  /** It was renamed to `to`; its rows were copied into a new file. */
  | { readonly kind: "damaged"; readonly file: string; readonly to: string; readonly rows: readonly SalvagedRows[] }
  /** It stays as it is; `to` is used instead. */
  | { readonly kind: "newer"; readonly file: string; readonly to: string };

/** A database file to open. */
export interface DatabaseFile {
  readonly file: string;
  readonly nowMs: number;
  /** True sets the file aside first, and continues with what can be read of it: damage was found while it was in use, and it is closed. */
  readonly isDamaged?: boolean;
}

export interface SqliteFile<Opened> extends DatabaseFile {
  readonly migrations: readonly string[];
  readonly rules: SalvageRules;
  /** Prepares the statements. What SQLite throws here is damage, too. */
  readonly prepare: (db: DatabaseSync) => Opened;
}

export interface OpenedFile<Opened> {
  readonly opened: Opened;
  readonly unused: UnusedFile | null;
}

/**
 * Opens a database file and applies the missing `migrations`: one step for each version of the file, counted in two places of its header (`VersionRecords`). A damaged file, or anything
 * else in its place, is set aside under a dated name, and every row of it that can be read is copied into a new file. A file that a newer version wrote is not
 * changed, and another one is used. Throws what SQLite throws when the disk refuses.
 */
export function openSqliteFile<Opened>(sqlite: SqliteFile<Opened>): OpenedFile<Opened> {
  const { file, migrations, isDamaged = false } = sqlite;
  if (isDamaged) return repairSqliteFile(sqlite);
  if (file === ":memory:") return { opened: openAndPrepare(sqlite), unused: null };
  completeRepair(file);
  const [, ...besides] = databaseParts(file);
  const [log = ""] = besides;
  const isMissing = findKind(file) === "nothing";
  if (isMissing && findKind(log) === "nothing" && !besides.some(isStrange)) return { opened: createAndPrepare(sqlite), unused: null };
  // SQLite would apply a log to any file, and take an empty file for a new database.
  if (isMissing || hasStrangePart(file) || statSync(file).size === 0) return repairSqliteFile(sqlite);
  const records = readVersionRecords(file);
  const version = records && recordedVersion(records, migrations.length);
  if (version !== null && version > migrations.length) {
    const to = file.replace(/(\.db)?$/, `-v${migrations.length}.db`);
    return { opened: openSqliteFile({ ...sqlite, file: to }).opened, unused: { kind: "newer", file, to } };
  }
  try {
    return { opened: openAndPrepare(sqlite), unused: null };
  } catch (error) {
    if (isRefusedBySystem(error)) throw error;
    return repairSqliteFile(sqlite);
  }
}

/** True if something else is in the place of a database, or beside it where only SQLite writes: opening it could wait for ever. */
export function hasStrangePart(file: string): boolean {
  const [, ...besides] = databaseParts(file);
  return findKind(file) === "other" || besides.some(isStrange);
}

/** True for something beside a database that SQLite did not write: it would follow a link nowhere, and wait for a pipe. */
function isStrange(part: string): boolean {
  return findKind(part) !== "nothing" && !isPlainFile(part);
}

/**
 * Copies what can be read of a damaged file into a new one, which takes its place; the old one gets a dated name. No database on it may be open. A kill at
 * any point loses nothing: the next start completes it or starts over.
 */
function repairSqliteFile<Opened>(sqlite: SqliteFile<Opened>): OpenedFile<Opened> {
  const { file, nowMs, migrations } = sqlite;
  const repaired = repairedPath(file);
  removeDatabase(repaired);
  const rows = salvageInto(repaired, sqlite, migrations);
  const to = datedPath(file, nowMs);
  const targets = databaseParts(to);
  for (const [index, part] of databaseParts(file).entries()) if (findKind(part) !== "nothing") renameSync(part, targets[index] ?? to);
  renameSync(repaired, file);
  return { opened: openAndPrepare(sqlite), unused: { kind: "damaged", file, to, rows } };
}

function salvageInto<Opened>(repaired: string, { file, rules }: SqliteFile<Opened>, migrations: readonly string[]): SalvagedRows[] {
  const db = openUpToDate(repaired, migrations);
  try {
    return findKind(file) === "other" ? [] : salvageRows(file, db, rules);
  } finally {
    db.close();
  }
}

/** The new file, until it is complete and takes the place of the damaged one. */
function repairedPath(file: string): string {
  return `${file}.repaired`;
}

/** Completes a repair that was killed between its two renames, and removes one that was killed before. */
function completeRepair(file: string): void {
  const repaired = repairedPath(file);
  if (findKind(repaired) === "nothing") return;
  const [, log = ""] = databaseParts(repaired);
  const isComplete = findKind(repaired) === "file" && findKind(log) === "nothing";
  if (isComplete && findKind(file) === "nothing") renameSync(repaired, file);
  else removeDatabase(repaired);
}

/** A new database takes its place when it is complete, so that an empty file is never a new one. */
function createAndPrepare<Opened>(sqlite: SqliteFile<Opened>): Opened {
  const repaired = repairedPath(sqlite.file);
  openUpToDate(repaired, sqlite.migrations).close();
  renameSync(repaired, sqlite.file);
  return openAndPrepare(sqlite);
}

/** The structure of larger files is not checked at the start, because it would take too long; damage is found when it is read. */
const maxCheckedBytes = 32 * 1024 * 1024;

function openAndPrepare<Opened>({ file, migrations, prepare }: SqliteFile<Opened>): Opened {
  const db = openUpToDate(file, migrations);
  try {
    return prepare(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function openUpToDate(file: string, migrations: readonly string[]): DatabaseSync {
  // A program that holds the file at the start will not let go soon; one that holds it later, such as a backup, will.
  const db = new DatabaseSync(file, { timeout: 1000 });
  try {
    db.exec(`PRAGMA page_size = ${pageSize}; PRAGMA auto_vacuum = INCREMENTAL`);
    const records = versionRecordsOf(db);
    const version = recordedVersion(records, migrations.length);
    if (version === null || version > migrations.length) throw new DamagedContent(`There is no version ${records.userVersion}.`);
    if (version !== 0) requireSound(db, file);
    db.exec("PRAGMA journal_mode = WAL");
    // Every commit is synced, so that what the user has seen stored survives a power failure.
    db.exec("PRAGMA synchronous = FULL");
    // Overwrites removed content, which would otherwise stay in free pages.
    db.exec("PRAGMA secure_delete = ON");
    for (const [step, statements] of migrations.entries()) {
      if (step < version) continue;
      db.exec(`BEGIN IMMEDIATE; ${statements} ${recordVersion(step + 1)} COMMIT`);
    }
    if (version !== 0) requireColumns(db, migrations);
    if (records.applicationId === 0 && version === migrations.length) db.exec(`BEGIN IMMEDIATE; ${recordVersion(version)} COMMIT`);
    db.exec("PRAGMA busy_timeout = 5000");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite reads names without regard to case, and rows have the names of the file: a flipped bit in `count` makes the count of every row missing. */
function requireColumns(db: DatabaseSync, migrations: readonly string[]): void {
  const expected = openUpToDate(":memory:", migrations);
  const found = new Set(columnsOf(db));
  const isWhole = columnsOf(expected).every((column) => found.has(column));
  expected.close();
  if (!isWhole) throw new DamagedContent("The names of the columns are damaged.");
}

function columnsOf(db: DatabaseSync): string[] {
  const columns = db.prepare(
    `SELECT t.name AS "table", c.name AS "column", c.type AS type, c.pk AS key
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'`,
  );
  return columns.all().map((column) => JSON.stringify(column));
}

function requireSound(db: DatabaseSync, file: string): void {
  if (file !== ":memory:" && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxCheckedBytes) return;
  // `quick_check` does not compare indexes with their tables: a row whose ID has a flipped bit would be listed, and not be found by it.
  const problem = db.prepare("PRAGMA integrity_check(1)").get()?.integrity_check;
  if (problem !== "ok") throw new DamagedContent(String(problem));
}

/** Content of a database that cannot have been stored like this. */
export class DamagedContent extends Error {
  readonly errcode = sqliteCorrupt;
}
const sqliteCorrupt = 11;

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

/** Gives the space of removed rows back to the disk, so that nothing of them remains in the file or in its log. Throws what SQLite throws. */
export function giveSpaceBack(db: DatabaseSync): void {
  db.exec("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)");
}

/** Returns SQLite's result code with its details, or 0 (sqlite.org/rescode.html). */
function sqliteCode(error: unknown): number {
  const code = typeof error === "object" && error !== null && "errcode" in error ? error.errcode : 0;
  return typeof code === "number" ? code : 0;
}

/** System error codes by SQLite's primary result code. */
const systemCodes = new Map([
  [3, "EACCES"],
  [5, "EBUSY"],
  [6, "EBUSY"],
  [8, "EROFS"],
  [10, "EIO"],
  [sqliteCorrupt, "EDAMAGED"],
  [13, "ENOSPC"],
  [14, "ENOENT"],
  [15, "EBUSY"],
  [24, "EDAMAGED"],
  [26, "EDAMAGED"],
]);

/** The file ends before a page that it should have. */
const shortRead = 522;
/** The shared memory beside a log could not grow: that is how a full disk shows first. */
const sharedMemoryCannotGrow = 4874;

/** Returns the system error code for an error from SQLite or from the file system, or for the fields of one; `EUNKNOWN` for anything else. */
export function systemCode(error: unknown): string {
  const code = sqliteCode(error);
  if (code === 0) return fileSystemCode(error) ?? "EUNKNOWN";
  if (code === shortRead) return "EDAMAGED";
  return code === sharedMemoryCannotGrow ? "ENOSPC" : (systemCodes.get(code & 0xff) ?? "EUNKNOWN");
}

function fileSystemCode(error: unknown): string | null {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return typeof code === "string" && /^E[A-Z]+$/.test(code) ? code : null;
}

/** Returns true for an error whose reason is not in the file: no space, no permission, another program. Everything else at the start is damage. */
function isRefusedBySystem(error: unknown): boolean {
  const code = systemCode(error);
  return code !== "EDAMAGED" && code !== "EUNKNOWN";
}
