import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import type { CohortState } from "#shared/domain/cohort/cohort.ts";
import { cohortsLabels } from "./cohorts-labels.ts";

export const exportFormats = [
  { format: "csv", label: cohortsLabels.exportCsv, extension: "csv", type: "text/csv" },
  { format: "ndjson", label: cohortsLabels.exportNdjson, extension: "ndjson", type: "application/x-ndjson" },
  { format: "markdown", label: cohortsLabels.exportMarkdown, extension: "md", type: "text/markdown" },
] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface RunningExport {
  readonly fileName: string;
  /** The users that are in the file so far. */
  readonly done: number;
  readonly total: number;
}

/** The export that runs; null for none. It goes on while another screen is shown. */
export const useExport = create<{ readonly running: RunningExport | null }>()(() => ({ running: null }));

/** Progress is shown for what takes longer. */
const shownAfterMs = 300;
const shownEveryMs = 100;
/** The text of an export is kept as blobs of this size, which the browser holds outside the page's memory. */
const maxTextLength = 4_000_000;

interface ExportParts {
  readonly calls: Pick<typeof client.cohorts, "exportText">;
  readonly save: typeof saveFile;
}

let abort: AbortController | null = null;

/** Saves a cohort as a file when all of it was read. One that is cancelled or fails leaves no file. Throws what failed. */
export async function exportCohort(
  { cohortId, name, users }: Pick<CohortState, "cohortId" | "name" | "users">,
  { format, extension, type }: ExportFormat,
  { calls, save }: ExportParts = { calls: client.cohorts, save: saveFile },
): Promise<void> {
  if (abort !== null) return;
  const own = new AbortController();
  abort = own;
  const fileName = `${(name === "" ? "cohort" : name).replaceAll(/[^\w-]+/g, "-")}.${extension}`;
  let nextShownMs = performance.now() + shownAfterMs;
  const blobs: Blob[] = [];
  let parts: string[] = [];
  let length = 0;
  const keep = () => {
    blobs.push(new Blob(parts));
    parts = [];
    length = 0;
  };
  try {
    for await (const part of await calls.exportText({ cohortId, format }, { signal: own.signal })) {
      own.signal.throwIfAborted();
      parts.push(part.text);
      length += part.text.length;
      if (length >= maxTextLength) keep();
      const nowMs = performance.now();
      if (nowMs < nextShownMs) continue;
      nextShownMs = nowMs + shownEveryMs;
      useExport.setState({ running: { fileName, done: part.users, total: users } });
    }
    own.signal.throwIfAborted();
    keep();
    save(fileName, blobs, type);
    announce(cohortsLabels.exported(fileName, users));
  } catch (failure) {
    if (!own.signal.aborted) throw failure;
    announce(cohortsLabels.exportCancelled(fileName));
  } finally {
    abort = null;
    useExport.setState({ running: null });
  }
}

export function cancelExport(): void {
  abort?.abort(new DOMException("Cancelled.", "AbortError"));
}
