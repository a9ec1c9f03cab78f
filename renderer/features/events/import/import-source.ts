import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { textChunks } from "./text-chunks.ts";

/**
 * The file being taken in or looked at. It is handed to the core piece by piece, so that a file of any size costs the page no more than a piece;
 * what is kept here is where it stands. `mapping` is null until the person has changed the guessed one.
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

/** Forgets the file, and stops taking it in. Runs that were started from it go on. */
export async function closeFile(): Promise<void> {
  reading?.abort();
  const { source } = useImportSource.getState();
  useImportSource.setState({ source: { is: "none" } });
  // A file that the core has forgotten already is as good as forgotten.
  if (source.is === "read") await client.events.imports.forget({ importId: source.importId }).catch(() => undefined);
}

export function setMapping(mapping: RowMapping | null): void {
  const { source } = useImportSource.getState();
  if (source.is === "read") useImportSource.setState({ source: { ...source, mapping } });
}

/** The run has taken the file over. */
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
    // Half a file is of no use, and the disk may be full of it.
    if (begunId !== null) await client.events.imports.forget({ importId: begunId }).catch(() => undefined);
  }
}
