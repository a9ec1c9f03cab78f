import { client } from "#renderer/host/client.ts";
import { maxBodyBytes, type Unzstd } from "#shared/domain/history/import/decode-body.ts";
import { UnusableRecording } from "#shared/domain/history/import/read-recording.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { bytesOfBase64, toBase64 } from "#shared/domain/text/base64.ts";
import { UnreadableText } from "#shared/domain/text/unreadable-text.ts";
import { importLabels } from "./import-labels.ts";
import type { FoundRecording, FromRecordingWorker, RecordingSource, ToRecordingWorker } from "./recording-messages.ts";

/** A recording that was read. Its calls are in a worker until it is closed. */
export interface ReadRecording {
  readonly found: FoundRecording;
  /** Returns the next few calls; none at the end. */
  nextCalls(): Promise<ImportedCalls>;
  close(): void;
}

type ImportedCalls = Parameters<typeof client.history.import.add>[0]["calls"];

/** Reads a file or a pasted text in a worker. Throws `UnusableRecording`, `UnreadableText`, and the reason of the signal. */
export async function readRecordingBeside(
  source: RecordingSource,
  { signal, onRead }: { readonly signal: AbortSignal; readonly onRead: (bytes: number) => void },
): Promise<ReadRecording> {
  const worker = new Worker(new URL("./recording-worker.ts", import.meta.url), { type: "module" });
  const ask = async (message: ToRecordingWorker) => {
    const answer = nextAnswer(worker, onRead);
    worker.postMessage(message);
    return answer;
  };
  const stopped = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  try {
    const answer = await Promise.race([ask({ is: "read", source }), stopped]);
    if (answer.is !== "found") throw new Error("The worker has read nothing.");
    return {
      found: answer.found,
      async nextCalls() {
        const next = await ask({ is: "next" });
        return next.is === "calls" ? next.calls.map(({ kept, ...call }) => ({ ...call, kept: readJson(kept) })) : [];
      },
      close: () => worker.terminate(),
    };
  } catch (failure) {
    worker.terminate();
    throw failure;
  }
}

/** Resolves with the worker's next message that is neither about progress nor a request to decompress. */
function nextAnswer(worker: Worker, onRead: (bytes: number) => void): Promise<FromRecordingWorker> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromRecordingWorker>) => {
      if (data.is === "progress") onRead(data.bytes);
      else if (data.is === "unzstd")
        unzstd(data.bytes).then((result) => worker.postMessage({ is: "unzstd", result } satisfies ToRecordingWorker), reject);
      else if (data.is === "unusable") reject(new UnusableRecording(data.message));
      else if (data.is === "unreadable") reject(new UnreadableText(data.problem));
      else if (data.is === "failed") reject(new Error(data.message));
      else resolve(data);
    };
    // A program of the page that cannot be loaded has no message.
    worker.onerror = ({ message }: Partial<ErrorEvent>) => reject(new Error(message || importLabels.notLoaded));
  });
}

/** Decompresses in the core. */
async function unzstd(bytes: Uint8Array): Promise<Unzstd> {
  if (bytes.length > maxBodyBytes) return { is: "too_large" };
  const answer = await client.history.import.unzstd({ base64: toBase64(bytes) });
  if (answer.is !== "unpacked") return answer;
  return { is: "unpacked", bytes: bytesOfBase64(answer.base64) ?? new Uint8Array() };
}

/** Imports all calls of a recording, or none of them if that fails or is cancelled. */
export async function importRecording(
  { source, recording }: { readonly source: string; readonly recording: ReadRecording },
  { signal, onImported }: { readonly signal: AbortSignal; readonly onImported: (calls: number) => void },
) {
  const { importId } = await client.history.import.begin({ source: source.slice(0, 300) });
  try {
    let imported = 0;
    for (let calls = await recording.nextCalls(); calls.length > 0; calls = await recording.nextCalls()) {
      signal.throwIfAborted();
      await client.history.import.add({ importId, calls });
      imported += calls.length;
      onImported(imported);
    }
    signal.throwIfAborted();
    return await client.history.import.finish({ importId });
  } catch (failure) {
    await client.history.import.cancel({ importId }).catch(() => undefined);
    throw failure;
  }
}
