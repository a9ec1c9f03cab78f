import { availableParallelism } from "node:os";
import type { OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import { cancelled } from "../failures.ts";
import type { Log } from "../ports.ts";
import { findWorker } from "../workers/find-worker.ts";
import { createWorkerThread, type WorkerEnd, type WorkerThread } from "../workers/worker-thread.ts";
import type { Block, CohortJob, JobFacts, StoredBlock } from "./block.ts";
import type { CohortCalls, OutcomesRequest } from "./cohort-calls.ts";

/** A thread that evaluates ended, or rejected its rules. The message is a sentence for the person. */
export class EvaluationStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EvaluationStopped";
  }
}

export interface CohortPool {
  /**
   * Evaluates blocks on all cores, and passes each result on in the order of the blocks; the next one waits until `onBlock` has resolved. Ends with the last
   * block. Throws the signal's reason, `EvaluationStopped`, or what the blocks throw.
   */
  run(
    job: CohortJob,
    blocks: AsyncIterator<Block, void>,
    handlers: { readonly onOpen: (facts: JobFacts) => void; readonly onBlock: (result: StoredBlock, progress: number) => Promise<void> },
    signal: AbortSignal,
  ): Promise<void>;
  outcomes(request: OutcomesRequest, signal?: AbortSignal): Promise<OutcomeUser[]>;
  close(): Promise<void>;
}

/** A block takes a fraction of a second; hostile rules can take for ever. */
const idleTimeoutMs = 60_000;
/** Users live only as long as their block. With Node's default, a million users took 200 MB more in two threads, and more time. */
const youngHeapMb = 6;
/** Threads keep prepared rules, which can be large, only for as long as somebody changes a cohort. */
const keptIdleMs = 60_000;

export function createCohortPool({
  log,
  size = availableParallelism(),
  workerUrl = findWorker("cohort-worker", import.meta.url),
}: {
  readonly log: Pick<Log, "error">;
  readonly size?: number;
  readonly workerUrl?: URL;
}): CohortPool {
  let threads: WorkerThread<CohortCalls>[] = [];
  let running = 0;
  let closing: NodeJS.Timeout | undefined;

  function threadAt(index: number): WorkerThread<CohortCalls> {
    threads[index] ??= createWorkerThread<CohortCalls>({
      workerUrl,
      workerData: null,
      restarts: true,
      idleTimeoutMs,
      youngHeapMb,
      failureOf: ({ message }) => new EvaluationStopped(message),
      endedFailure,
      onCrash: (error) => log.error("A thread that evaluates cohorts crashed.", { error: String(error) }),
    });
    return threads[index];
  }

  async function closeThreads(): Promise<void> {
    const open = threads;
    threads = [];
    await Promise.all(open.map((thread) => thread.close()));
  }

  /** Jobs take turns: each would otherwise replace the other's rules in the threads. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    running += 1;
    clearTimeout(closing);
    const done = turn.then(work, work).finally(() => {
      running -= 1;
      if (running === 0) closing = setTimeout(() => void closeThreads(), keptIdleMs).unref();
    });
    turn = done.catch(() => {});
    return done;
  }

  async function evaluate(
    job: CohortJob,
    blocks: AsyncIterator<Block, void>,
    { onOpen, onBlock }: Parameters<CohortPool["run"]>[2],
    signal: AbortSignal,
  ): Promise<void> {
    const stopping = new AbortController();
    const stop = AbortSignal.any([signal, stopping.signal]);
    const opened = new Map<number, Promise<JobFacts>>();
    const openAt = (index: number) => {
      const known = opened.get(index) ?? threadAt(index).call("open", job, stop);
      opened.set(index, known);
      return known;
    };
    let nextSeq = 0;
    let isOver = false;
    let delivered: Promise<void> = Promise.resolve();
    let reading: Promise<unknown> = Promise.resolve();

    /** The number of a block and the block are taken together. */
    async function take(): Promise<{ readonly seq: number; readonly block: Block } | null> {
      const taken = reading.then(async () => {
        if (isOver) return null;
        const next = await blocks.next();
        if (next.done) {
          isOver = true;
          return null;
        }
        nextSeq += 1;
        return { seq: nextSeq, block: next.value };
      });
      reading = taken.catch(() => {});
      return taken;
    }

    /** Results wait here for those before them; there are at most two for each thread. */
    const waiting = new Map<number, () => Promise<void>>();
    let nextDelivered = 1;
    function deliver(seq: number, act: () => Promise<void>): Promise<void> {
      waiting.set(seq, act);
      for (let due = waiting.get(nextDelivered); due !== undefined; due = waiting.get(nextDelivered)) {
        const actNow = due;
        waiting.delete(nextDelivered);
        nextDelivered += 1;
        delivered = delivered.then(() => {
          stop.throwIfAborted();
          return actNow();
        });
      }
      return delivered;
    }

    async function work(index: number): Promise<void> {
      const first = await take();
      if (first === null) return;
      await openAt(index);
      for (let next: typeof first | null = first; next !== null; next = await take()) {
        const { seq, block } = next;
        const result = await threadAt(index).call("evaluate", { jobId: job.jobId, content: block.content }, stop);
        await deliver(seq, () => onBlock(result, block.progress));
      }
    }

    try {
      onOpen(await openAt(0));
      const workers = Array.from({ length: 2 * size }, (_, at) => work(at % size));
      try {
        await Promise.all(workers);
      } catch (failure) {
        stopping.abort(failure);
        await Promise.allSettled(workers);
        throw failure;
      }
      await delivered;
    } finally {
      await blocks.return?.();
    }
  }

  return {
    run: (job, blocks, handlers, signal) => inTurn(() => evaluate(job, blocks, handlers, signal)),
    outcomes: (request, signal) => inTurn(() => threadAt(0).call("outcomes", request, signal)),
    async close() {
      clearTimeout(closing);
      await closeThreads();
    },
  };
}

function endedFailure(end: WorkerEnd): Error {
  switch (end.kind) {
    case "closed":
      return cancelled("Gatescope is closing.");
    case "timed_out":
      return new EvaluationStopped(
        `Evaluating a part of these users took longer than ${Math.round(end.timeoutMs / 1000)} seconds, so it was stopped.`,
      );
    case "crashed":
    case "exited":
      return new EvaluationStopped("A thread that evaluates has ended. Check again.");
  }
}
