import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { crc32 } from "node:zlib";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { readCompressed, unpackIfWhole } from "../storage/compressed.ts";
import type { FileFacts } from "../storage/database-thread.ts";
import type { SalvageRules } from "../storage/salvage.ts";
import { DamagedContent, type DatabaseFile, giveSpaceBack, inTransaction, openSqliteFile } from "../storage/sqlite-file.ts";
import { type BlockFacts, readFacts, type StoredBlock } from "./block.ts";
import { linesOfColumns } from "./column-users.ts";

/** A cohort as it is stored; `header` is JSON. */
export interface StoredCohort {
  readonly cohortId: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly isFinished: boolean;
  readonly header: string;
}

/** The calls that the worker of the cohorts' database serves. */
export interface CohortDatabaseCalls {
  begin(cohort: StoredCohort): void;
  /** Stores all of the blocks, or none. */
  append(input: { readonly cohortId: string; readonly blocks: readonly { readonly seq: number; readonly block: StoredBlock }[] }): void;
  update(cohort: StoredCohort): void;
  list(): StoredCohort[];
  find(cohortId: string): StoredCohort | null;
  /** Returns the answers of a block for `readFacts`, or null after the last one. */
  block(input: { readonly cohortId: string; readonly seq: number }): Uint8Array | null;
  /** Returns the lines of a block: one JSON text for each user. */
  lines(input: { readonly cohortId: string; readonly seq: number }): string[];
  /** Returns the rows, from 0, of users with the text in one of their values. */
  search(input: { readonly cohortId: string; readonly text: string }): Uint32Array;
  /** Removes what a run that failed has stored: a cohort that was never finished, or the blocks after those of its header. */
  discard(cohortId: string): void;
  remove(cohortId: string): void;
  close(): void;
}

const migrations: readonly string[] = [
  `CREATE TABLE cohorts (
     cohort_id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     created_at_ms INTEGER NOT NULL,
     is_finished INTEGER NOT NULL,
     header TEXT NOT NULL
   ) STRICT;
   CREATE TABLE blocks (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     cohort_id TEXT NOT NULL,
     number INTEGER NOT NULL,
     encoding TEXT NOT NULL,
     bytes BLOB NOT NULL,
     facts BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX blocks_of_cohort ON blocks (cohort_id, number);`,
  // A flipped bit in the codes of a block would count users for another answer. Null in older blocks.
  "ALTER TABLE blocks ADD COLUMN facts_crc32 INTEGER;",
];

const salvage: SalvageRules = {
  countedAs: { cohorts: ["cohort", "cohorts"] },
  isUsable: (table, row) =>
    table === "cohorts"
      ? isJsonObject(parseJson(String(row.header)))
      : unpackIfWhole(readCompressed({ encoding: row.encoding ?? null, bytes: row.bytes ?? null })) !== null && factsIn(row) !== null,
  // A cohort whose blocks are not all there would show other shares.
  complete: (db) =>
    db.exec(`DELETE FROM cohorts WHERE cohort_id IN (
      SELECT c.cohort_id FROM cohorts c WHERE json_extract(c.header, '$.blocks') IS NOT
        (SELECT count(DISTINCT b.number) FROM blocks b WHERE b.cohort_id = c.cohort_id
           AND b.number BETWEEN 0 AND json_extract(c.header, '$.blocks') - 1));
      DELETE FROM blocks WHERE cohort_id NOT IN (SELECT cohort_id FROM cohorts);`),
};

/** Opens `cohorts.db`, and removes what a run that was killed left behind. Throws what SQLite throws. */
export function openCohortDatabase(database: DatabaseFile): { readonly calls: CohortDatabaseCalls; readonly facts: FileFacts } {
  const { opened, unused } = openSqliteFile({ ...database, migrations, rules: salvage, prepare: createCalls });
  return { calls: opened, facts: { unused } };
}

