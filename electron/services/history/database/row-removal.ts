import type { DatabaseSync } from "node:sqlite";
import { giveSpaceBack, inTransaction } from "../../storage/sqlite-file.ts";
import { otherCalls } from "./other-calls.ts";
import type { RowTotals } from "./row-totals.ts";
import type { StoredRow } from "./stored-row.ts";
import { indexedTextsOf, type WordIndex } from "./word-index.ts";

/** Removes rows from all tables and from full text, and puts them back. */
export interface RowRemoval {
  removeAll(seqs: readonly number[]): number;
  putBack(exchanges: readonly StoredRow[], bodies: readonly StoredRow[]): void;
  /** Removes what is left of removed rows in the file. */
  scrub(): Promise<void>;
}

export interface RowRemovalParts {
  readonly words: WordIndex | null;
  readonly totals: RowTotals;
}

export function createRowRemoval(db: DatabaseSync, { words, totals }: RowRemovalParts): RowRemoval {
  return {
    removeAll(seqs) {
      if (seqs.length === 0) return 0;
      const these = JSON.stringify(seqs);
      inTransaction(db, () => {
        for (const [table, id] of tablesBySeq({ hasWords: words !== null }))
          db.prepare(`DELETE FROM ${table} WHERE ${id} IN (SELECT value FROM json_each(?))`).run(these);
      });
      totals.changedBy(-seqs.length);
      return seqs.length;
    },
    putBack(exchanges, bodies) {
      const bodyOf = new Map(bodies.map((body) => [body.seq, body]));
      inTransaction(db, () => {
        for (const [table, rows] of [
          ["exchanges", exchanges],
          ["bodies", bodies],
        ] as const)
          for (const row of rows) insertRow(db, table, row);
        for (const row of exchanges) words?.insert(Number(row.seq), indexedTextsOf(row, bodyOf.get(row.seq ?? null)));
      });
      totals.changedBy(exchanges.length);
    },
    /** FTS5 only marks words as deleted until it merges them, and the write-ahead log contains old pages. Also frees the space. */
    async scrub() {
      for (let isFirst = true; words !== null && db.isOpen; isFirst = false) {
        if (!words.mergePart({ isFirst })) break;
        await otherCalls();
      }
      if (db.isOpen) giveSpaceBack(db);
    },
  };
}

function tablesBySeq({ hasWords }: { readonly hasWords: boolean }): [table: string, id: string][] {
  const tables: [string, string][] = [
    ["bodies", "seq"],
    ["exchanges", "seq"],
  ];
  return hasWords ? [["words", "rowid"], ...tables] : tables;
}

/** The columns are those of the table itself, from which the row was read. */
function insertRow(db: DatabaseSync, table: "exchanges" | "bodies", row: StoredRow): void {
  const columns = Object.keys(row);
  db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`).run(...Object.values(row));
}
