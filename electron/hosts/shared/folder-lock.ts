import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { StorageFailed } from "#services/failures.ts";
import type { Ports } from "#services/ports.ts";
import { nameStorageFailure } from "./storage-failure.ts";

const HolderSchema = z.object({ host: z.enum(["desktop", "browser", "terminal"]), pid: z.int() });
/** Who has a folder in use. */
export type Holder = z.infer<typeof HolderSchema>;

/** Another Gatescope has this data folder in use; null when it could not be told which. */
export class FolderInUse extends StorageFailed {
  readonly holder: Holder | null;
  constructor(folder: string, holder: Holder | null) {
    const who = holder === null ? "Another Gatescope" : `${holderText[holder.host]} (process ${holder.pid})`;
    super("IN_USE", folder, `${who} has the data folder ${folder} in use. Close it first, or choose another folder with GATESCOPE_DATA.`);
    this.name = "FolderInUse";
    this.holder = holder;
  }
}

const holderText: Record<Holder["host"], string> = {
  desktop: "Gatescope in a window",
  browser: "Gatescope in the browser",
  terminal: "Gatescope in a terminal",
};

export interface FolderLock {
  release(): void;
}

/**
 * Takes a data folder for this process, so that two never write one vault or one history. The lock is the system's own, held through SQLite on `lock.db`:
 * it ends with the process, however that ends. Throws `FolderInUse`, or `StorageFailed` when the disk refuses.
 *
 * Nothing else in this process may open `lock.db`: on POSIX systems closing any other handle on it would let go of the lock.
 */
export function lockFolder(folder: string, host: Ports["host"]["kind"]): FolderLock {
  const path = join(folder, "lock.db");
  const holderPath = join(folder, "lock.json");
  const database = openExclusively(path, () => new FolderInUse(folder, readHolder(holderPath)));
  try {
    writeFileSync(holderPath, JSON.stringify({ host, pid: process.pid } satisfies Holder), { mode: 0o600 });
  } catch (error) {
    database.close();
    throw nameStorageFailure(error, holderPath);
  }
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(holderPath, { force: true });
      database.close();
    },
  };
}

function openExclusively(path: string, inUse: () => FolderInUse): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy) throw inUse();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageFailed("LOCK_FAILED", path, `The data folder could not be locked with ${path}: ${reason}.`);
  }
}

/** SQLITE_BUSY (sqlite.org/rescode.html). */
const sqliteBusy = 5;

function readHolder(path: string): Holder | null {
  try {
    return HolderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Only a hint for the person: the lock holds whether or not this can be read.
    return null;
  }
}
