import { z } from "zod";
import { SnapshotSchema } from "#shared/domain/explanation/definitions.ts";

/** A list's file here, and how much of it belongs to a snapshot: the files only grow, so that each earlier state is a beginning of them. */
const KeptListSchema = z.object({
  name: z.string(),
  fileId: z.string(),
  creationTimeMs: z.number(),
  /** The file's name here. */
  file: z.string().regex(/^[0-9a-f]{32}$/),
  readBytes: z.int(),
  ids: z.int(),
  readAtMs: z.int(),
});
export type KeptList = z.infer<typeof KeptListSchema>;

const KeptSnapshotSchema = SnapshotSchema.extend({
  projectId: z.string(),
  keyId: z.string().nullable(),
  confirmedAtMs: z.int(),
  /** The SHA-256 of the text, which names its file: equal texts share one. */
  textHash: z.string().regex(/^[0-9a-f]{64}$/),
  encoding: z.enum(["zstd", "deflate"]),
  storedBytes: z.int(),
  /** When all of them were read; null where one never was, so that nobody can say who is on it. */
  listsAtMs: z.int().nullable(),
  lists: z.array(KeptListSchema),
});
export type KeptSnapshot = z.infer<typeof KeptSnapshotSchema>;

export const ArchiveIndexSchema = z.object({
  version: z.literal(1),
  snapshots: z.array(KeptSnapshotSchema),
  /** The snapshot last read from Statsig or the sandbox, by project. */
  newest: z.record(z.string(), z.string()),
});
export type ArchiveIndex = z.infer<typeof ArchiveIndexSchema>;

export const emptyIndex: ArchiveIndex = { version: 1, snapshots: [], newest: {} };

/**
 * Which snapshots have to go so that the archive fits: the oldest first, and never one that is pinned or a project's newest.
 * A text or list that several share takes its room once.
 */
export function snapshotsToDrop(
  { snapshots, newest }: ArchiveIndex,
  { maxBytes, maxSnapshots }: { maxBytes: number; maxSnapshots: number },
) {
  const dropped = new Set<KeptSnapshot>();
  const goable = snapshots
    .filter(({ isPinned, projectId, id }) => !isPinned && newest[projectId] !== id)
    .sort((a, b) => a.confirmedAtMs - b.confirmedAtMs);
  for (const snapshot of goable) {
    const left = snapshots.filter((kept) => !dropped.has(kept));
    if (left.length <= maxSnapshots && storedBytes(left) <= maxBytes) break;
    dropped.add(snapshot);
  }
  return dropped;
}

/** What these snapshots take on the disk. */
export function storedBytes(snapshots: readonly KeptSnapshot[]): number {
  const files = new Map<string, number>();
  for (const { textHash, storedBytes: bytes, lists } of snapshots) {
    files.set(textHash, bytes);
    for (const { file, readBytes } of lists) files.set(file, Math.max(files.get(file) ?? 0, readBytes));
  }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}
