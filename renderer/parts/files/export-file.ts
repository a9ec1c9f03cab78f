import { create } from "zustand";
import { announce } from "#renderer/ui/live-region.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import { bytesOfBase64 } from "#shared/domain/text/base64.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";

export const exportLabels = {
  /** `total` is null while nobody has counted all. */
  running: ({ fileName, done, total, noun }: RunningExport) =>
    total === null
      ? `Exporting ${fileName}: ${formatCount(done, noun)} so far`
      : `Exporting ${fileName}: ${formatNumber(done)} of ${formatCount(total, noun)}`,
  exported: (fileName: string, count: string) => `Exported ${fileName}: ${count}.`,
  cancelled: (fileName: string) => `The export of ${fileName} was cancelled; nothing was saved.`,
  cancel: "Cancel",
  cancelExport: "Cancel the export",
} as const;

export interface FileToExport {
  readonly fileName: string;
  readonly type: string;
  /** What the file has many of: user, request, row. */
  readonly noun: string;
  /** Null if it is not known how many there are. */
  readonly total: number | null;
  /** True if each part is the Base64 of bytes. */
  readonly isBase64?: boolean;
  /** Reads the text in parts until the signal aborts. */
  readonly read: (signal: AbortSignal) => Promise<AsyncIterable<TextPart>>;
}

export interface RunningExport extends Pick<FileToExport, "fileName" | "noun" | "total"> {
  /** How many are in the file so far. */
  readonly done: number;
}

interface ExportState {
  /** True from the first moment, so that no second one starts. */
  readonly isExporting: boolean;
  /** What is shown of one that takes longer. */
  readonly running: RunningExport | null;
}

/** The export that runs. It goes on while another screen is shown. */
export const useExport = create<ExportState>()(() => ({ isExporting: false, running: null }));

/** Progress is shown for what takes longer. */
const shownAfterMs = 300;
const shownEveryMs = 100;
/** The text of an export is kept as blobs of this size, which the browser holds outside the page's memory. */
const maxTextLength = 4_000_000;

let abort: AbortController | null = null;

/** Saves a file when all of it was read. One that is cancelled or fails leaves no file; while one runs, no other starts. Throws what failed. */
export async function exportFile(
  { fileName, type, noun, total, isBase64 = false, read }: FileToExport,
  save: typeof saveFile = saveFile,
): Promise<void> {
  if (abort !== null) return;
  const own = new AbortController();
  abort = own;
  useExport.setState({ isExporting: true });
  let nextShownMs = performance.now() + shownAfterMs;
  const blobs: Blob[] = [];
  let parts: BlobPart[] = [];
  let length = 0;
  let done = 0;
  const keep = () => {
    blobs.push(new Blob(parts));
    parts = [];
    length = 0;
  };
  try {
    for await (const part of await read(own.signal)) {
      own.signal.throwIfAborted();
      done = part.done;
      parts.push(isBase64 ? bytesIn(part.text) : part.text);
      length += part.text.length;
      if (length >= maxTextLength) keep();
      const nowMs = performance.now();
      if (nowMs < nextShownMs) continue;
      nextShownMs = nowMs + shownEveryMs;
      useExport.setState({ running: { fileName, noun, total, done } });
    }
    own.signal.throwIfAborted();
    keep();
    save(fileName, blobs, type);
    announce(exportLabels.exported(fileName, formatCount(done, noun)));
  } catch (failure) {
    if (!own.signal.aborted) throw failure;
    announce(exportLabels.cancelled(fileName));
  } finally {
    abort = null;
    useExport.setState({ isExporting: false, running: null });
  }
}

/** Throws for a text that is no Base64. */
function bytesIn(text: string): BlobPart {
  const bytes = bytesOfBase64(text);
  if (bytes === null) throw new Error("A part of the file did not arrive whole.");
  return new Uint8Array(bytes);
}

export function cancelExport(): void {
  abort?.abort(new DOMException("Cancelled.", "AbortError"));
}
