import { client } from "#renderer/host/client.ts";
import { gunzip } from "#renderer/parts/files/gunzip.ts";
import { nameOfFile, readFilePieces } from "#renderer/parts/files/read-file.ts";
import { type Recording, readRecording } from "#shared/domain/history/import/read-recording.ts";
import { maxCallsAtOnce } from "#shared/domain/history/import/recorded-call.ts";
import { importLabels } from "./import-labels.ts";

/** A recording that was read, and the name it is known by. */
export interface ReadSource {
  readonly source: string;
  readonly recording: Recording;
}

interface Reading {
  readonly signal: AbortSignal;
  readonly onRead: (bytes: number) => void;
}

/** Reads a file. Throws `UnusableRecording` and `UnreadableText`. */
export async function readFileRecording(file: File, { signal, onRead }: Reading): Promise<ReadSource> {
  const recording = await readRecording(readFilePieces(file, { onRead }), { gunzip, nowMs: Date.now(), signal });
  return { source: nameOfFile(file), recording };
}

/** Reads requests that were pasted. Throws `UnusableRecording`. */
export async function readPastedRecording(text: string, { signal }: Pick<Reading, "signal">): Promise<ReadSource> {
  async function* pieces() {
    yield text;
  }
  return { source: importLabels.pasted, recording: await readRecording(pieces(), { gunzip, nowMs: Date.now(), signal }) };
}

/** Imports all calls of a recording, or none of them if that fails or is cancelled. */
export async function importRecording(
  { source, recording: { calls } }: ReadSource,
  { signal, onImported }: { readonly signal: AbortSignal; readonly onImported: (calls: number) => void },
) {
  const { importId } = await client.history.import.begin({ source: source.slice(0, 300) });
  try {
    for (let at = 0; at < calls.length; at += maxCallsAtOnce) {
      signal.throwIfAborted();
      await client.history.import.add({ importId, calls: calls.slice(at, at + maxCallsAtOnce) });
      onImported(Math.min(at + maxCallsAtOnce, calls.length));
    }
    signal.throwIfAborted();
    return await client.history.import.finish({ importId });
  } catch (failure) {
    await client.history.import.cancel({ importId }).catch(() => undefined);
    throw failure;
  }
}
