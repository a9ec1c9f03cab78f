import { cancelled, UnusableInput } from "../failures.ts";
import type { Log } from "../ports.ts";
import { findWorker } from "../workers/find-worker.ts";
import { createWorkerThread, type WorkerThread } from "../workers/worker-thread.ts";
import type { SuiteCalls } from "./suite-calls.ts";

/** Creates the thread that runs suites, which starts with the first call. Every call may throw `UnusableInput` with a sentence, or an `AbortError`. */
export function createSuiteThread({ log }: { readonly log: Log }): WorkerThread<SuiteCalls> {
  return createWorkerThread<SuiteCalls>({
    workerUrl: findWorker("suite-worker", import.meta.url),
    restarts: true,
    idleTimeoutMs: 60_000,
    failureOf: ({ message }) => new UnusableInput("run", message),
    endedFailure: (end) =>
      end.kind === "closed"
        ? cancelled("Gatescope is closing.")
        : new UnusableInput(
            "run",
            "The tests did not end: their thread has stopped. Run them again; if it keeps happening, these rules are too large to evaluate here.",
          ),
    onCrash: (error) => log.error("The thread that runs tests crashed.", { error: String(error) }),
  });
}
