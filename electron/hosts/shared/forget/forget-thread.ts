import { UnusableInput } from "#services/failures.ts";
import { findWorker } from "#services/workers/find-worker.ts";
import { createWorkerThread } from "#services/workers/worker-thread.ts";
import type { ForgetReport } from "#shared/domain/session/forget-report.ts";
import type { ForgetCalls } from "./forget-worker.ts";

/**
 * Searches a data folder for a user in a thread of its own, and removes what it finds unless it `isPreview`. Throws `UnusableInput` with a sentence if that failed: a removal is then
 * incomplete, and can be run again. An abort ends a preview at once.
 */
export async function forgetInThread(input: Parameters<ForgetCalls["forget"]>[0], signal?: AbortSignal): Promise<ForgetReport> {
  const failed = (reason: string) => new UnusableInput("values", `The data folder could not be searched to its end: ${reason}`);
  const worker = createWorkerThread<ForgetCalls>({
    workerUrl: findWorker("forget-worker", import.meta.url),
    restarts: false,
    failureOf: ({ message }) => failed(message),
    endedFailure: () => failed("its thread has ended. Try again."),
  });
  try {
    return await worker.call("forget", input, signal);
  } finally {
    await worker.close();
  }
}
