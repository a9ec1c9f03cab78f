import { stat, watch } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { codeOf } from "../whole-file.ts";

/** How often a folder that was removed is looked for. */
const missingPollMs = 1_000;

/** Yields the name of each file that changes in a folder, and the folder's own when it is removed or is there again. Ends when the signal aborts, and where the system cannot watch. */
export async function* folderChanges(folder: string, signal: AbortSignal): AsyncGenerator<string, void> {
  try {
    for (;;) {
      yield* changesWhileThere(folder, signal);
      while (!(await isThere(folder))) await pause(missingPollMs, undefined, { signal });
      yield basename(folder);
    }
  } catch (failure) {
    if (signal.aborted) return;
    // Without watching, the suites are read with every run.
    if (!(failure instanceof Error && "code" in failure)) throw failure;
  }
}

/** Ends after the folder was removed. */
async function* changesWhileThere(folder: string, signal: AbortSignal): AsyncGenerator<string, void> {
  if (!(await isThere(folder))) return;
  for await (const { filename } of watch(folder, { signal })) {
    const isRemoved = !(await isThere(folder));
    if (isRemoved) yield basename(folder);
    else if (filename !== null && !filename.startsWith(".")) yield filename;
    if (isRemoved) return;
  }
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    (failure: unknown) => codeOf(failure) !== "ENOENT",
  );
}
