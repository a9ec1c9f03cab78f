import { Worker } from "node:worker_threads";
import { type Packed, pack, unpack } from "./exact-numbers.ts";
import type {
  CallName,
  Input,
  Output,
  StreamName,
  StreamProgress,
  StreamResult,
  ThrownInWorker,
  WorkerReply,
  WorkerRequest,
} from "./worker-calls.ts";

/** A worker thread that serves `Calls` with serve-calls.ts. It starts with the first call. */
export interface WorkerThread<Calls> {
  /** Calls are served in the order in which they are made. Throws what `failureOf` or `endedFailure` made, or the signal's reason. */
  call<Name extends CallName<Calls>>(name: Name, input: Input<Calls, Name>, signal?: AbortSignal): Promise<Output<Calls, Name>>;
  /** Sends the calls that were made in this turn of the event loop at once, not at its end: for a caller that has waited for the end of a turn itself. */
  sendNow(): void;
  /** Throws as `call` does. The worker stops when the reader stops, or when the signal aborts. */
  stream<Name extends StreamName<Calls>>(
    name: Name,
    input: Input<Calls, Name>,
    signal?: AbortSignal,
  ): AsyncGenerator<StreamProgress<Calls, Name>, StreamResult<Calls, Name>, void>;
  /** Ends the worker at once: calls in progress and later ones fail with `endedFailure({ kind: "closed" })`. */
  close(): Promise<void>;
}

/** The reason why a worker has ended. */
export type WorkerEnd =
  | { readonly kind: "closed" }
  /** Code of the worker threw outside of a call. */
  | { readonly kind: "crashed"; readonly error: unknown }
  | { readonly kind: "exited" }
  /** A call had no reply within the idle timeout, so the worker was terminated. */
  | { readonly kind: "timed_out"; readonly timeoutMs: number };

export interface WorkerThreadParts {
  readonly workerUrl: URL;
  readonly workerData?: unknown;
  /** Makes the error that a caller gets from what its call threw in the worker. */
  readonly failureOf: (thrown: ThrownInWorker) => Error;
  /** Makes the error that callers get after the worker has ended; called once for each of them. */
  readonly endedFailure: (end: WorkerEnd) => Error;
  /** After an end that was not `close`: the next call starts a new worker (true), or fails as the ones before it did (false). */
  readonly restarts: boolean;
  /** A call without a reply for this long terminates the worker. There is no limit when this is missing. */
  readonly idleTimeoutMs?: number;
  readonly onCrash?: (error: unknown) => void;
  /** The memory for new objects, in megabytes, for workers that make many which are soon dropped. Node's default lets the heap grow to several times what is used. */
  readonly youngHeapMb?: number;
}

