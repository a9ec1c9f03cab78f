import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { SnapshotSchema } from "#shared/domain/explanation/definitions.ts";
import type { ListPiece, SnapshotTables, SnapshotToStore, StoredList } from "./snapshot-tables.ts";

/*
 * Builds before version 0.1 stored snapshots in a folder: `index.json`, a file for each compressed text, named by the SHA-256 of the text, and a file for each ID
 * list. This format is frozen.
 */

const ListSchema = z.object({
  name: z.string(),
  fileId: z.string(),
  creationTimeMs: z.number(),
  file: z.string().regex(/^[0-9a-f]{32}$/),
  readBytes: z.int(),
  ids: z.int(),
  readAtMs: z.int(),
});

const IndexSchema = z.object({
  version: z.literal(1),
  snapshots: z.array(
    SnapshotSchema.extend({
      projectId: z.string(),
      keyId: z.string().nullable(),
      confirmedAtMs: z.int(),
      textHash: z.string().regex(/^[0-9a-f]{64}$/),
      encoding: z.enum(["zstd", "deflate"]),
      listsAtMs: z.int().nullable(),
      lists: z.array(ListSchema),
    }),
  ),
  /** The ID of each project's newest snapshot. */
  newest: z.record(z.string(), z.string()),
});
type Index = z.infer<typeof IndexSchema>;

/**
 * Moves the snapshots of an older version from `folder` into the database, then removes the folder. A kill at any point loses nothing: the folder is removed
 * only after the transaction was committed, and what was imported is not imported again. A folder whose index cannot be read is renamed to
 * `<folder>-unread-<nowMs>`, and the new path is returned; otherwise null. Throws if the disk refuses; the folder then remains as it was, for the next start.
 */
export function importSnapshotFolder(
  tables: SnapshotTables,
  { folder, nowMs }: { readonly folder: string; readonly nowMs: number },
): string | null {
  if (!existsSync(folder)) return null;
  const text = readIfPresent(join(folder, "index.json"));
  // Without an index the rest belongs to nothing: the first snapshot was never completed, or this removal was interrupted.
  if (text !== null) {
    const indexHash = createHash("sha256").update(text).digest("hex");
    if (!tables.isImported(indexHash)) {
      const index = parseIndex(text.toString());
      if (index === null) {
        const unread = `${folder}-unread-${nowMs}`;
        renameSync(folder, unread);
        return unread;
      }
      tables.importAll(snapshotsToImport(folder, index, tables), indexHash);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return null;
}

/** Yields the snapshots that the database does not have, one at a time, because their texts are large. */
function* snapshotsToImport(folder: string, { snapshots, newest }: Index, tables: SnapshotTables): Generator<SnapshotToStore> {
  const files = wholeListFiles(folder, snapshots);
  for (const { encoding, ...stored } of snapshots) {
    const current = tables.newest(stored.projectId);
    const isNewest = newest[stored.projectId] === stored.id && (current === null || current.confirmedAtMs <= stored.confirmedAtMs);
    if (!isNewest && tables.find(stored.projectId, stored.id) !== null) continue;
    const hasText = tables.hasText(stored.textHash);
    const bytes = hasText ? null : readIfPresent(join(folder, stored.textHash));
    if (bytes === null && !hasText) continue; // without its text a snapshot is of no use
    // If a list is not completely there, membership is unknown, not false: the snapshot then counts as one whose lists were not read.
    const isWhole = stored.lists.every(({ file }) => files.has(file));
    const snapshot = isWhole ? stored : { ...stored, lists: [], listsAtMs: null };
    const pieces = snapshot.lists.flatMap(({ file }) => pieceToImport(folder, { file, readBytes: files.get(file) ?? 0 }, tables) ?? []);
    yield { snapshot, isNewest, text: bytes === null ? null : { encoding, bytes }, pieces };
  }
}

/** Maps the file of each list to the bytes that snapshots use of it. Files that are missing or too short are left out. */
function wholeListFiles(folder: string, snapshots: Index["snapshots"]): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const { file, readBytes } of snapshots.flatMap(({ lists }) => lists)) used.set(file, Math.max(used.get(file) ?? 0, readBytes));
  return new Map([...used].filter(([file, bytes]) => (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? -1) >= bytes));
}

function pieceToImport(
  folder: string,
  { file, readBytes }: Pick<StoredList, "file" | "readBytes">,
  tables: SnapshotTables,
): ListPiece | null {
  if (tables.fileBytes(file) >= readBytes) return null;
  return { file, fromByte: 0, bytes: readFileSync(join(folder, file)).subarray(0, readBytes) };
}

function parseIndex(text: string): Index | null {
  try {
    return IndexSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function readIfPresent(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
