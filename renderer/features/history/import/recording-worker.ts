import { gunzip } from "#renderer/parts/files/gunzip.ts";
import { readFilePieces } from "#renderer/parts/files/read-file.ts";
import type { Unzstd } from "#shared/domain/history/import/decode-body.ts";
import { readRecording, UnusableRecording } from "#shared/domain/history/import/read-recording.ts";
import { maxCallsAtOnce, type RecordedCall } from "#shared/domain/history/import/recorded-call.ts";
import { UnreadableText } from "#shared/domain/text/unreadable-text.ts";
import type { FromRecordingWorker, PackedCall, RecordingSource, ShownCall, ToRecordingWorker } from "./recording-messages.ts";

/*
 * Reads a recording beside the page: an entry of a HAR can take seconds. It keeps the calls, and gives them in batches that the page passes on quickly.
 */
const maxShown = 100;
const maxBatchCharacters = 250_000;

let calls: readonly RecordedCall[] = [];
let taken = 0;
/** Settles the request to decompress that waits for its answer; there is one at a time. */
let unzstdAnswer: ((result: Unzstd) => void) | null = null;

self.addEventListener("message", ({ data }: MessageEvent<ToRecordingWorker>) => {
  if (data.is === "next") post({ is: "calls", calls: nextCalls() });
  else if (data.is === "unzstd") unzstdAnswer?.(data.result);
  else read(data.source).catch((failure: unknown) => post(failureOf(failure)));
});

function post(message: FromRecordingWorker): void {
  self.postMessage(message);
}

async function read(source: RecordingSource): Promise<void> {
  const pieces = typeof source === "string" ? once(source) : readFilePieces(source, { onRead: (bytes) => post({ is: "progress", bytes }) });
  const { calls: found, requests, otherRequests } = await readRecording(pieces, { gunzip, unzstd, nowMs: Date.now() });
  calls = found;
  post({
    is: "found",
    found: { requests, otherRequests, callCount: found.length, firstCalls: found.slice(0, maxShown).map(shownCall) },
  });
}

async function unzstd(bytes: Uint8Array): Promise<Unzstd> {
  const { promise, resolve } = Promise.withResolvers<Unzstd>();
  unzstdAnswer = resolve;
  post({ is: "unzstd", bytes });
  return promise;
}

async function* once(text: string): AsyncGenerator<string, void> {
  yield text;
}

function shownCall({ exchange: { atMs, endpoint, method, url, outcome } }: RecordedCall): ShownCall {
  return { atMs, endpoint, method, host: new URL(url).host, status: "status" in outcome ? outcome.status : null };
}

function nextCalls(): PackedCall[] {
  const batch: PackedCall[] = [];
  for (let characters = 0; batch.length < maxCallsAtOnce && characters < maxBatchCharacters; ) {
    const call = calls[taken];
    if (call === undefined) break;
    const kept = JSON.stringify(call.kept);
    const { request, outcome } = call.exchange;
    batch.push({ ...call, kept });
    characters += kept.length + (request.body?.length ?? 0) + ("body" in outcome ? outcome.body.length : 0);
    taken += 1;
  }
  return batch;
}

function failureOf(failure: unknown): FromRecordingWorker {
  if (failure instanceof UnusableRecording) return { is: "unusable", message: failure.message };
  if (failure instanceof UnreadableText) return { is: "unreadable", problem: failure.problem };
  return { is: "failed", message: failure instanceof Error ? failure.message : String(failure) };
}
