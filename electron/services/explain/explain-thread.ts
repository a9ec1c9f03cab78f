import { Worker } from "node:worker_threads";
import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { DefinitionsArchive } from "../definitions/snapshot-store.ts";
import { cancelled } from "../failures.ts";
import type { Log } from "../ports.ts";
import { findWorker } from "../storage/database-thread.ts";
import type { CallName, Input, Output, ThreadReply, ThreadRequest } from "./explain-calls.ts";
import type { ExplainHandler, HandlerRequest } from "./explain-handler.ts";

/** The thread gave no answer: it took too long, or ended. The message is a sentence; the next call gets a new thread. */
export class ThreadStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ThreadStopped";
  }
}

type InThread<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (input: infer In) => infer Out ? (input: In) => Promise<Awaited<Out>> : never;
};

/**
 * The archive and the desk, in a thread that starts with the first call. Every call may throw `ThreadStopped`; what is under way when `close` is called is
 * cancelled: nobody waits for it, and nothing has failed.
 */
export interface ExplainThread
  extends InThread<Pick<ExplainHandler, "explain" | "moreRules" | "reasons" | "exposures" | "readiness" | "notes">> {
  readonly archive: DefinitionsArchive;
  /** Returns null where the snapshot is gone. Ends with its reader, and when the signal aborts. */
  flips(input: HandlerRequest, signal?: AbortSignal): AsyncGenerator<FlipProgress, FlipSummary | null, void>;
  close(): Promise<void>;
}

/** An answer, or a sign of life, is to come within this time. */
const defaultIdleTimeoutMs = 60_000;

/** `folder` is the data folder, which must exist. */
export function createExplainThread({
  folder,
  log,
  idleTimeoutMs = defaultIdleTimeoutMs,
  workerUrl = findWorker("explain-worker", import.meta.url),
}: {
  readonly folder: string;
  readonly log: Log;
  readonly idleTimeoutMs?: number;
  readonly workerUrl?: URL;
}): ExplainThread {
  let running: Running | null = null;
  let lastId = 0;

  function start(): Running {
    // Without the flags that this process was started with: they are for its own entry.
    const worker = new Worker(workerUrl, { workerData: { folder }, execArgv: [] });
    const started: Running = {
      worker,
      waiting: new Map(),
      failure: new ThreadStopped("The thread that reads definitions ended by itself."),
    };
    worker.on("message", (reply: ThreadReply) => started.waiting.get(reply.id)?.take(reply));
    worker.on("error", (error) => log.error("The thread that reads definitions broke down.", { error: String(error) }));
    worker.once("exit", () => {
      if (running === started) running = null;
      for (const { fail } of [...started.waiting.values()]) fail(started.failure);
    });
    return started;
  }

  /** Hands every reply to one request to who waits for it; a thread that is silent for too long is ended, and with it whatever else it was asked. */
  function post(request: (id: number) => ThreadRequest, { take, fail }: Waiting): { readonly id: number; stop(): void } {
    running ??= start();
    const { worker, waiting } = running;
    const inCharge = running;
    lastId += 1;
    const id = lastId;
    const giveUp = () => {
      const seconds = Math.round(idleTimeoutMs / 1000);
      inCharge.failure = new ThreadStopped(`Working through these definitions took longer than ${seconds} seconds, so it was stopped.`);
      void worker.terminate();
    };
    let timer = setTimeout(giveUp, idleTimeoutMs);
    const stop = () => {
      clearTimeout(timer);
      waiting.delete(id);
    };
    waiting.set(id, {
      take(reply) {
        clearTimeout(timer);
        if (reply.kind === "progress") timer = setTimeout(giveUp, idleTimeoutMs);
        else waiting.delete(id);
        if (reply.kind === "failed") fail(new ThreadStopped(reply.message));
        else take(reply);
      },
      fail(failure) {
        stop();
        fail(failure);
      },
    });
    worker.postMessage(request(id));
    return { id, stop };
  }

  const ask = <Name extends CallName>(call: Name, input: Input<Name>): Promise<Output<Name>> =>
    new Promise((resolve, reject) => {
      post((id) => ({ kind: "call", id, call, input }), {
        take(reply) {
          // The thread answers each call with that call's own output.
          if (reply.kind === "done") resolve(reply.output as Output<Name>);
        },
        fail: reject,
      });
    });

  async function* flips(input: HandlerRequest, signal?: AbortSignal): AsyncGenerator<FlipProgress, FlipSummary | null, void> {
    const replies: ThreadReply[] = [];
    let failure: Error | null = null;
    let wake = () => {};
    const asked = post((id) => ({ kind: "flips", id, input }), {
      take(reply) {
        replies.push(reply);
        wake();
      },
      fail(ended) {
        failure = ended;
        wake();
      },
    });
    const onAbort = () => wake();
    signal?.addEventListener("abort", onAbort);
    try {
      while (signal?.aborted !== true) {
        const reply = replies.shift();
        if (reply === undefined) {
          if (failure !== null) throw failure;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        if (reply.kind === "progress") yield reply.progress;
        if (reply.kind === "ended") return reply.summary;
      }
      return leftEarly;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      asked.stop();
      running?.worker.postMessage({ kind: "leave", id: asked.id } satisfies ThreadRequest);
    }
  }

  return {
    archive: {
      take: (input) => ask("take", input),
      newest: (input) => ask("newest", input),
      find: (input) => ask("find", input),
      list: (input) => ask("list", input),
      idLists: (input) => ask("idLists", input),
      takeIdLists: (input) => ask("takeIdLists", input),
      pin: (input) => ask("pin", input),
      forget: (input) => ask("forget", input),
    },
    explain: (input) => ask("explain", input),
    moreRules: (input) => ask("moreRules", input),
    reasons: (input) => ask("reasons", input),
    exposures: (input) => ask("exposures", input),
    readiness: (input) => ask("readiness", input),
    notes: (input) => ask("notes", input),
    flips,
    async close() {
      if (running === null) return;
      running.failure = cancelled("Gatescope is closing.");
      await running.worker.terminate();
    },
  };
}

interface Waiting {
  readonly take: (reply: ThreadReply) => void;
  readonly fail: (failure: Error) => void;
}

interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** What whoever still waits is told when it ends. */
  failure: Error;
}

const leftEarly: FlipSummary = {
  isComplete: false,
  tried: 0,
  found: 0,
  outcome: "unknown",
  sentence: "The search was stopped before it was through.",
};
