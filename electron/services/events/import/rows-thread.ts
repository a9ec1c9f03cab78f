import { Worker } from "node:worker_threads";
import { NoSuchThing, UnusableInput } from "../../failures.ts";
import { findWorker } from "../../storage/database-thread.ts";
import { createPendingCalls } from "../../workers/pending-calls.ts";
import type { RowsCalls, RowsFailure, RowsReply, RowsRequest } from "./rows-calls.ts";

/** The thread that reads files. It starts with the first call, and anew after it broke down. */
export interface RowsThread {
  /** Throws what the call throws, the signal's reason, or an `Error` when the thread broke down. */
  ask<Name extends keyof RowsCalls>(call: Name, input: Parameters<RowsCalls[Name]>[0], signal?: AbortSignal): ReturnType<RowsCalls[Name]>;
  close(): Promise<void>;
}

export function createRowsThread(workerUrl: URL = findWorker("rows-worker", import.meta.url)): RowsThread {
  const calls = createPendingCalls();
  let running: Worker | null = null;

  function start(): Worker {
    // Without the flags that this process was started with: they are for its own entry.
    const worker = new Worker(workerUrl, { execArgv: [] });
    let because = "The thread that reads files ended.";
    worker.on("message", (reply: RowsReply) => {
      if (reply.kind === "done") calls.resolve(reply.id, reply.output);
      else calls.reject(reply.id, failureOf(reply.failure));
    });
    worker.once("error", (error) => {
      because = `The thread that reads files broke down: ${error}`;
    });
    worker.once("exit", () => {
      if (running === worker) running = null;
      calls.rejectAll(() => new Error(because));
    });
    return worker;
  }

  async function post(call: keyof RowsCalls, input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    signal?.throwIfAborted();
    running ??= start();
    const worker = running;
    const { id, answered } = calls.add();
    const post = (request: RowsRequest) => worker.postMessage(request);
    const onAbort = () => {
      post({ kind: "cancel", id });
      calls.reject(id, signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    post({ kind: "call", id, call, input });
    return answered.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  return {
    // The thread answers each call with that call's own output.
    ask: (call, input, signal) => post(call, input, signal) as ReturnType<RowsCalls[typeof call]>,
    async close() {
      await running?.terminate();
    },
  };
}

function failureOf(failure: RowsFailure): Error {
  switch (failure.kind) {
    case "unusable":
      return new UnusableInput(failure.where, failure.message);
    case "missing":
      return new NoSuchThing(failure.what);
    case "unforeseen":
      return new Error(failure.message);
  }
}
