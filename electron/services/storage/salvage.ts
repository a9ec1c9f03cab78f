import { rmSync } from "node:fs";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { readRecords, type StoredRecord, type StoredValue } from "./sqlite-pages.ts";

/** The columns of a row by name. */
export type SalvagedRow = Readonly<Record<string, StoredValue>>;

/** The rules of one database file: what a person calls its rows, and which of them can be used. */
export interface SalvageRules {
  /** The tables whose rows a person knows, with their name: `{ exchanges: ["request", "requests"] }`. */
  readonly countedAs: Readonly<Record<string, readonly [one: string, many: string]>>;
  /** Returns false for a row that the program cannot use, such as one with an unknown state. The types of its columns are already checked. */
  isUsable(table: string, row: SalvagedRow): boolean;
  /** Returns the rows of other tables that this row belongs to, and is a trace of. */
  tracesOf?(table: string, row: SalvagedRow): readonly { readonly table: string; readonly rowid: StoredValue | undefined }[];
  /** Corrects what belongs together after the rows were stored: a row without its other half. */
  complete?(db: DatabaseSync): void;
}

/** The number of recovered rows of one kind. `lost` counts those of which traces are left. */
export interface SalvagedRows {
  readonly one: string;
  readonly many: string;
  readonly kept: number;
  readonly lost: number;
}

/**
 * Copies every row of the damaged `from` that can be read and used into `into`, a new database with the current tables. Returns the counts of the rows
 * that a person knows.
 */
export function salvageRows(from: string, into: DatabaseSync, rules: SalvageRules): SalvagedRows[] {
  const tables = tablesOf(into);
  const seen = new Map(tables.map(({ name }) => [name, new Set<number>()]));
  into.exec("PRAGMA foreign_keys = OFF; BEGIN");
  for (const record of readRecords(from)) {
    for (const table of tables) {
      const row = rowOf(table, record);
      if (row === null) continue;
      if (record.rowid !== null) seen.get(table.name)?.add(record.rowid);
      for (const { table: other, rowid } of rules.tracesOf?.(table.name, row) ?? [])
        if (typeof rowid === "number") seen.get(other)?.add(rowid);
      if (rules.isUsable(table.name, row)) table.insert(row);
      break;
    }
  }
  rules.complete?.(into);
  into.exec("COMMIT; PRAGMA foreign_keys = ON");
  return Object.entries(rules.countedAs).map(([name, [one, many]]) => {
    const kept = Number(into.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.n);
    return { one, many, kept, lost: Math.max(0, (seen.get(name)?.size ?? 0) - kept) };
  });
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** The value in rows that are older than the column. */
  readonly initial: StoredValue;
}

interface Table {
  readonly name: string;
  /** In the order of a record. */
  readonly columns: readonly Column[];
  /** The column that is the row ID, which a record contains as null. */
  readonly rowidColumn: string | null;
  readonly hasRowid: boolean;
  /** The number of columns that a record of every version has: those that were added later may be missing at its end. */
  readonly minColumns: number;
  insert(row: SalvagedRow): void;
}

/** Reads the tables of a new database. Full text and what SQLite has for itself are not copied. */
function tablesOf(db: DatabaseSync): Table[] {
  const listed = db
    .prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  return listed.map(({ name, wr }) => {
    const info = db
      .prepare('SELECT name, type, "notnull" AS isRequired, dflt_value AS initial, pk FROM pragma_table_info(?)')
      .all(String(name));
    const isWithoutRowid = Number(wr) === 1;
    const keyed = info.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
    const [onlyKey] = keyed;
    const isRowidColumn = !isWithoutRowid && keyed.length === 1 && onlyKey?.type === "INTEGER";
    // Without row IDs the primary key comes first.
    const ordered = isWithoutRowid ? [...keyed, ...info.filter(({ pk }) => Number(pk) === 0)] : info;
    const columns = ordered.map((column) => ({
      name: String(column.name),
      type: String(column.type),
      isRequired: Number(column.isRequired) === 1,
      initial: typeof column.initial === "string" ? initialValue(db, column.initial) : null,
    }));
    const names = columns.map((column) => column.name);
    const insert = db.prepare(
      `INSERT OR IGNORE INTO ${name} (${names.join(", ")}) VALUES (${names.map((column) => `:${column}`).join(", ")})`,
    );
    return {
      name: String(name),
      columns,
      rowidColumn: isRowidColumn ? String(onlyKey?.name) : null,
      hasRowid: !isWithoutRowid,
      minColumns: columns.findLastIndex(({ isRequired, initial }) => isRequired && initial === null) + 1,
      insert: (row) => void insert.run(row as Record<string, SQLInputValue>), // StoredValue is what SQLite stores
    };
  });
}

/** Evaluates the default of a column, an expression of the schema. */
function initialValue(db: DatabaseSync, expression: string): StoredValue {
  return db.prepare(`SELECT ${expression} AS value`).get()?.value ?? null;
}

/** Returns the record as a row of the table; null when it cannot be one. */
function rowOf({ columns, rowidColumn, hasRowid, minColumns }: Table, { rowid, values }: StoredRecord): SalvagedRow | null {
  if ((rowid !== null) !== hasRowid || values.length > columns.length || values.length < minColumns) return null;
  const row: Record<string, StoredValue> = {};
  for (const [index, column] of columns.entries()) {
    const isRowid = column.name === rowidColumn;
    const stored = index < values.length ? (values[index] ?? null) : column.initial;
    if (isRowid && stored !== null) return null;
    const value = isRowid ? rowid : stored;
    if (!fits(value, column)) return null;
    row[column.name] = value;
  }
  return row;
}

function fits(value: StoredValue, { type, isRequired }: Column): boolean {
  if (value === null) return !isRequired;
  switch (type) {
    case "INTEGER":
      return Number.isSafeInteger(value);
    case "REAL":
      return typeof value === "number" && Number.isFinite(value);
    case "TEXT":
      return typeof value === "string";
    default:
      return value instanceof Uint8Array;
  }
}

/** Removes a database file and what belongs to it. */
export function removeDatabase(file: string): void {
  for (const part of databaseParts(file)) rmSync(part, { recursive: true, force: true });
}

/** The file of a database and the files beside it. */
export function databaseParts(file: string): string[] {
  return ["", "-wal", "-shm", "-journal"].map((part) => file + part);
}
