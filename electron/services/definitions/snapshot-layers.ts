import { join } from "node:path";
import type { Compressed } from "../storage/compressed.ts";
import { openSqliteFile } from "../storage/sqlite-file.ts";
import { importSnapshotFolder } from "./snapshot-folder.ts";
import { snapshotMigrations } from "./snapshot-schema.ts";
import {
  createSnapshotTables,
  type ListPiece,
  type SnapshotLimits,
  type SnapshotTables,
  type SnapshotToStore,
  type StoredSnapshot,
} from "./snapshot-tables.ts";

/** A line for the log. */
export interface StoreWarning {
  readonly message: string;
  readonly facts: Readonly<Record<string, string>>;
}

export type SnapshotLayers = ReturnType<typeof openSnapshotLayers>;

/**
 * Opens `definitions.db` in a data folder, and imports the `definitions` folder of older versions. A second layer in memory contains the data that the disk
 * refused since the start; it is read before the disk. With `dataFolder` null everything is in memory.
 */
export function openSnapshotLayers({ dataFolder, nowMs }: { readonly dataFolder: string | null; readonly nowMs: number }) {
  const { tables: disk, problem: openProblem, warnings } = openDisk(dataFolder, nowMs);
  let memory: SnapshotTables | null = null;

  const newest = (projectId: string) => memory?.newest(projectId) ?? disk.newest(projectId);
  const find = (projectId: string, id: string) => memory?.find(projectId, id) ?? disk.find(projectId, id);
  const text = (hash: string): Compressed | null => memory?.text(hash) ?? disk.text(hash);

  /** The parts of a list's file, of which at least `readBytes` are needed. */
  function pieces(file: string, readBytes: number): ListPiece[] {
    if (memory === null || disk.fileBytes(file) >= readBytes) return disk.pieces(file);
    const refused = memory.pieces(file);
    const startsAt = refused[0]?.fromByte ?? Number.POSITIVE_INFINITY;
    return [...disk.pieces(file).filter(({ fromByte }) => fromByte < startsAt), ...refused];
  }

  /** Adds the parts of a snapshot that the disk lacks because it refused them before. */
  function withRefused(input: SnapshotToStore, refused: SnapshotTables): SnapshotToStore {
    const { textHash, lists } = input.snapshot;
    const lacking = lists.filter(({ file, readBytes }) => {
      const added = input.pieces.find((piece) => piece.file === file);
      return disk.fileBytes(file) < (added?.fromByte ?? readBytes);
    });
    return {
      ...input,
      text: input.text ?? (disk.hasText(textHash) ? null : refused.text(textHash)),
      pieces: [...lacking.flatMap(({ file }) => refused.pieces(file)), ...input.pieces],
    };
  }

  return {
    /** The problems while opening, for the log. */
    warnings,
    newest,
    find,
    text,
    pieces,
    hasText: (hash: string) => text(hash) !== null,

    list(projectId: string, limit: number): StoredSnapshot[] {
      const onDisk = disk.list(projectId, limit);
      if (memory === null) return onDisk;
      const inMemory = memory.list(projectId, limit);
      const others = onDisk.filter(({ id }) => inMemory.every((snapshot) => snapshot.id !== id));
      return [...inMemory, ...others].sort((a, b) => b.confirmedAtMs - a.confirmedAtMs).slice(0, limit);
    },

    /** Stores a snapshot and returns null, or the reason why the disk refused it; it is then in memory until the program ends. */
    store(
      input: SnapshotToStore,
      bounds: { readonly limits: SnapshotLimits; readonly projectIds: readonly string[] | null },
    ): string | null {
      const problem = messageOf(() => disk.store(memory === null ? input : withRefused(input, memory), bounds));
      if (problem === null) {
        memory?.supersede(input);
        return openProblem;
      }
      memory ??= openMemory();
      memory.store(input, bounds);
      return problem;
    },

    /** Stores that Statsig has nothing newer. If the disk refuses, the snapshot counts as older at the next start, and is requested again. */
    confirm({ projectId, id }: Pick<StoredSnapshot, "projectId" | "id">, nowMs: number): void {
      memory?.confirm(projectId, id, nowMs);
      messageOf(() => disk.confirm(projectId, id, nowMs));
    },

    /** Returns false if there is no such snapshot. */
    pin(projectId: string, id: string, isPinned: boolean): boolean {
      const isInMemory = memory?.pin(projectId, id, isPinned) ?? false;
      return disk.pin(projectId, id, isPinned) || isInMemory;
    },

    forget(projectId: string, id: string): boolean {
      const wasInMemory = memory?.forget(projectId, id) ?? false;
      return disk.forget(projectId, id) || wasInMemory;
    },

    close(): void {
      memory?.close();
      disk.close();
    },
  };
}

interface OpenedDisk {
  readonly tables: SnapshotTables;
  /** The reason why a database in memory replaces the one on disk; null if it does not. */
  readonly problem: string | null;
  readonly warnings: readonly StoreWarning[];
}

function openDisk(dataFolder: string | null, nowMs: number): OpenedDisk {
  if (dataFolder === null) return { tables: openMemory(), problem: null, warnings: [] };
  try {
    const { db, movedAside } = openSqliteFile({ file: join(dataFolder, "definitions.db"), nowMs, migrations: snapshotMigrations });
    const tables = createSnapshotTables(db);
    const warnings =
      movedAside === null
        ? []
        : [{ message: "The stored definitions could not be read. Their file was renamed.", facts: { ...movedAside } }];
    return { tables, problem: null, warnings: [...warnings, ...importFolder(tables, join(dataFolder, "definitions"), nowMs)] };
  } catch (error) {
    return { tables: openMemory(), problem: describe(error), warnings: [] };
  }
}

/** Imports the folder of an older version. If that fails, the folder stays as it is, and the next start tries again. */
function importFolder(tables: SnapshotTables, folder: string, nowMs: number): StoreWarning[] {
  try {
    const renamedTo = importSnapshotFolder(tables, { folder, nowMs });
    return renamedTo === null
      ? []
      : [{ message: "The definitions of an older version could not be read. Their folder was renamed.", facts: { to: renamedTo } }];
  } catch (error) {
    return [
      {
        message: "The definitions of an older version could not be imported. The next start tries again.",
        facts: { folder, because: describe(error) },
      },
    ];
  }
}

function openMemory(): SnapshotTables {
  return createSnapshotTables(openSqliteFile({ file: ":memory:", nowMs: 0, migrations: snapshotMigrations }).db);
}

/** Returns the message of the thrown error, or null. */
function messageOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
