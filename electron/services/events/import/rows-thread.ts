import { NoSuchThing, UnusableInput } from "../../failures.ts";
import { findWorker } from "../../workers/find-worker.ts";
import type { ThrownInWorker } from "../../workers/worker-calls.ts";
import { createWorkerThread, type WorkerEnd, type WorkerThread } from "../../workers/worker-thread.ts";
import type { RowsCalls } from "./rows-calls.ts";

/** The thread that reads files. A call throws what `RowsCalls` says, the signal's reason, or an `Error` when the thread has ended; the next call starts a new one. */
export type RowsThread = WorkerThread<RowsCalls>;

export function createRowsThread(workerUrl: URL = findWorker("rows-worker", import.meta.url)): RowsThread {
  return createWorkerThread<RowsCalls>({ workerUrl, restarts: true, failureOf, endedFailure });
}

function failureOf({ name, message, stack, facts }: ThrownInWorker): Error {
  if (name === "UnusableInput") return new UnusableInput(String(facts.where), message);
  if (name === "NoSuchThing") return new NoSuchThing(String(facts.what));
  return Object.assign(new Error(message), { stack });
}

function endedFailure(end: WorkerEnd): Error {
  return new Error(end.kind === "crashed" ? `The thread that reads files crashed: ${end.error}` : "The thread that reads files has ended.");
}
