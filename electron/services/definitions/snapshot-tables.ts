import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { Snapshot } from "#shared/domain/explanation/definitions.ts";
import { type Compressed, readCompressed } from "../storage/compressed.ts";
import { giveSpaceBack, inTransaction } from "../storage/sqlite-file.ts";

/** The state of one ID list in a snapshot. A list's file only grows, so each earlier state is its first `readBytes` bytes. */
export interface StoredList {
  readonly name: string;
  /** Statsig's name of the file. */
  readonly fileId: string;
  readonly creationTimeMs: number;
  /** Our name of the file: one for each project, list, file ID and creation time. */
  readonly file: string;
  readonly readBytes: number;
  readonly ids: number;
  readonly readAtMs: number;
}

export interface StoredSnapshot extends Snapshot {
  readonly projectId: string;
  readonly keyId: string | null;
  readonly confirmedAtMs: number;
  /** The SHA-256 of the text: equal texts are stored once. */
  readonly textHash: string;
  /** When all lists had been read; null if one never was, because its members are then unknown. */
  readonly listsAtMs: number | null;
  readonly lists: readonly StoredList[];
}

/** A part of an ID list's file. */
export interface ListPiece {
  readonly file: string;
  readonly fromByte: number;
  readonly bytes: Uint8Array;
}

export interface SnapshotToStore {
  readonly snapshot: StoredSnapshot;
  /** True makes it the project's newest. */
  readonly isNewest: boolean;
  /** Null if the text is stored already. */
  readonly text: Compressed | null;
  /** Ordered by file and position. Each replaces what its file has from `fromByte` on. */
  readonly pieces: readonly ListPiece[];
}

export interface SnapshotLimits {
  readonly maxBytes: number;
  readonly maxSnapshots: number;
}

export type SnapshotTables = ReturnType<typeof createSnapshotTables>;

