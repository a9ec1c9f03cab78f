import type { Unzstd } from "#shared/domain/history/import/decode-body.ts";
import type { Recording } from "#shared/domain/history/import/read-recording.ts";
import type { RecordedCall } from "#shared/domain/history/import/recorded-call.ts";
import type { TextProblem } from "#shared/domain/text/unreadable-text.ts";

/** What to read: a file, or a text that was pasted. */
export type RecordingSource = Blob | string;

/** To the worker: read this, once; then the next calls, until there are none. In between, the answers to its own requests. */
export type ToRecordingWorker =
  | { readonly is: "read"; readonly source: RecordingSource }
  | { readonly is: "next" }
  | { readonly is: "unzstd"; readonly result: Unzstd };

/** What a recording has. Its calls stay in the worker, because they can have 200 million characters. */
export interface FoundRecording extends Pick<Recording, "requests" | "otherRequests"> {
  readonly callCount: number;
  readonly firstCalls: readonly ShownCall[];
}

export interface ShownCall extends Pick<RecordedCall["exchange"], "atMs" | "endpoint" | "method"> {
  readonly host: string;
  readonly status: number | null;
}

export type FromRecordingWorker =
  /** A request to decompress: browsers have no zstd, and a worker has no connection to the core. */
  | { readonly is: "unzstd"; readonly bytes: Uint8Array }
  | { readonly is: "progress"; readonly bytes: number }
  | { readonly is: "found"; readonly found: FoundRecording }
  /** None at the end. */
  | { readonly is: "calls"; readonly calls: readonly PackedCall[] }
  | { readonly is: "unusable"; readonly message: string }
  | { readonly is: "unreadable"; readonly problem: TextProblem }
  | { readonly is: "failed"; readonly message: string };

/** A structured clone does not keep exact numbers, which only `kept` can have: it is JSON here. */
export type PackedCall = Omit<RecordedCall, "kept"> & { readonly kept: string };
