import { randomUUID } from "node:crypto";
import { appendFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NoSuchThing, StorageFailed } from "../../failures.ts";
import type { StorageNotices } from "../../ports.ts";
import { requireFolder } from "../../storage/set-aside.ts";

/**
 * Files that the page uploads in pieces. They are stored until their run has ended, so that a run can continue after a restart without the page. Files without
 * a run are removed at the next start.
 */
export interface UploadStore {
  begin(fileName: string): Promise<{ importId: string }>;
  /** Appends the next piece. Throws `NoSuchThing`, or `StorageFailed` when the disk refuses. */
  take(importId: string, content: string | Uint8Array): Promise<void>;
  /** Throws `NoSuchThing`. */
  require(importId: string): StoredUpload;
  /** Throws `NoSuchThing` for what cannot be an upload's ID. */
  forget(importId: string): Promise<void>;
  /** Returns the path of an upload, also of one from before a restart. Throws `NoSuchThing` for what cannot be an upload's ID. */
  pathOf(importId: string): string;
}

export interface StoredUpload {
  readonly fileName: string;
  readonly path: string;
}

interface OpenUpload extends StoredUpload {
  /** The first half of a surrogate pair at the end of the last piece. */
  half: string;
  last: Promise<void>;
}

/** The ID of an upload in the name of its file. Other files in the folder are somebody's own. */
const uploadName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.txt$/;

/** Opens a folder of uploads in the data folder, `imports/` unless named; anything else in its place is set aside. `isNeeded` returns true for files of runs that have not ended. */
export async function openUploadStore({
  folder,
  name = "imports",
  isNeeded,
  notices,
}: {
  readonly folder: string;
  readonly name?: string;
  readonly isNeeded: (importId: string) => boolean;
  readonly notices: Pick<StorageNotices, "add">;
}): Promise<UploadStore> {
  const uploadFolder = join(folder, name);
  const uploads = new Map<string, OpenUpload>();
  /** An ID comes from the page, and is part of a path. */
  function pathOf(importId: string): string {
    const file = `${importId}.txt`;
    if (!uploadName.test(file)) throw new NoSuchThing("import");
    return join(uploadFolder, file);
  }

  await onDisk(uploadFolder, async () => {
    requireFolder(uploadFolder, Date.now(), notices);
    for (const upload of await readdir(uploadFolder)) {
      const [, importId] = uploadName.exec(upload) ?? [];
      if (importId !== undefined && !isNeeded(importId)) await rm(join(uploadFolder, upload), { recursive: true, force: true });
    }
  });

  function requireOpen(importId: string): OpenUpload {
    const upload = uploads.get(importId);
    if (upload === undefined) throw new NoSuchThing("import");
    return upload;
  }

  return {
    pathOf,
    async begin(fileName) {
      const importId = randomUUID();
      const path = pathOf(importId);
      await onDisk(path, () => writeFile(path, "", { mode: 0o600, flag: "wx" }));
      uploads.set(importId, { fileName, path, half: "", last: Promise.resolve() });
      return { importId };
    },
    async take(importId, content) {
      const file = requireOpen(importId);
      const written = typeof content === "string" ? wholeCharacters(file, content) : content;
      // Pieces are appended in the order of the calls.
      file.last = file.last.then(() => onDisk(file.path, () => appendFile(file.path, written)));
      await file.last;
    },
    require(importId) {
      const { fileName, path } = requireOpen(importId);
      return { fileName, path };
    },
    async forget(importId) {
      uploads.delete(importId);
      await rm(pathOf(importId), { force: true });
    },
  };
}

/** Keeps the first half of a surrogate pair at the end for the next piece. */
function wholeCharacters(file: OpenUpload, text: string): string {
  const whole = file.half + text;
  file.half = /[\uD800-\uDBFF]$/.exec(whole)?.[0] ?? "";
  return file.half === "" ? whole : whole.slice(0, -1);
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
        ? "The disk is full, so this file could not be stored in the data folder. Free some space, then try again."
        : `This file could not be stored in the data folder (${failure.code}). Check its permissions.`,
    );
  }
}
