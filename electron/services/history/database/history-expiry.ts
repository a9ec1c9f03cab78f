import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { removeDatabase } from "../../storage/salvage.ts";
import { inTransaction } from "../../storage/sqlite-file.ts";
import type { ExpiredRows, ExpiryCalls, ExpiryLimits } from "./history-calls.ts";
import { otherCalls } from "./other-calls.ts";
import type { RowRemoval } from "./row-removal.ts";

const surveyedPerSlice = 2_000;
const movedPerSlice = 500;
const sampled = 1_000;

export interface Expiry extends ExpiryCalls {
  /** Puts back what a restoring had not yet put back when the program was killed or closed. Otherwise removes the second file: its removal can no longer be undone. */
  afterStart(): Promise<void>;
}

export interface ExpiryParts extends RowRemoval {
  /** The file that the removed rows are in until the next start. */
  readonly removedFile: string;
}

/** The user version of the second file while its rows are put back. */
const restoringVersion = 1;
const userVersionAt = 60;

/** Removes what is too old or too much. Removed rows go to a second file, from which they can be restored until the next start. */
export function createExpiry(db: DatabaseSync, { removedFile, removeAll, putBack, scrub }: ExpiryParts): Expiry {
  let isAttached = false;
  const oldestFirst = db.prepare(`
    SELECT e.seq, e.at_ms AS atMs, e.purpose, e.user_label AS userLabel, coalesce(e.action_id, e.exchange_id) AS actionId, e.is_pinned AS isPinned,
      (e.tags IS NOT NULL OR e.note IS NOT NULL) AS isAnnotated,
      e.exchange_id AS exchangeId, coalesce(length(b.bytes), 0) + coalesce(length(b.request_bytes), 0) AS bodyBytes
    FROM exchanges e LEFT JOIN bodies b ON b.seq = e.seq
    WHERE (e.at_ms, e.seq) > (?, ?) ORDER BY e.at_ms, e.seq LIMIT ${surveyedPerSlice}`);

  /** The pages in use, in bytes: free pages are returned to the system later. */
  function usedBytes(): number {
    const pragma = (name: string) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  /** What a row takes up beside its body, from the size of the file and the bodies of the newest rows. */
  function bytesBesideBody(used: number): number {
    const entries = Number(db.prepare("SELECT count(*) AS n FROM exchanges").get()?.n);
    const body = Number(
      db
        .prepare(
          `SELECT coalesce(avg(length(bytes) + coalesce(length(request_bytes), 0)), 0) AS n FROM (SELECT * FROM bodies ORDER BY seq DESC LIMIT ${sampled})`,
        )
        .get()?.n,
    );
    return entries === 0 ? 0 : Math.max(0, used / entries - body);
  }

  async function survey({
    beforeMs,
    maxBytes,
    keptIds,
  }: ExpiryLimits): Promise<{ readonly rows: ExpiredRows | null; readonly seqs: number[] }> {
    const used = usedBytes();
    const besideBody = bytesBesideBody(used);
    const kept = new Set(keptIds);
    let excess = maxBytes === null ? 0 : used - maxBytes;
    const seqs: number[] = [];
    const purposes = new Map<string, { requests: number; actions: Set<string>; users: Set<string> }>();
    const sums = { bytes: 0, bySize: 0, fromMs: 0, toMs: 0, pinned: 0, annotated: 0, unfinished: 0 };
    for (let after: [number, number] = [Number.MIN_SAFE_INTEGER, 0]; db.isOpen; ) {
      const slice = oldestFirst.all(...after);
      for (const row of slice) {
        const atMs = Number(row.atMs);
        const isOld = beforeMs !== null && atMs < beforeMs;
        if (!isOld && excess <= 0) return { rows: summary(), seqs };
        if (row.isPinned === 1) sums.pinned += 1;
        else if (row.isAnnotated === 1) sums.annotated += 1;
        else if (kept.has(String(row.exchangeId))) sums.unfinished += 1;
        else {
          const bytes = besideBody + Number(row.bodyBytes);
          excess -= bytes;
          seqs.push(Number(row.seq));
          sums.bytes += bytes;
          if (!isOld) sums.bySize += 1;
          if (seqs.length === 1) sums.fromMs = atMs;
          sums.toMs = atMs;
          const purpose = purposes.get(String(row.purpose)) ?? { requests: 0, actions: new Set(), users: new Set() };
          purposes.set(String(row.purpose), purpose);
          purpose.requests += 1;
          purpose.actions.add(String(row.actionId));
          if (row.userLabel !== "") purpose.users.add(String(row.userLabel));
        }
      }
      const last = slice.at(-1);
      if (last === undefined || slice.length < surveyedPerSlice) break;
      after = [Number(last.atMs), Number(last.seq)];
      await otherCalls();
    }
    return { rows: summary(), seqs };

    function summary(): ExpiredRows | null {
      if (seqs.length === 0) return null;
      const { pinned, annotated, unfinished, bytes, ...rest } = sums;
      return {
        ...rest,
        bytes: Math.round(bytes),
        requests: seqs.length,
        purposes: [...purposes].map(([purpose, { requests, actions, users }]) => ({
          purpose,
          requests,
          actions: actions.size,
          users: users.size,
        })),
        staying: { pinned, annotated, unfinished },
      };
    }
  }

  /** The second file has the tables of this one, so that rows are copied as they are. */
  function attach(): void {
    drop();
    db.prepare("ATTACH ? AS removed").run(removedFile);
    isAttached = true;
    for (const table of ["exchanges", "bodies"]) db.exec(`CREATE TABLE removed.${table} AS SELECT * FROM main.${table} WHERE false`);
  }

  function drop(): void {
    if (isAttached) db.exec("DETACH removed");
    isAttached = false;
    if (removedFile !== ":memory:") removeDatabase(removedFile);
  }

  return {
    expiring: async (limits) => (await survey(limits)).rows,
    async expire(limits) {
      const { rows, seqs } = await survey(limits);
      if (rows === null) return null;
      attach();
      for (let at = 0; at < seqs.length && db.isOpen; at += movedPerSlice) {
        const slice = seqs.slice(at, at + movedPerSlice);
        const these = JSON.stringify(slice);
        // A kill between the two leaves the rows in both files, and the next start removes the second one.
        inTransaction(db, () => {
          for (const table of ["exchanges", "bodies"])
            db.prepare(`INSERT INTO removed.${table} SELECT * FROM main.${table} WHERE seq IN (SELECT value FROM json_each(?))`).run(these);
        });
        removeAll(slice);
        await otherCalls();
      }
      await scrub();
      return rows;
    },
    async restoreExpired() {
      if (isAttached) db.exec(`PRAGMA removed.user_version = ${restoringVersion}`);
      return { restored: await putBackRest() };
    },
    dropExpired: drop,
    async afterStart() {
      if (!isRestoring(removedFile)) return drop();
      try {
        db.prepare("ATTACH ? AS removed").run(removedFile);
        isAttached = true;
        // A kill came between the two writes of a slice.
        db.exec("DELETE FROM removed.exchanges WHERE seq IN (SELECT seq FROM main.exchanges)");
        await putBackRest();
      } catch {
        // The second file is damaged: nothing more of it can be put back.
        if (db.isOpen) drop();
      }
    },
  };

  /** Ends early when the database is closed meanwhile; the next start goes on. */
  async function putBackRest(): Promise<number> {
    let restored = 0;
    while (isAttached && db.isOpen) {
      const exchanges = db.prepare(`SELECT * FROM removed.exchanges ORDER BY seq LIMIT ${movedPerSlice}`).all();
      if (exchanges.length === 0) break;
      const these = JSON.stringify(exchanges.map(({ seq }) => Number(seq)));
      const bodies = db.prepare("SELECT * FROM removed.bodies WHERE seq IN (SELECT value FROM json_each(?))").all(these);
      putBack(exchanges, bodies);
      for (const table of ["exchanges", "bodies"])
        db.prepare(`DELETE FROM removed.${table} WHERE seq IN (SELECT value FROM json_each(?))`).run(these);
      restored += exchanges.length;
      await otherCalls();
    }
    if (db.isOpen) drop();
    return restored;
  }
}

function isRestoring(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  const handle = openSync(file, "r");
  try {
    const header = Buffer.alloc(100);
    return readSync(handle, header) === header.length && header.readUInt32BE(userVersionAt) === restoringVersion;
  } finally {
    closeSync(handle);
  }
}
