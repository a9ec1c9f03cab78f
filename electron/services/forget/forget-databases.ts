import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import type { ForgottenPlace } from "#shared/domain/session/forget-report.ts";
import { ledgerBatchOf, linesOf } from "../events/database/ledger-batch.ts";
import { StorageFailed } from "../failures.ts";
import { compress, readCompressed, unpackIfWhole } from "../storage/compressed.ts";
import { findKind } from "../storage/set-aside.ts";
import { DamagedContent, hasStrangePart, systemCode } from "../storage/sqlite-file.ts";
import type { ValueMatcher } from "./value-matcher.ts";

type StoredRow = Record<string, SQLOutputValue>;

export interface DatabaseSearch {
  readonly file: string;
  readonly name: string;
  readonly matches: ValueMatcher;
  /** True only counts. */
  readonly isPreview: boolean;
}

/** Changes rows; does nothing in a preview. */
type Change = (sql: string, ...values: SQLInputValue[]) => void;

type Forget = (db: DatabaseSync, matches: ValueMatcher, change: Change) => Omit<ForgottenPlace, "file">[];

/** Each database of the data folder, and how the rows of a user are removed from it. */
export const forgettable: Readonly<Record<string, Forget>> = {
  "history.db": forgetRequests,
  "outbox.db": forgetEvents,
  "cohorts.db": forgetCohorts,
  "definitions.db": forgetSnapshots,
};

/**
 * Removes the rows of a user from a closed database in one transaction, and all that is left of them in its file. A kill at any point leaves the file as it was before or after the
 * transaction; the next run completes it. A preview only reads, so the database may be in use.
 */
export function forgetInDatabase({ file, name, matches, isPreview }: DatabaseSearch): ForgottenPlace[] {
  const forget = forgettable[name];
  if (forget === undefined || findKind(file) === "nothing") return [];
  if (hasStrangePart(file)) throw asStorageFailed(new DamagedContent("It is no database."), { file, name });
  let db: DatabaseSync | null = null;
  try {
    const opened = new DatabaseSync(file, { timeout: 1000 });
    db = opened;
    opened.exec(isPreview ? "BEGIN" : "PRAGMA secure_delete = ON; BEGIN IMMEDIATE");
    const places = forget(opened, matches, (sql, ...values) => {
      if (!isPreview) opened.prepare(sql).run(...values);
    });
    opened.exec("COMMIT");
    if (!isPreview) scrub(opened);
    return places.filter(({ count }) => count > 0).map((place) => ({ ...place, file: name }));
  } catch (error) {
    throw asStorageFailed(error, { file, name });
  } finally {
    if (db?.isTransaction) db.exec("ROLLBACK");
    db?.close();
  }
}

/** Converts what SQLite throws. Returns other errors unchanged. */
function asStorageFailed(error: unknown, { file, name }: Pick<DatabaseSearch, "file" | "name">): unknown {
  const code = systemCode(error);
  return code === "EUNKNOWN" ? error : new StorageFailed(code, file, `${describeFailure(code, name)} Then run forget-user again.`);
}

function describeFailure(code: string, name: string): string {
  switch (code) {
    case "EBUSY":
      return `Another program is using ${name}, so it was not searched. Close it.`;
    case "EDAMAGED":
      return `${name} is damaged, so it was not searched. Start Gatescope once: it repairs the file.`;
    case "ENOSPC":
      return `The disk is full, so ${name} cannot be written anew. Free some space.`;
    default:
      return `${name} could not be read and written anew (${code}). Check its permissions and the disk.`;
  }
}

/** Writes the file anew: free pages, the log, and the words that full text has only marked as deleted are then gone. */
function scrub(db: DatabaseSync): void {
  if (hasTable(db, "words")) db.exec("INSERT INTO words (words) VALUES ('optimize')");
  db.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
}

function hasTable(db: DatabaseSync, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}

/** True if a column of the row has a value, or its compressed content does. */
function rowMatches(row: StoredRow, matches: ValueMatcher): boolean {
  return Object.entries(row).some(([column, value]) => {
    if (typeof value === "string") return matches(value);
    if (!(value instanceof Uint8Array)) return false;
    const encoding = row[column === "request_bytes" ? "request_encoding" : "encoding"];
    const text = typeof encoding === "string" ? unpackIfWhole(readCompressed({ encoding, bytes: value })) : Buffer.from(value);
    return text !== null && matches(text.toString());
  });
}

