import { cancelled, UnusableInput } from "../failures.ts";
import type { Log } from "../ports.ts";
import { findWorker } from "../workers/find-worker.ts";
import { createWorkerThread, type WorkerThread } from "../workers/worker-thread.ts";
import type { CaseCalls } from "./case-calls.ts";

/** Creates the thread that makes and evaluates cases, which starts with the first call. Every call may throw `UnusableInput` with a sentence, or an `AbortError`. */
export function createCaseThread({ log }: { readonly log: Log }): WorkerThread<CaseCalls> {
  return createWorkerThread<CaseCalls>({
    workerUrl: findWorker("case-worker", import.meta.url),
    restarts: true,
    idleTimeoutMs: 60_000,
    failureOf: ({ message }) => new UnusableInput("case", message),
    endedFailure: (end) =>
      end.kind === "closed"
        ? cancelled("Gatescope is closing.")
        : new UnusableInput(
            "case",
            "The case could not be evaluated: its thread has stopped, because its rules are too large or made to take too long.",
          ),
    onCrash: (error) => log.error("The thread that evaluates cases crashed.", { error: String(error) }),
  });
}