/** Returns the queries on one database of `snapshotMigrations`. Each blocks its thread until it is done, and throws SQLite's errors. */
export function createSnapshotTables(db: DatabaseSync) {
  const selectSnapshot = `SELECT project_id AS projectId, snapshot_id AS id, source, file_name AS fileName, key_id AS keyId, read_at_ms AS readAtMs,
    confirmed_at_ms AS confirmedAtMs, time_ms AS timeMs, bytes, is_pinned AS isPinned, text_hash AS textHash, lists_at_ms AS listsAtMs FROM snapshots`;
  const byId = db.prepare(`${selectSnapshot} WHERE project_id = ? AND snapshot_id = ?`);
  const byNewest = db.prepare(`${selectSnapshot} WHERE project_id = ? AND is_newest = 1`);
  const ofProject = db.prepare(`${selectSnapshot} WHERE project_id = ? ORDER BY confirmed_at_ms DESC, rowid LIMIT ?`);
  const listsOf =
    db.prepare(`SELECT name, file_id AS fileId, creation_time_ms AS creationTimeMs, file, read_bytes AS readBytes, ids, read_at_ms AS readAtMs
    FROM snapshot_lists WHERE project_id = ? AND snapshot_id = ? ORDER BY position`);
  const textBy = db.prepare("SELECT encoding, bytes FROM texts WHERE hash = ?");
  const textExists = db.prepare("SELECT 1 FROM texts WHERE hash = ?");
  const piecesBy = db.prepare("SELECT from_byte AS fromByte, bytes, crc32 AS sum FROM list_pieces WHERE file = ? ORDER BY from_byte");
  const bytesOfFile = db.prepare("SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM list_pieces WHERE file = ?");
  const insertText = db.prepare("INSERT OR REPLACE INTO texts (hash, encoding, bytes) VALUES (?, ?, ?)");
  const cutPieces = db.prepare("DELETE FROM list_pieces WHERE file = ? AND from_byte >= ?");
  const insertPiece = db.prepare("INSERT INTO list_pieces (file, from_byte, bytes, crc32) VALUES (?, ?, ?, ?)");
  const clearNewest = db.prepare("UPDATE snapshots SET is_newest = 0 WHERE project_id = ? AND is_newest = 1");
  const insertSnapshot = db.prepare(`
    INSERT INTO snapshots (project_id, snapshot_id, source, file_name, key_id, read_at_ms, confirmed_at_ms, time_ms, bytes, is_pinned, is_newest,
                           text_hash, lists_at_ms)
    VALUES (:projectId, :id, :source, :fileName, :keyId, :readAtMs, :confirmedAtMs, :timeMs, :bytes, :isPinned, :isNewest, :textHash, :listsAtMs)
    ON CONFLICT DO UPDATE SET key_id = excluded.key_id, confirmed_at_ms = excluded.confirmed_at_ms, is_newest = excluded.is_newest`);
  const insertList = db.prepare(`
    INSERT INTO snapshot_lists (project_id, snapshot_id, position, name, file_id, creation_time_ms, file, read_bytes, ids, read_at_ms)
    VALUES (:projectId, :id, :position, :name, :fileId, :creationTimeMs, :file, :readBytes, :ids, :readAtMs)`);
  const deleteLists = db.prepare("DELETE FROM snapshot_lists WHERE project_id = ? AND snapshot_id = ?");
  const deleteSnapshot = db.prepare("DELETE FROM snapshots WHERE project_id = ? AND snapshot_id = ?");
  const deleteOthers = db.prepare("DELETE FROM snapshots WHERE project_id NOT IN (SELECT value FROM json_each(?))");
  const deleteTexts = db.prepare("DELETE FROM texts WHERE NOT EXISTS (SELECT 1 FROM snapshots WHERE text_hash = texts.hash)");
  const deletePieces = db.prepare("DELETE FROM list_pieces WHERE NOT EXISTS (SELECT 1 FROM snapshot_lists WHERE file = list_pieces.file)");
  const oldestRemovable = db.prepare(
    "SELECT project_id AS projectId, snapshot_id AS id FROM snapshots WHERE is_pinned = 0 AND is_newest = 0 ORDER BY confirmed_at_ms, rowid LIMIT 1",
  );
  const confirmSnapshot = db.prepare("UPDATE snapshots SET confirmed_at_ms = ? WHERE project_id = ? AND snapshot_id = ?");
  const insertImported = db.prepare("INSERT OR IGNORE INTO imported_folders (index_hash) VALUES (?)");
  const importedBy = db.prepare("SELECT 1 FROM imported_folders WHERE index_hash = ?");
  const usage = db.prepare(`SELECT (SELECT count(*) FROM snapshots) AS snapshots,
    (SELECT coalesce(sum(length(bytes)), 0) FROM texts) + (SELECT coalesce(sum(length(bytes)), 0) FROM list_pieces) AS bytes`);

  function toSnapshot(columns: Record<string, SQLOutputValue> | undefined): StoredSnapshot | null {
    if (columns === undefined) return null;
    // The columns are those of `selectSnapshot` and `listsOf`, and were written from such a snapshot.
    const snapshot = columns as unknown as Omit<StoredSnapshot, "lists">;
    const lists = listsOf.all(snapshot.projectId, snapshot.id) as unknown as StoredList[];
    return { ...snapshot, isPinned: Boolean(columns.isPinned), lists };
  }

  function insert({ snapshot, isNewest, text, pieces }: SnapshotToStore): void {
    const { lists, ...columns } = snapshot;
    if (text !== null) insertText.run(snapshot.textHash, text.encoding, text.bytes);
    for (const { file, fromByte, bytes } of pieces) {
      cutPieces.run(file, fromByte);
      if (bytes.length > 0) insertPiece.run(file, fromByte, bytes, crc32(bytes));
    }
    if (isNewest) clearNewest.run(snapshot.projectId);
    insertSnapshot.run({ ...columns, isPinned: Number(snapshot.isPinned), isNewest: Number(isNewest) });
    // Those of a stored snapshot may be damaged.
    deleteLists.run(snapshot.projectId, snapshot.id);
    for (const [position, list] of lists.entries()) insertList.run({ projectId: snapshot.projectId, id: snapshot.id, position, ...list });
  }

  /** Removes texts and list files that no snapshot uses any more. */
  function removeUnused(): void {
    deleteTexts.run();
    deletePieces.run();
  }

  function removeUntilWithin({ maxBytes, maxSnapshots }: SnapshotLimits): void {
    for (;;) {
      const used = usage.get();
      if (Number(used?.snapshots) <= maxSnapshots && Number(used?.bytes) <= maxBytes) return;
      const oldest = oldestRemovable.get();
      if (oldest === undefined) return;
      deleteSnapshot.run(String(oldest.projectId), String(oldest.id));
      removeUnused();
    }
  }

  /** Runs `act` in a transaction, then frees the space of removed data, so that nothing of it remains in the file or its log. */
  function change<Result>(act: () => Result): Result {
    const result = inTransaction(db, act);
    if (Number(db.prepare("PRAGMA freelist_count").get()?.freelist_count) > 0) giveSpaceBack(db);
    return result;
  }

  return {
    find: (projectId: string, id: string) => toSnapshot(byId.get(projectId, id)),
    newest: (projectId: string) => toSnapshot(byNewest.get(projectId)),

    /** Lists the snapshots of a project, the last confirmed first. */
    list: (projectId: string, limit: number) => ofProject.all(projectId, limit).flatMap((row) => toSnapshot(row) ?? []),

    hasText: (hash: string) => textExists.get(hash) !== undefined,

    text(hash: string): Compressed | null {
      const columns = textBy.get(hash);
      return columns === undefined ? null : readCompressed(columns);
    },

    /** Returns the parts of a list's file, in order, up to the first that is missing or damaged. */
    pieces(file: string): ListPiece[] {
      const whole: ListPiece[] = [];
      let end = 0;
      for (const { fromByte, bytes, sum } of piecesBy.all(file)) {
        if (!(bytes instanceof Uint8Array)) throw new TypeError("A stored part of an ID list is not a blob.");
        if (fromByte !== end || (sum !== null && sum !== crc32(bytes))) break;
        whole.push({ file, fromByte: end, bytes });
        end += bytes.length;
      }
      return whole;
    },

    /** Returns the number of stored bytes of a list's file. */
    fileBytes: (file: string): number => Number(bytesOfFile.get(file)?.bytes),

    /** Stores a snapshot, then removes the oldest until all are within the limits, and all of projects that are not in `projectIds`. */
    store(
      snapshot: SnapshotToStore,
      { limits, projectIds }: { readonly limits: SnapshotLimits; readonly projectIds: readonly string[] | null },
    ) {
      change(() => {
        insert(snapshot);
        if (projectIds !== null) deleteOthers.run(JSON.stringify([...projectIds, snapshot.snapshot.projectId]));
        removeUnused();
        removeUntilWithin(limits);
      });
    },

    /** Stores the snapshots of an older version in one transaction. `indexHash` identifies what was imported. */
    importAll(snapshots: Iterable<SnapshotToStore>, indexHash: string): void {
      inTransaction(db, () => {
        for (const each of snapshots) insert(each);
        insertImported.run(indexHash);
      });
    },
    isImported: (indexHash: string) => importedBy.get(indexHash) !== undefined,

    confirm: (projectId: string, id: string, nowMs: number): void => void confirmSnapshot.run(nowMs, projectId, id),
    /** Removes a snapshot that another database now contains. With `isNewest`, the project has no newest snapshot in this database afterwards. */
    supersede: ({ snapshot: { projectId, id }, isNewest }: Pick<SnapshotToStore, "snapshot" | "isNewest">): void =>
      change(() => {
        deleteSnapshot.run(projectId, id);
        if (isNewest) clearNewest.run(projectId);
        removeUnused();
      }),

    close: () => db.close(),
  };
}
