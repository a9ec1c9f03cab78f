import { join } from "node:path";
import type { Compressed } from "../storage/compressed.ts";
import { openSqliteFile, systemCode, type UnusedFile } from "../storage/sqlite-file.ts";
import { importSnapshotFolder } from "./snapshot-folder.ts";
import { snapshotSalvage } from "./snapshot-salvage.ts";
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

/** The problems with the files of the store. */
export interface StoreProblems {
  readonly warnings: readonly StoreWarning[];
  readonly unused: readonly UnusedFile[];
}

export type SnapshotLayers = ReturnType<typeof openSnapshotLayers>;

/**
 * Opens `definitions.db` in a data folder, and imports the `definitions` folder of older versions. A second layer in memory contains the data that the disk
 * refused since the start; it is read before the disk. With `dataFolder` null everything is in memory.
 */
export function openSnapshotLayers({ dataFolder, nowMs }: { readonly dataFolder: string | null; readonly nowMs: number }) {
  const opened = openDisk(dataFolder, nowMs);
  const { problem: openProblem } = opened;
  let { tables } = opened;
  let problems: StoreProblems = { warnings: opened.warnings, unused: opened.unused === null ? [] : [opened.unused] };
  let memory: SnapshotTables | null = null;

  /** Works on the disk. When it finds the file damaged, repairs it and works again. */
  function onDisk<Result>(work: (disk: SnapshotTables) => Result): Result {
    try {
      return work(tables);
    } catch (error) {
      if (dataFolder === null || systemCode(error) !== "EDAMAGED") throw error;
      tables.close();
      const repaired = openSqliteFile({ ...snapshotFile(dataFolder, Date.now()), isDamaged: true });
      tables = repaired.opened;
      if (repaired.unused !== null) problems = { ...problems, unused: [...problems.unused, repaired.unused] };
      return work(tables);
    }
  }

  const newest = (projectId: string) => memory?.newest(projectId) ?? onDisk((disk) => disk.newest(projectId));
  const find = (projectId: string, id: string) => memory?.find(projectId, id) ?? onDisk((disk) => disk.find(projectId, id));
  const text = (hash: string): Compressed | null => memory?.text(hash) ?? onDisk((disk) => disk.text(hash));

  /** The parts of a list's file, of which at least `readBytes` are needed. */
  function pieces(file: string, readBytes: number): ListPiece[] {
    const stored = onDisk((disk) => disk.pieces(file));
    if (memory === null || onDisk((disk) => disk.fileBytes(file)) >= readBytes) return stored;
    const refused = memory.pieces(file);
    const startsAt = refused[0]?.fromByte ?? Number.POSITIVE_INFINITY;
    return [...stored.filter(({ fromByte }) => fromByte < startsAt), ...refused];
  }

  /** Adds the parts of a snapshot that the disk lacks because it refused them before. */
  function withRefused(input: SnapshotToStore, refused: SnapshotTables): SnapshotToStore {
    const { textHash, lists } = input.snapshot;
    const lacking = lists.filter(({ file, readBytes }) => {
      const added = input.pieces.find((piece) => piece.file === file);
      return onDisk((disk) => disk.fileBytes(file)) < (added?.fromByte ?? readBytes);
    });
    return {
      ...input,
      text: input.text ?? (onDisk((disk) => disk.hasText(textHash)) ? null : refused.text(textHash)),
      pieces: [...lacking.flatMap(({ file }) => refused.pieces(file)), ...input.pieces],
    };
  }

  return {
    /** Returns what went wrong since the last call of this. */
    takeProblems(): StoreProblems {
      const taken = problems;
      problems = { warnings: [], unused: [] };
      return taken;
    },
    newest,
    find,
    text,
    pieces,
    hasText: (hash: string) => text(hash) !== null,

    list(projectId: string, limit: number): StoredSnapshot[] {
      const stored = onDisk((disk) => disk.list(projectId, limit));
      if (memory === null) return stored;
      const inMemory = memory.list(projectId, limit);
      const others = stored.filter(({ id }) => inMemory.every((snapshot) => snapshot.id !== id));
      return [...inMemory, ...others].sort((a, b) => b.confirmedAtMs - a.confirmedAtMs).slice(0, limit);
    },

    /** Stores a snapshot and returns null, or the reason why the disk refused it; it is then in memory until the program ends. */
    store(
      input: SnapshotToStore,
      bounds: { readonly limits: SnapshotLimits; readonly projectIds: readonly string[] | null },
    ): string | null {
      const problem = messageOf(() => onDisk((disk) => disk.store(memory === null ? input : withRefused(input, memory), bounds)));
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
      messageOf(() => onDisk((disk) => disk.confirm(projectId, id, nowMs)));
    },

    close(): void {
      memory?.close();
      tables.close();
    },
  };
}

interface OpenedDisk {
  readonly tables: SnapshotTables;
  readonly unused: UnusedFile | null;
  /** The reason why a database in memory replaces the one on disk; null if it does not. */
  readonly problem: string | null;
  readonly warnings: readonly StoreWarning[];
}

function openDisk(dataFolder: string | null, nowMs: number): OpenedDisk {
  if (dataFolder === null) return { tables: openMemory(), unused: null, problem: null, warnings: [] };
  try {
    const { opened: tables, unused } = openSqliteFile(snapshotFile(dataFolder, nowMs));
    return { tables, unused, problem: null, warnings: importFolder(tables, join(dataFolder, "definitions"), nowMs) };
  } catch (error) {
    return { tables: openMemory(), unused: null, problem: describe(error), warnings: [] };
  }
}

function snapshotFile(dataFolder: string, nowMs: number) {
  const file = join(dataFolder, "definitions.db");
  return { file, nowMs, migrations: snapshotMigrations, rules: snapshotSalvage, prepare: createSnapshotTables };
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
  return openSqliteFile({
    file: ":memory:",
    nowMs: 0,
    migrations: snapshotMigrations,
    rules: snapshotSalvage,
    prepare: createSnapshotTables,
  }).opened;
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