function forgetRequests(db: DatabaseSync, matches: ValueMatcher, change: Change): Omit<ForgottenPlace, "file">[] {
  const found = new Set<number>();
  for (const table of ["exchanges", "bodies"])
    for (const row of db.prepare(`SELECT * FROM ${table}`).iterate()) if (rowMatches(row, matches)) found.add(Number(row.seq));
  const these = JSON.stringify([...found]);
  const tables = [...(hasTable(db, "words") ? [["words", "rowid"]] : []), ["bodies", "seq"], ["exchanges", "seq"]];
  for (const [table, id] of tables) change(`DELETE FROM ${table} WHERE ${id} IN (SELECT value FROM json_each(?))`, these);
  return [{ one: "request of the history", many: "requests of the history", count: found.size, note: null }];
}

const unsentStates = ["waiting", "sending", "refused", "may_have_arrived"];

/** A request of several users keeps the events of the others: its body and its ledger lines are written anew. */
function forgetEvents(db: DatabaseSync, matches: ValueMatcher, change: Change): Omit<ForgottenPlace, "file">[] {
  let [events, unsent, lines, runs] = [0, 0, 0, 0];
  const removedBatches = new Set<SQLOutputValue | undefined>();
  for (const parcel of db.prepare("SELECT * FROM parcels").all()) {
    const body = db.prepare("SELECT encoding, bytes FROM bodies WHERE seq = ?").get(parcel.seq ?? null);
    const sheet = db.prepare("SELECT * FROM sheets WHERE parcel_seq = ?").get(parcel.seq ?? null);
    const rest = body === undefined ? null : eventsOfOthers(body, matches);
    const isOfUser = rowMatches(parcel, matches);
    const left = rest === null ? Number(parcel.count) : rest.count;
    const removed = isOfUser && rest === null && sheet === undefined ? Number(parcel.count) : Number(parcel.count) - left;
    if (removed === 0 && !isOfUser) continue;
    events += removed;
    if (unsentStates.includes(String(parcel.state))) unsent += removed;
    if (left === 0 || (rest === null && body !== undefined && isOfUser)) {
      for (const [table, id] of [
        ["bodies", "seq"],
        ["sheets", "parcel_seq"],
        ["parcels", "seq"],
      ])
        change(`DELETE FROM ${table} WHERE ${id} = ?`, parcel.seq ?? null);
      removedBatches.add(parcel.seq);
      if (sheet !== undefined) lines += Number(sheet.count);
      continue;
    }
    if (rest !== null && rest.json !== null) {
      const { encoding, bytes } = compress(rest.json);
      change("UPDATE bodies SET encoding = ?, bytes = ? WHERE seq = ?", encoding, bytes, parcel.seq ?? null);
    }
    const cleared = (column: string) => (matches(String(parcel[column] ?? "")) ? forgotten : (parcel[column] ?? null));
    change(
      "UPDATE parcels SET count = ?, user_label = ?, first_name = ?, problem = ? WHERE seq = ?",
      ...[left, cleared("user_label"), cleared("first_name"), cleared("problem"), parcel.seq ?? null],
    );
  }
  for (const sheet of db.prepare("SELECT * FROM sheets").all())
    if (!removedBatches.has(sheet.parcel_seq)) lines += forgetLines(sheet, matches, change);
  for (const run of db.prepare("SELECT * FROM runs").all()) {
    if (!rowMatches(run, matches)) continue;
    runs += 1;
    change("DELETE FROM runs WHERE id = ?", run.id ?? null);
    change("DELETE FROM refused_rows WHERE run_id = ?", run.id ?? null);
    change("UPDATE parcels SET run_id = NULL WHERE run_id = ?", run.id ?? null);
  }
  for (const row of db.prepare("SELECT * FROM refused_rows").all())
    if (matches(String(row.reason)))
      change("UPDATE refused_rows SET reason = ? WHERE run_id = ? AND row = ?", forgotten, row.run_id ?? null, row.row ?? null);
  for (const { name } of db.prepare("SELECT DISTINCT name FROM sent_names").all())
    if (matches(String(name))) change("DELETE FROM sent_names WHERE name = ?", name ?? null);
  return [
    {
      one: "stored event",
      many: "stored events",
      count: events,
      note: unsent === 0 ? null : `${unsent} not sent yet, or not known to have arrived`,
    },
    { one: "line of the ledger", many: "lines of the ledger", count: lines, note: null },
    { one: "import of a file", many: "imports of files", count: runs, note: "what was sent of them stays in the ledger for other users" },
  ];
}

