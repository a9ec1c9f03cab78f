import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { pieces } from "./import-pieces.ts";

/**
 * The file being taken in or looked at. It is handed to the core piece by piece, so that a file of any size costs the page no more than a piece;
 * what is kept here is where it stands. `mapping` is null until the person has changed the guessed one.
 */
export type ImportSource =
  | { readonly is: "none" }
  | { readonly is: "taking"; readonly fileName: string; readonly taken: number; readonly size: number }
  | { readonly is: "taken"; readonly importId: string; readonly fileName: string; readonly mapping: RowMapping | null }
  | { readonly is: "failed"; readonly fileName: string; readonly problem: string };

export const useImportSource = create<{ source: ImportSource }>()(() => ({ source: { is: "none" } }));

let taking: AbortController | null = null;

export function takeFile(file: File): Promise<void> {
  return take(file.name, file.size, file.stream());
}

export function takeText(text: string): Promise<void> {
  const blob = new Blob([text]);
  return take("pasted text", blob.size, blob.stream());
}

/** Forgets the file, and stops taking it in. Runs that were started from it go on. */
export async function leaveFile(): Promise<void> {
  taking?.abort();
  const { source } = useImportSource.getState();
  useImportSource.setState({ source: { is: "none" } });
  // A file that the core has forgotten already is as good as forgotten.
  if (source.is === "taken") await client.events.imports.forget({ importId: source.importId }).catch(() => undefined);
}

export function setMapping(mapping: RowMapping | null): void {
  const { source } = useImportSource.getState();
  if (source.is === "taken") useImportSource.setState({ source: { ...source, mapping } });
}

/** The run has taken the file over. */
export function handOver(): void {
  useImportSource.setState({ source: { is: "none" } });
}

async function take(fileName: string, size: number, bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  await leaveFile();
  const abort = new AbortController();
  taking = abort;
  useImportSource.setState({ source: { is: "taking", fileName, taken: 0, size } });
  let begun: string | null = null;
  try {
    const { importId } = await client.events.imports.begin({ fileName });
    begun = importId;
    for await (const { text, taken } of pieces(bytes)) {
      abort.signal.throwIfAborted();
      await client.events.imports.chunk({ importId, text });
      if (!abort.signal.aborted) useImportSource.setState({ source: { is: "taking", fileName, taken, size } });
    }
    abort.signal.throwIfAborted();
    useImportSource.setState({ source: { is: "taken", importId, fileName, mapping: null } });
  } catch (error) {
    if (!abort.signal.aborted) useImportSource.setState({ source: { is: "failed", fileName, problem: sentenceOf(error) } });
    // Half a file is of no use, and the disk may be full of it.
    if (begun !== null) await client.events.imports.forget({ importId: begun }).catch(() => undefined);
  }
}