export function createWorkerThread<Calls>(parts: WorkerThreadParts): WorkerThread<Calls> {
  const { workerUrl, workerData, failureOf, endedFailure, restarts, idleTimeoutMs, onCrash, youngHeapMb } = parts;
  let running: Running | null = null;
  /** Set when no other worker may start. */
  let ended: WorkerEnd | null = null;
  let lastId = 0;

  function start(): Running {
    // Without the flags of this process: they are meant for its own entry.
    const worker = new Worker(workerUrl, {
      workerData,
      execArgv: [],
      ...(youngHeapMb !== undefined && { resourceLimits: { maxYoungGenerationSizeMb: youngHeapMb } }),
    });
    const started: Running = { worker, pending: new Map(), waiting: [], end: { kind: "exited" } };
    worker.on("message", (packed: Packed<WorkerReply>) => {
      const reply = unpack(packed);
      const pending = started.pending.get(reply.id);
      if (reply.kind === "threw") pending?.fail(failureOf(reply.thrown));
      else pending?.take(reply);
    });
    worker.once("error", (error) => {
      started.end = { kind: "crashed", error };
      onCrash?.(error);
    });
    worker.once("exit", () => {
      if (running === started) running = null;
      if (!restarts) ended ??= started.end;
      for (const { fail } of [...started.pending.values()]) fail(endedFailure(started.end));
    });
    return started;
  }

  /** Sends what one turn of the event loop asks for as one message: waking the other thread costs as much for one call as for many. */
  function sendSoon(current: Running, request: WorkerRequest): void {
    const { waiting } = current;
    waiting.push(request);
    if (waiting.length === 1) setImmediate(() => sendWaiting(current));
  }

  function sendWaiting(current: Running): void {
    const requests = current.waiting.splice(0);
    if (requests.length === 0) return;
    try {
      current.worker.postMessage(requests.map(pack));
    } catch {
      for (const one of requests) sendAlone(current, one);
    }
  }

  /** Sends one call, or fails it because its input cannot be cloned. */
  function sendAlone({ worker, pending }: Running, request: WorkerRequest): void {
    try {
      worker.postMessage([pack(request)]);
    } catch (error) {
      pending.get(request.id)?.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Sends a call, starting the worker if necessary. `stop` gives up its reply, and tells the worker so if there was none yet. */
  function post(call: string, input: unknown, { take, fail }: PendingCall): { readonly stop: () => void } {
    if (ended !== null) throw endedFailure(ended);
    running ??= start();
    const current = running;
    const { worker, pending } = current;
    lastId += 1;
    const id = lastId;
    sendSoon(current, { kind: "call", id, call, input });

    const startTimer = () =>
      idleTimeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            current.end = { kind: "timed_out", timeoutMs: idleTimeoutMs };
            void worker.terminate();
          }, idleTimeoutMs);
    let timer = startTimer();
    function forget(): boolean {
      clearTimeout(timer);
      return pending.delete(id);
    }
    pending.set(id, {
      take(reply) {
        clearTimeout(timer);
        if (reply.kind === "returned") pending.delete(id);
        else timer = startTimer();
        take(reply);
      },
      fail(failure) {
        forget();
        fail(failure);
      },
    });
    return {
      stop() {
        if (forget()) sendSoon(current, { kind: "abort", id });
      },
    };
  }

  async function call(name: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const answered = Promise.withResolvers<unknown>();
    const { stop } = post(name, input, {
      take(reply) {
        if (reply.kind === "returned") answered.resolve(reply.output);
      },
      fail: answered.reject,
    });
    if (signal === undefined) return answered.promise;
    const onAbort = () => {
      stop();
      answered.reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    return answered.promise.finally(() => signal.removeEventListener("abort", onAbort));
  }

  async function* stream(name: string, input: unknown, signal?: AbortSignal): AsyncGenerator<unknown, unknown, void> {
    signal?.throwIfAborted();
    const replies: SuccessReply[] = [];
    let failure: Error | null = null;
    let wake = () => {};
    const { stop } = post(name, input, {
      take(reply) {
        replies.push(reply);
        wake();
      },
      fail(error) {
        failure = error;
        wake();
      },
    });
    const onAbort = () => wake();
    signal?.addEventListener("abort", onAbort);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const reply = replies.shift();
        if (reply?.kind === "returned") return reply.output;
        if (reply !== undefined) {
          yield reply.value;
          continue;
        }
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
      stop();
    }
  }

  return {
    // The worker answers each call with that call's own output: `Calls` types both ends.
    call: call as WorkerThread<Calls>["call"],
    stream: stream as WorkerThread<Calls>["stream"],
    sendNow() {
      if (running !== null) sendWaiting(running);
    },
    async close() {
      ended = { kind: "closed" };
      if (running === null) return;
      running.end = ended;
      await running.worker.terminate();
    },
  };
}

type SuccessReply = Exclude<WorkerReply, { kind: "threw" }>;

interface PendingCall {
  readonly take: (reply: SuccessReply) => void;
  /** Called at most once; nothing comes after it. */
  readonly fail: (failure: Error) => void;
}

interface Running {
  readonly worker: Worker;
  readonly pending: Map<number, PendingCall>;
  /** Made in this turn of the event loop, and not sent yet. */
  readonly waiting: WorkerRequest[];
  end: WorkerEnd;
}