/** Stands where a text named the user. */
const forgotten = "(forgotten)";

/** Returns a body without the events of the user, or null if it is no list of events. `json` is null if nothing changes. */
function eventsOfOthers(body: StoredRow, matches: ValueMatcher): { readonly json: string | null; readonly count: number } | null {
  const text = unpackIfWhole(readCompressed(body))?.toString();
  const content = text === undefined ? null : parseJson(text);
  if (!isJsonObject(content)) return null;
  const [name, all] = Object.entries(content).find((entry): entry is [string, JsonValue[]] => Array.isArray(entry[1])) ?? [];
  if (name === undefined || all === undefined) return null;
  const others = all.filter((event) => !matches(JSON.stringify(event)));
  // What belongs to the whole request, such as its user, goes with its last event.
  const { [name]: _, ...rest } = content;
  if (matches(JSON.stringify(rest))) return { json: null, count: 0 };
  return { json: others.length === all.length ? null : JSON.stringify({ ...content, [name]: others }), count: others.length };
}

function forgetLines(sheet: StoredRow, matches: ValueMatcher, change: Change): number {
  const all = linesOf(readCompressed(sheet));
  const others = all.filter((line) => !matches(JSON.stringify(line)));
  if (others.length === all.length) return 0;
  if (others.length === 0) change("DELETE FROM sheets WHERE seq = ?", sheet.seq ?? null);
  else {
    const { count, lines, facts, tiers } = ledgerBatchOf(others);
    change(
      "UPDATE sheets SET count = ?, encoding = ?, bytes = ?, facts = ?, tiers = ? WHERE seq = ?",
      ...[count, lines.encoding, lines.bytes, facts, JSON.stringify(tiers), sheet.seq ?? null],
    );
  }
  return all.length - others.length;
}

/** Shares and rows of a cohort are those of all its users, so that a cohort with the user goes as a whole. */
function forgetCohorts(db: DatabaseSync, matches: ValueMatcher, change: Change): Omit<ForgottenPlace, "file">[] {
  const found = new Set<string>();
  for (const row of db.prepare("SELECT cohort_id, name, header FROM cohorts").all())
    if (rowMatches(row, matches)) found.add(String(row.cohort_id));
  for (const row of db.prepare("SELECT cohort_id, encoding, bytes FROM blocks").iterate())
    if (!found.has(String(row.cohort_id)) && rowMatches(row, matches)) found.add(String(row.cohort_id));
  for (const cohortId of found) for (const table of ["blocks", "cohorts"]) change(`DELETE FROM ${table} WHERE cohort_id = ?`, cohortId);
  return [{ one: "cohort", many: "cohorts", count: found.size, note: "as a whole, because its shares count this user" }];
}

/** Rules that name a user are read from Statsig again, as long as they name it there. */
function forgetSnapshots(db: DatabaseSync, matches: ValueMatcher, change: Change): Omit<ForgottenPlace, "file">[] {
  const hashes: string[] = [];
  for (const row of db.prepare("SELECT hash, encoding, bytes FROM texts").iterate())
    if (rowMatches(row, matches)) hashes.push(String(row.hash));
  const found = db
    .prepare("SELECT project_id, snapshot_id, text_hash, file_name FROM snapshots")
    .all()
    .filter((row) => hashes.includes(String(row.text_hash)) || matches(String(row.file_name ?? "")));
  for (const { project_id = null, snapshot_id = null } of found)
    for (const table of ["snapshot_lists", "snapshots"])
      change(`DELETE FROM ${table} WHERE project_id = ? AND snapshot_id = ?`, project_id, snapshot_id);
  for (const hash of hashes) change("DELETE FROM texts WHERE hash = ?", hash);
  const lists = db
    .prepare("SELECT file, from_byte, bytes FROM list_pieces")
    .all()
    .filter((row) => rowMatches(row, matches));
  for (const { file = null } of lists) change("DELETE FROM list_pieces WHERE file = ?", file);
  return [
    {
      one: "kept set of rules",
      many: "kept sets of rules",
      count: found.length,
      note: "rules that name the user; they come back while Statsig has them",
    },
  ];
}