function createCalls(db: DatabaseSync): CohortDatabaseCalls {
  db.exec("DELETE FROM cohorts WHERE is_finished = 0; DELETE FROM blocks WHERE cohort_id NOT IN (SELECT cohort_id FROM cohorts)");
  const insertCohort = db.prepare("INSERT INTO cohorts (cohort_id, name, created_at_ms, is_finished, header) VALUES (?, ?, ?, ?, ?)");
  const updateCohort = db.prepare("UPDATE cohorts SET name = ?, is_finished = ?, header = ? WHERE cohort_id = ?");
  const insertBlock = db.prepare("INSERT INTO blocks (cohort_id, number, encoding, bytes, facts, facts_crc32) VALUES (?, ?, ?, ?, ?, ?)");
  const allCohorts = db.prepare("SELECT * FROM cohorts ORDER BY created_at_ms DESC, rowid DESC");
  const oneCohort = db.prepare("SELECT * FROM cohorts WHERE cohort_id = ?");
  const factsOfBlock = db.prepare("SELECT facts, facts_crc32 FROM blocks WHERE cohort_id = ? AND number = ?");
  const usersOfBlock = db.prepare("SELECT encoding, bytes, facts, facts_crc32 FROM blocks WHERE cohort_id = ? AND number = ?");
  const usersOfCohort = db.prepare("SELECT encoding, bytes, facts, facts_crc32 FROM blocks WHERE cohort_id = ? ORDER BY number");

  const unfinish = db.prepare("UPDATE cohorts SET is_finished = 0 WHERE cohort_id = ?");
  const deleteCohort = db.prepare("DELETE FROM cohorts WHERE cohort_id = ?");
  const blocksFrom = db.prepare("SELECT seq FROM blocks WHERE cohort_id = ? AND number >= ? ORDER BY number DESC");
  const deleteBlock = db.prepare("DELETE FROM blocks WHERE seq = ?");

  /** Returns how many blocks a stored cohort has by its header. */
  function countOfBlocks(cohortId: string): number {
    const header = parseJson(String(oneCohort.get(cohortId)?.header ?? ""));
    return isJsonObject(header) ? Number(header.blocks) : 0;
  }

  /** True if a stored cohort has a block of this number by its header. */
  function hasBlock(cohortId: string, seq: number): boolean {
    return countOfBlocks(cohortId) > seq;
  }

  function removeBlocks(cohortId: string, firstNumber: number): void {
    const seqs = blocksFrom.all(cohortId, firstNumber).map(({ seq }) => Number(seq));
    for (let from = 0; from < seqs.length; from += maxRemovedAtOnce) removeParts(seqs.slice(from, from + maxRemovedAtOnce));
  }

  /** The log takes as much space as what is removed. A full disk has some for one block where it has none for several. */
  function removeParts(seqs: readonly number[]): void {
    try {
      inTransaction(db, () => {
        for (const seq of seqs) deleteBlock.run(seq);
      });
    } catch (error) {
      emptyLog(db);
      if (seqs.length === 1) throw error;
      const half = seqs.length >> 1;
      removeParts(seqs.slice(0, half));
      removeParts(seqs.slice(half));
    }
    emptyLog(db);
  }

  function remove(cohortId: string): void {
    // The next start completes a removal that is interrupted.
    unfinish.run(cohortId);
    removeBlocks(cohortId, 0);
    deleteCohort.run(cohortId);
    giveSpaceBack(db);
  }

  return {
    begin: ({ cohortId, name, createdAtMs, isFinished, header }) =>
      void insertCohort.run(cohortId, name, createdAtMs, isFinished ? 1 : 0, header),
    append({ cohortId, blocks }) {
      requireRoom(
        db,
        blocks.reduce((sum, { block }) => sum + block.text.bytes.length + block.facts.length, 0),
      );
      try {
        inTransaction(db, () => {
          for (const { seq, block } of blocks)
            insertBlock.run(cohortId, seq, block.text.encoding, block.text.bytes, block.facts, crc32(block.facts));
        });
      } catch (error) {
        // What was rolled back stays in the log, where it would keep a full disk full.
        emptyLog(db);
        throw error;
      }
    },
    update: ({ cohortId, name, isFinished, header }) => void updateCohort.run(name, isFinished ? 1 : 0, header, cohortId),
    list: () => allCohorts.all().map(cohortOf),
    find: (cohortId) => {
      const row = oneCohort.get(cohortId);
      return row === undefined ? null : cohortOf(row);
    },
    block: ({ cohortId, seq }) => {
      const row = factsOfBlock.get(cohortId, seq);
      if (row === undefined && !hasBlock(cohortId, seq)) return null;
      const facts = row === undefined ? null : wholeFacts(row);
      if (facts === null) throw new DamagedContent("The answers of a block are damaged.");
      return facts;
    },
    lines: ({ cohortId, seq }) => {
      const row = usersOfBlock.get(cohortId, seq);
      if (row !== undefined) return linesOf(row);
      if (hasBlock(cohortId, seq)) throw new DamagedContent("The users of a block are missing.");
      return [];
    },
    search: ({ cohortId, text }) => {
      const wanted = text.toLowerCase();
      const found: number[] = [];
      let row = 0;
      for (const stored of usersOfCohort.iterate(cohortId))
        for (const line of linesOf(stored)) {
          // Names of fields are in the line, too, so that a hit is looked at closely.
          if (line.toLowerCase().includes(wanted) && hasValue(line, wanted)) found.push(row);
          row += 1;
        }
      return Uint32Array.from(found);
    },
    discard(cohortId) {
      if (oneCohort.get(cohortId)?.is_finished !== 1) return remove(cohortId);
      removeBlocks(cohortId, countOfBlocks(cohortId));
      giveSpaceBack(db);
    },
    remove,
    close: () => db.close(),
  };
}

