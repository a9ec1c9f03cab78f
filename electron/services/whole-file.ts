import { randomUUID } from "node:crypto";
import { link, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UnusableInput } from "./failures.ts";

/**
 * Writes a file as a whole or not at all: into a new file, which then takes the place of the old one. Keeps its permissions, and follows a link. `isNew`: another
 * file of that name is not replaced. Throws `UnusableInput`; the file is then unchanged.
 */
export async function writeWholeFile(
  file: string,
  text: string | AsyncIterable<string>,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const target = isNew ? file : await realpath(file).catch(() => file);
  const trial = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    const mode = isNew ? 0o644 : (await stat(target)).mode;
    await writeFile(trial, text, { flag: "wx", mode, flush: true });
    if (isNew) {
      await link(trial, target);
      await rm(trial, { force: true });
    } else await rename(trial, target);
  } catch (failure) {
    await rm(trial, { force: true }).catch(() => undefined);
    throw new UnusableInput(
      "file",
      `${basename(file)} could not be written${reasonOf(codeOf(failure), isNew)}. ${isNew ? "It was not made" : "It is unchanged"}.`,
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: ": the disk is full",
  EDQUOT: ": the disk quota is used up",
  EACCES: ": you may not write in this folder",
  EPERM: ": you may not write in this folder",
  EROFS: ": the disk is read-only",
  EEXIST: ": there is a file of that name already",
  ENOENT: ": it no longer exists",
  ENOTDIR: ": a part of its path is a file, not a folder",
  EISDIR: ": there is a folder of that name",
};

function reasonOf(code: string, isNew: boolean): string {
  return isNew && code === "ENOENT" ? ": its folder does not exist" : (reasons[code] ?? ` (${code})`);
}

/** Returns the code of a system error, and throws any other failure again. */
export function codeOf(failure: unknown): string {
  if (failure instanceof Error && "code" in failure) return String(failure.code);
  throw failure;
}
