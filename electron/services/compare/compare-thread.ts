import { cancelled } from "../failures.ts";
import type { Log } from "../ports.ts";
import { findWorker } from "../workers/find-worker.ts";
import { createWorkerThread, type WorkerThread } from "../workers/worker-thread.ts";
import type { CompareCalls } from "./compare-calls.ts";

/** The thread did not answer: it took too long, failed or ended. The message is a sentence for the user; the next call starts a new thread. */
export class CompareStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CompareStopped";
  }
}

const defaultIdleTimeoutMs = 60_000;

/** Creates the thread that compares, which starts with the first call. Every call may throw `CompareStopped`, or an `AbortError` when it is cancelled. */
export function createCompareThread({
  log,
  idleTimeoutMs = defaultIdleTimeoutMs,
  workerUrl = findWorker("compare-worker", import.meta.url),
}: {
  readonly log: Log;
  readonly idleTimeoutMs?: number;
  readonly workerUrl?: URL;
}): WorkerThread<CompareCalls> {
  return createWorkerThread<CompareCalls>({
    workerUrl,
    restarts: true,
    idleTimeoutMs,
    failureOf: ({ message }) => new CompareStopped(message),
    endedFailure: (end) => {
      if (end.kind === "closed") return cancelled("Gatescope is closing.");
      if (end.kind === "timed_out")
        return new CompareStopped(
          `Comparing with these rules took longer than ${Math.round(end.timeoutMs / 1000)} seconds, so it was stopped.`,
        );
      return new CompareStopped("The thread that compares has ended.");
    },
    onCrash: (error) => log.error("The thread that compares crashed.", { error: String(error) }),
  });
}