/** What is left on the disk, so that blocks can be removed again: that is written to the log, too. */
const reserveBytes = 4 * 1024 * 1024;

/** Throws SQLite's error for a full disk unless there is room for blocks in the log, for the whole log in the file, and for the removal of both. */
function requireRoom(db: DatabaseSync, bytes: number): void {
  const file = db.location();
  if (file === null) return;
  const logBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const { bavail, bsize } = statfsSync(dirname(file));
  if (bavail * bsize < 2 * bytes + logBytes + reserveBytes)
    throw new DiskAlmostFull("There is too little space for the users of a cohort.");
}

class DiskAlmostFull extends Error {
  readonly errcode = sqliteFull;
}
const sqliteFull = 13;

const maxRemovedAtOnce = 32;

/** Empties the write-ahead log, as far as the disk allows. */
function emptyLog(db: DatabaseSync): void {
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // The next commit, or the next start, empties it.
  }
}

function cohortOf({ cohort_id, name, created_at_ms, is_finished, header }: Record<string, SQLOutputValue>): StoredCohort {
  return {
    cohortId: String(cohort_id),
    name: String(name),
    createdAtMs: Number(created_at_ms),
    isFinished: is_finished === 1,
    header: String(header),
  };
}

function linesOf(row: BlockRow): string[] {
  const text = unpackIfWhole(readCompressed({ encoding: row.encoding ?? null, bytes: row.bytes ?? null }))?.toString();
  if (text !== undefined && text !== "") return text.split("\n");
  const facts = text === undefined ? null : factsIn(row);
  if (facts === null) throw new DamagedContent("The users of a block are damaged.");
  return facts.fields ? linesOfColumns(facts, facts.fields) : [];
}

type BlockRow = Readonly<Record<string, SQLOutputValue | undefined>>;

/** Returns the answers that `append` stored in a row, or null if they are damaged. */
function wholeFacts(row: BlockRow): Uint8Array | null {
  const { facts, facts_crc32: checksum } = row;
  if (!(facts instanceof Uint8Array)) return null;
  const isWhole = typeof checksum === "number" ? crc32(facts) === checksum : readIfWhole(facts) !== null;
  return isWhole ? facts : null;
}

function factsIn(row: BlockRow): BlockFacts | null {
  const facts = wholeFacts(row);
  return facts === null ? null : readIfWhole(facts);
}

function readIfWhole(facts: Uint8Array): BlockFacts | null {
  try {
    return readFacts(facts);
  } catch {
    return null;
  }
}

function hasValue(line: string, wanted: string): boolean {
  const waiting: unknown[] = [parseJson(line)];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isJsonObject(value)) waiting.push(...Object.values(value));
    else if (Array.isArray(value)) waiting.push(...value);
    else if (String(value).toLowerCase().includes(wanted)) return true;
  }
  return false;
}
