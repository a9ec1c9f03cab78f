import type { DatabaseSync } from "node:sqlite";
import { readCompressed, unpackIfWhole } from "../../storage/compressed.ts";
import type { SalvagedRow, SalvageRules } from "../../storage/salvage.ts";
import { linesOf } from "./ledger-batch.ts";

/** The states and kinds that rows may have; from the schemas of the domain, which the thread does not load. */
export interface AllowedStates {
  readonly batches: readonly string[];
  readonly batchKinds: readonly string[];
  readonly runs: readonly string[];
  readonly ledgerKinds: readonly string[];
}

/** Returns which rows of a damaged `outbox.db` can be used, and what becomes of a batch whose record or events are lost. */
export function outboxSalvage(allowed: AllowedStates): SalvageRules {
  const isUsable: Record<string, (row: SalvagedRow) => boolean> = {
    parcels: ({ state, kind }) => isOneOf(allowed.batches, state) && isOneOf(allowed.batchKinds, kind),
    bodies: ({ encoding, bytes }) => unpackIfWhole(readCompressed({ encoding: encoding ?? null, bytes: bytes ?? null })) !== null,
    sheets: ({ kind, outcome, tiers, encoding, bytes }) =>
      isOneOf(allowed.ledgerKinds, kind) &&
      (outcome === null || isOneOf(allowed.batches, outcome)) &&
      isList(tiers) &&
      canRead(() => linesOf(readCompressed({ encoding: encoding ?? null, bytes: bytes ?? null }))),
    runs: ({ state, plan }) => isOneOf(allowed.runs, state) && canRead(() => JSON.parse(String(plan))),
  };
  return {
    countedAs: { parcels: ["batch", "batches"], sheets: ["ledger entry", "ledger entries"], runs: ["file", "files"] },
    isUsable: (table, row) => isUsable[table]?.(row) ?? true,
    tracesOf(table, { seq, parcel_seq }) {
      if (table === "bodies") return [{ table: "parcels", rowid: seq }];
      return table === "sheets" ? [{ table: "parcels", rowid: parcel_seq }] : [];
    },
    complete: completeBatches,
  };
}

const lostRecord =
  "The record of this batch was damaged, so it is not known whether it was sent. Send it again if duplicates are acceptable, or discard it.";
const lostEvents = "The stored events were damaged, so nothing was sent. Discard them, and send them again from their source.";

/** Nothing is sent that may have been sent before: a batch without its record may have arrived, and one without its events is refused. */
function completeBatches(db: DatabaseSync): void {
  db.prepare(
    `INSERT INTO parcels (seq, id, project_id, project_name, tier, kind, count, first_name, user_label, state, attempts, created_at_ms, changed_at_ms,
                          problem, may_be_duplicate)
     SELECT bodies.seq, lower(hex(randomblob(16))), sheets.project_id, sheets.project_name, coalesce(json_extract(sheets.tiers, '$[0]'), ''),
            CASE sheets.kind WHEN 'event' THEN 'events' ELSE 'exposures' END, sheets.count, '', '', 'may_have_arrived', 1, sheets.at_ms, sheets.at_ms, ?, 0
     FROM bodies JOIN sheets ON sheets.parcel_seq = bodies.seq WHERE bodies.seq NOT IN (SELECT seq FROM parcels)`,
  ).run(lostRecord);
  db.prepare(
    "UPDATE parcels SET state = 'refused', problem = ?, next_try_at_ms = NULL WHERE state = 'waiting' AND seq NOT IN (SELECT seq FROM bodies)",
  ).run(lostEvents);
  db.exec(`
    DELETE FROM bodies WHERE seq NOT IN (SELECT seq FROM parcels);
    UPDATE sheets SET parcel_seq = NULL, outcome = 'may_have_arrived' WHERE parcel_seq IS NOT NULL AND parcel_seq NOT IN (SELECT seq FROM parcels);
    UPDATE sheets SET outcome = 'may_have_arrived' WHERE parcel_seq IS NULL AND outcome IS NULL;
    DELETE FROM refused_rows WHERE run_id NOT IN (SELECT id FROM runs);`);
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return values.some((each) => each === value);
}

function isList(text: unknown): boolean {
  return canRead(() => {
    if (!Array.isArray(JSON.parse(String(text)))) throw new TypeError("not a list");
  });
}

function canRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
