import { randomUUID } from "node:crypto";
import { appendFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NoSuchThing, StorageFailed } from "../../failures.ts";

/**
 * Files that came from the page in pieces. They are kept until their run has ended, so that a run goes on after a restart without the page;
 * what belongs to no run is removed at the next start.
 */
export interface UploadStore {
  begin(fileName: string): Promise<{ importId: string }>;
  /** In order; throws `NoSuchThing`, or `StorageFailed` when the disk refuses. */
  take(importId: string, text: string): Promise<void>;
  /** Throws `NoSuchThing`. */
  require(importId: string): StoredUpload;
  forget(importId: string): Promise<void>;
  /** Where the file of an import is, whether or not this process took it. */
  pathOf(importId: string): string;
}

export interface StoredUpload {
  readonly fileName: string;
  readonly path: string;
}

interface Taking extends StoredUpload {
  /** Half of a surrogate pair that the last piece ended with. */
  half: string;
  last: Promise<void>;
}

/** Opens `imports/` in the data folder. `isNeeded` tells which files a run still goes on with. */
export async function openUploadStore({
  folder,
  isNeeded,
}: {
  readonly folder: string;
  readonly isNeeded: (importId: string) => boolean;
}): Promise<UploadStore> {
  const place = join(folder, "imports");
  const taking = new Map<string, Taking>();
  const pathOf = (importId: string) => join(place, `${importId}.txt`);

  await onDisk(place, async () => {
    await mkdir(place, { recursive: true, mode: 0o700 });
    for (const name of await readdir(place)) if (!isNeeded(name.replace(/\.txt$/, ""))) await rm(join(place, name), { force: true });
  });

  function requireTaking(importId: string): Taking {
    const found = taking.get(importId);
    if (found === undefined) throw new NoSuchThing("import");
    return found;
  }

  return {
    pathOf,
    async begin(fileName) {
      const importId = randomUUID();
      const path = pathOf(importId);
      await onDisk(path, () => writeFile(path, "", { mode: 0o600, flag: "wx" }));
      taking.set(importId, { fileName, path, half: "", last: Promise.resolve() });
      return { importId };
    },
    async take(importId, text) {
      const file = requireTaking(importId);
      const whole = file.half + text;
      file.half = /[\uD800-\uDBFF]$/.exec(whole)?.[0] ?? "";
      const written = file.half === "" ? whole : whole.slice(0, -1);
      // One after the other, whoever asks: the pieces are in the order in which they were given.
      file.last = file.last.then(() => onDisk(file.path, () => appendFile(file.path, written)));
      await file.last;
    },
    require(importId) {
      const { fileName, path } = requireTaking(importId);
      return { fileName, path };
    },
    async forget(importId) {
      taking.delete(importId);
      await rm(pathOf(importId), { force: true });
    },
  };
}

async function onDisk<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (failure) {
    if (!(failure instanceof Error && "code" in failure && typeof failure.code === "string")) throw failure;
    const full = failure.code === "ENOSPC" || failure.code === "EDQUOT";
    throw new StorageFailed(
      failure.code,
      path,
      full
        ? "There is no room left for this file in the data folder. Free some space, then try again."
        : `This file could not be kept in the data folder (${failure.code}). Check its permissions.`,
    );
  }
}
