import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { textChunks } from "./text-chunks.ts";

/**
 * The file that is being read or reviewed. It is passed to the core in chunks, so that the page never holds a whole file.
 * `mapping` is null until the guessed mapping is changed.
 */
export type ImportSource =
  | { readonly is: "none" }
  | { readonly is: "reading"; readonly fileName: string; readonly readBytes: number; readonly size: number }
  | { readonly is: "read"; readonly importId: string; readonly fileName: string; readonly mapping: RowMapping | null }
  | { readonly is: "failed"; readonly fileName: string; readonly problem: string };

export const useImportSource = create<{ source: ImportSource }>()(() => ({ source: { is: "none" } }));

let reading: AbortController | null = null;

export function openFile(file: File): Promise<void> {
  return readSource(file.name, file.size, file.stream());
}

export function openText(text: string): Promise<void> {
  const blob = new Blob([text]);
  return readSource("pasted text", blob.size, blob.stream());
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

async function readSource(fileName: string, size: number, bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  await closeFile();
  const abort = new AbortController();
  reading = abort;
  useImportSource.setState({ source: { is: "reading", fileName, readBytes: 0, size } });
  let begunId: string | null = null;
  try {
    const { importId } = await client.events.imports.begin({ fileName });
    begunId = importId;
    for await (const { text, readBytes } of textChunks(bytes)) {
      abort.signal.throwIfAborted();
      await client.events.imports.chunk({ importId, text });
      if (!abort.signal.aborted) useImportSource.setState({ source: { is: "reading", fileName, readBytes, size } });
    }
    abort.signal.throwIfAborted();
    useImportSource.setState({ source: { is: "read", importId, fileName, mapping: null } });
  } catch (error) {
    if (!abort.signal.aborted) useImportSource.setState({ source: { is: "failed", fileName, problem: sentenceOf(error) } });
    // A partial file cannot be used and takes up disk space.
    if (begunId !== null) await client.events.imports.forget({ importId: begunId }).catch(() => undefined);
  }
}
