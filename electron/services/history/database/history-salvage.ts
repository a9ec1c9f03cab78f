import { readCompressed, unpackIfWhole } from "../../storage/compressed.ts";
import type { SalvagedRow, SalvageRules } from "../../storage/salvage.ts";

/** The values that a column of the list may have; from the schemas of the domain, which the thread does not load. */
export type AllowedValues = Readonly<Record<string, readonly (string | null)[]>>;

/** Returns which rows of a damaged `history.db` can be used. */
export function historySalvage(allowed: AllowedValues): SalvageRules {
  return {
    countedAs: { exchanges: ["request", "requests"], bodies: ["full exchange", "full exchanges"] },
    isUsable: (table, row) => (table === "exchanges" ? hasAllowed(row, allowed) : table !== "bodies" || isWholeBody(row)),
    // Each request has both.
    tracesOf: (_table, { seq }) => ["exchanges", "bodies"].map((table) => ({ table, rowid: seq })),
    // A body without its line in the list would never be cleared.
    complete: (db) => db.exec("DELETE FROM bodies WHERE seq NOT IN (SELECT seq FROM exchanges)"),
  };
}

export function hasAllowed(row: SalvagedRow, allowed: AllowedValues): boolean {
  return Object.entries(allowed).every(([column, values]) => values.some((value) => value === row[column]));
}

/** A body must be what `append` compressed: whole JSON. */
function isWholeBody({ encoding, bytes, request_encoding, request_bytes }: SalvagedRow): boolean {
  const json = unpackIfWhole(readCompressed({ encoding: encoding ?? null, bytes: bytes ?? null }));
  if (json === null || !isJson(json.toString())) return false;
  return (
    request_bytes === null || unpackIfWhole(readCompressed({ encoding: request_encoding ?? null, bytes: request_bytes ?? null })) !== null
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
