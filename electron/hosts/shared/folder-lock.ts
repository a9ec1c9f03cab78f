import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { StorageFailed } from "#services/failures.ts";
import type { Ports, StorageNotices } from "#services/ports.ts";
import { databaseParts } from "#services/storage/salvage.ts";
import { datedPath, findKind } from "#services/storage/set-aside.ts";
import { systemCode } from "#services/storage/sqlite-file.ts";
import { asStorageFailed } from "./storage-failure.ts";
import { removeTemporaryFiles } from "./temporary-files.ts";

const HolderSchema = z.object({ host: z.enum(["desktop", "browser", "terminal"]), pid: z.int() });
/** The process that uses a data folder. */
export type Holder = z.infer<typeof HolderSchema>;

/** Another Gatescope uses this data folder; `holder` is null if it could not be determined which. */
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
 * Locks a data folder for this process, so that two processes never write the same vault or history. It is a file lock of the system, which SQLite holds on
 * `lock.db`, so it ends with the process in any case. Then removes the temporary files of killed processes. Throws `FolderInUse`, or `StorageFailed` if the disk refuses.
 *
 * Nothing else in this process may open `lock.db`: on POSIX systems, closing any other handle on it releases the lock.
 */
export function lockFolder(
  folder: string,
  { host, notices }: { readonly host: Ports["host"]["kind"]; readonly notices: Pick<StorageNotices, "add"> },
): FolderLock {
  const path = join(folder, "lock.db");
  const holderPath = join(folder, "lock.json");
  const inUse = () => new FolderInUse(folder, readHolder(holderPath));
  const database = openSound(path, { inUse, notices });
  try {
    removeTemporaryFiles(folder);
    if (findKind(holderPath) === "other") rmSync(holderPath, { recursive: true }); // it is only for the message of a refusal
    writeFileSync(holderPath, JSON.stringify({ host, pid: process.pid } satisfies Holder), { mode: 0o600 });
  } catch (error) {
    database.close();
    throw asStorageFailed(error, holderPath);
  }
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(holderPath, { force: true });
      database.close();
    },
  };
}

/** Locks `lock.db`. Damaged content does not matter, because nothing is ever stored in it: it is set aside. Throws as `lockFolder` does. */
function openSound(path: string, { inUse, notices }: { inUse: () => FolderInUse; notices: Pick<StorageNotices, "add"> }): DatabaseSync {
  const [, ...besides] = databaseParts(path);
  if (findKind(path) !== "other" && besides.every((part) => findKind(part) !== "other")) {
    try {
      return openExclusively(path, inUse);
    } catch (failure) {
      if (!(failure instanceof LockDamaged)) throw failure;
    }
  }
  try {
    const to = datedPath(path, Date.now());
    if (findKind(path) === "other") renameSync(path, to);
    else if (findKind(path) === "file") {
      copyFileSync(path, to);
      // Not removed: another process that is starting may hold this file by now, and its lock belongs to the file, whatever is in it.
      truncateSync(path);
    }
    for (const part of besides) rmSync(part, { recursive: true, force: true });
    notices.add({ kind: "damaged", file: "lock.db", to, recovered: [] });
  } catch (failure) {
    throw asStorageFailed(failure, path);
  }
  return openExclusively(path, inUse);
}

/** SQLite cannot read the file, which no process has locked: it locks a file before it reads it. */
class LockDamaged extends StorageFailed {}

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
    const Failure = systemCode(error) === "EDAMAGED" || systemCode(error) === "EUNKNOWN" ? LockDamaged : StorageFailed;
    throw new Failure("LOCK_FAILED", path, `The data folder could not be locked with ${path}: ${reason}.`);
  }
}

/** SQLITE_BUSY (sqlite.org/rescode.html). */
const sqliteBusy = 5;

function readHolder(path: string): Holder | null {
  try {
    return HolderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Only needed for the message: the lock works without it.
    return null;
  }
}
