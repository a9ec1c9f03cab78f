import { SnapshotSchema } from "#shared/domain/explanation/definitions.ts";
import { readCompressed, unpackIfWhole } from "../storage/compressed.ts";
import type { SalvageRules } from "../storage/salvage.ts";

const sources: readonly unknown[] = SnapshotSchema.shape.source.options;

/** Which rows of a damaged `definitions.db` can be used. A snapshot is of no use without its text; without its lists, they count as not read. */
export const snapshotSalvage: SalvageRules = {
  countedAs: { snapshots: ["snapshot of definitions", "snapshots of definitions"] },
  isUsable(table, { source, encoding, bytes }) {
    if (table === "snapshots") return sources.includes(source);
    return table !== "texts" || unpackIfWhole(readCompressed({ encoding: encoding ?? null, bytes: bytes ?? null })) !== null;
  },
  complete: (db) =>
    db.exec(`
      DELETE FROM snapshots WHERE text_hash NOT IN (SELECT hash FROM texts);
      DELETE FROM snapshot_lists WHERE NOT EXISTS
        (SELECT 1 FROM snapshots WHERE project_id = snapshot_lists.project_id AND snapshot_id = snapshot_lists.snapshot_id);
      UPDATE snapshots SET lists_at_ms = NULL WHERE EXISTS (
        SELECT 1 FROM snapshot_lists AS lists WHERE lists.project_id = snapshots.project_id AND lists.snapshot_id = snapshots.snapshot_id
          AND lists.read_bytes > (SELECT coalesce(sum(length(bytes)), 0) FROM list_pieces WHERE file = lists.file));`),
};
