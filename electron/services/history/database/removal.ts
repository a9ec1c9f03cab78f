import type { DatabaseSync } from "node:sqlite";
import type { ExpiryCalls, HistoryCalls } from "./history-calls.ts";
import { createExpiry } from "./history-expiry.ts";
import { otherCalls } from "./other-calls.ts";
import { createRowRemoval, type RowRemovalParts } from "./row-removal.ts";
import { isOfAction, prepareFindRow, type StoredRow } from "./stored-row.ts";

const clearedPerSlice = 1000;

export interface RemovalParts extends RowRemovalParts {
  /** The file that expired rows are in until the next start. */
  readonly removedFile: string;
}

export type RemovalCalls = Pick<HistoryCalls, "remove" | "restore" | "clear"> & ExpiryCalls;

/** Removes what a person chooses, everything, and what expires. */
export function createRemovalCalls(
  db: DatabaseSync,
  { removedFile, words, totals }: RemovalParts,
): { readonly calls: RemovalCalls; afterStart(): Promise<void> } {
  const findRow = prepareFindRow(db);
  const { removeAll, putBack, scrub } = createRowRemoval(db, { words, totals });
  const { afterStart: finishRestoring, ...expiry } = createExpiry(db, { removedFile, removeAll, putBack, scrub });
  /** In memory only. */
  let lastRemoval: { readonly exchanges: readonly StoredRow[]; readonly bodies: readonly StoredRow[] } | null = null;

  const calls: RemovalCalls = {
    ...expiry,
    remove({ exchangeId, what }) {
      const row = findRow.get(exchangeId);
      if (row === undefined) return { removed: 0 };
      const exchanges = db
        .prepare(`SELECT * FROM exchanges WHERE ${what === "action" ? isOfAction : "exchange_id = ?"}`)
        .all(...(what === "action" ? [String(row.actionId), String(row.actionId)] : [exchangeId]));
      const seqs = exchanges.map(({ seq }) => Number(seq));
      const bodies = db.prepare("SELECT * FROM bodies WHERE seq IN (SELECT value FROM json_each(?))").all(JSON.stringify(seqs));
      removeAll(seqs);
      lastRemoval = { exchanges, bodies };
      // The answer need not wait for this, and other calls are served meanwhile.
      scrub().catch(() => undefined);
      return { removed: seqs.length };
    },
    restore(exchangeId) {
      const removal = lastRemoval;
      if (removal === null || !removal.exchanges.some((row) => row.exchange_id === exchangeId)) return { restored: 0 };
      putBack(removal.exchanges, removal.bodies);
      lastRemoval = null;
      return { restored: removal.exchanges.length };
    },
    /** Removes in slices, so that an append never waits long. Ends early when the database is closed meanwhile. */
    async clear() {
      const oldestFirst = db.prepare(
        `SELECT seq FROM exchanges WHERE is_pinned = 0 AND tags IS NULL AND note IS NULL AND seq <= ? ORDER BY seq LIMIT ${clearedPerSlice}`,
      );
      const upTo = Number(db.prepare("SELECT max(seq) AS seq FROM exchanges").get()?.seq ?? 0);
      let removed = 0;
      lastRemoval = null;
      expiry.dropExpired();
      while (db.isOpen) {
        const slice = removeAll(oldestFirst.all(upTo).map(({ seq }) => Number(seq)));
        removed += slice;
        if (slice < clearedPerSlice) break;
        await otherCalls();
      }
      if (removed > 0) await scrub();
      return { removed };
    },
  };
  return {
    calls,
    /** Finishes what a kill, or closing, interrupted. */
    async afterStart() {
      await finishRestoring();
      if (words?.hasRemoved()) await scrub();
    },
  };
}
