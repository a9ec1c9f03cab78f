import { randomUUID } from "node:crypto";
import { link, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { UnusableInput } from "./failures.ts";

/**
 * Writes a file as a whole or not at all: into a new file, which then takes the place of the old one. Keeps its permissions, and follows a link. `isNew`: another
 * file of that name is not replaced. Throws `UnusableInput`; the file is then unchanged. A process that is killed meanwhile leaves its new file, which the next
 * writing in that folder removes.
 */
export async function writeWholeFile(
  file: string,
  text: string | AsyncIterable<string | Uint8Array>,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const target = isNew ? file : await realpath(file).catch(() => file);
  const folder = dirname(target);
  const trial = join(folder, `${trialPrefix}${process.pid}-${randomUUID()}.tmp`);
  try {
    await removeAbandonedTrials(folder);
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

/** New files are named after their process, and its machine, because a folder may be shared by several. */
const trialPrefix = `.gatescope-${encodeURIComponent(hostname())}-`;

/** Removes the new files of processes that have ended. One that cannot be removed stays for the next writing. */
async function removeAbandonedTrials(folder: string): Promise<void> {
  const abandoned = (await readdir(folder).catch(() => [])).filter((name) => {
    const [, processId] = (name.startsWith(trialPrefix) && /^(\d+)-[0-9a-f-]{36}\.tmp$/.exec(name.slice(trialPrefix.length))) || [];
    return processId !== undefined && !isRunning(Number(processId));
  });
  await Promise.all(abandoned.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (failure) {
    return codeOf(failure) !== "ESRCH"; // EPERM: it belongs to another user
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
