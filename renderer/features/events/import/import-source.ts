import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { nameOfFile, readFilePieces } from "#renderer/parts/files/read-file.ts";
import type { RowMapping } from "#shared/domain/events/event-import.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { textChunks } from "./text-chunks.ts";

/**
 * The file that is being read or reviewed. It is passed to the core in chunks, so that the page never holds a whole file.
 * `encoding` is the one that the person chose for it; `mapping` is null until the guessed mapping is changed.
 */
export type ImportSource =
  | { readonly is: "none" }
  | { readonly is: "reading"; readonly fileName: string; readonly readBytes: number; readonly size: number }
  | {
      readonly is: "read";
      readonly importId: string;
      readonly fileName: string;
      readonly encoding: LegacyEncoding | null;
      readonly mapping: RowMapping | null;
    }
  | { readonly is: "failed"; readonly fileName: string; readonly file: Blob; readonly failure: unknown };

export const useImportSource = create<{ source: ImportSource }>()(() => ({ source: { is: "none" } }));

let reading: AbortController | null = null;

export function openFile(file: File): Promise<void> {
  return readSource(nameOfFile(file), file);
}

export function openText(text: string): Promise<void> {
  return readSource("pasted text", new Blob([text]));
}

/** Reads the file that failed again, in an encoding that the person chose. */
export async function readInEncoding(encoding: LegacyEncoding): Promise<void> {
  const { source } = useImportSource.getState();
  if (source.is === "failed") await readSource(source.fileName, source.file, encoding);
}

/** Closes the file and stops reading it. Imports started from it continue. */
export async function closeFile(): Promise<void> {
  reading?.abort();
  const { source } = useImportSource.getState();
  useImportSource.setState({ source: { is: "none" } });
  // The core may have removed the file already.
  if (source.is === "read") await client.events.imports.forget({ importId: source.importId }).catch(() => undefined);
}

export function setMapping(mapping: RowMapping | null): void {
  const { source } = useImportSource.getState();
  if (source.is === "read") useImportSource.setState({ source: { ...source, mapping } });
}

/** Resets the tab after an import has started, which then owns the file. */
export function releaseFile(): void {
  useImportSource.setState({ source: { is: "none" } });
}

async function readSource(fileName: string, file: Blob, encoding: LegacyEncoding | null = null): Promise<void> {
  const { size } = file;
  await closeFile();
  const abort = new AbortController();
  reading = abort;
  useImportSource.setState({ source: { is: "reading", fileName, readBytes: 0, size } });
  let begunId: string | null = null;
  try {
    const { importId } = await client.events.imports.begin({ fileName });
    begunId = importId;
    let readBytes = 0;
    const onRead = (bytes: number) => {
      readBytes = bytes;
    };
    for await (const text of textChunks(readFilePieces(file, { encoding, onRead }))) {
      abort.signal.throwIfAborted();
      await client.events.imports.chunk({ importId, text });
      if (!abort.signal.aborted) useImportSource.setState({ source: { is: "reading", fileName, readBytes, size } });
    }
    abort.signal.throwIfAborted();
    useImportSource.setState({ source: { is: "read", importId, fileName, encoding, mapping: null } });
  } catch (error) {
    if (!abort.signal.aborted) useImportSource.setState({ source: { is: "failed", fileName, file, failure: error } });
    // A partial file cannot be used and takes up disk space.
    if (begunId !== null) await client.events.imports.forget({ importId: begunId }).catch(() => undefined);
  }
}
