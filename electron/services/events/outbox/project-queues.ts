import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { StorageFailed } from "../../failures.ts";
import type { Clock, Log } from "../../ports.ts";
import type { DatabaseThread } from "../../storage/database-thread.ts";
import type { BatchStep } from "../database/batch-states.ts";
import type { BatchChange, OutboxCalls, StartedBatch } from "../database/outbox-calls.ts";
import type { OutboxFacts } from "../database/outbox-database.ts";
import { type Backoff, type Deadlines, waitAfter } from "./backoff.ts";
import type { Attempt, ReadyBatch, Sender } from "./sender.ts";

export type OutboxThread = DatabaseThread<OutboxCalls, OutboxFacts>;

export interface ProjectQueuesParts {
  readonly thread: OutboxThread;
  readonly sender: Sender;
  readonly deadlines: Deadlines;
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** Called for every changed batch once the change is stored. */
  readonly onChange: (changed: readonly Batch[]) => void;
}

/** Waits are checked at least this often, because timers stop while the machine sleeps. */
const maxPollMs = 5_000;
/** The delay before checking again for a key or for space on the disk. */
const holdMs = 2_000;

type Advance = Parameters<OutboxCalls["advance"]>[0];
type Begins = NonNullable<Advance["begins"]>;

interface ProjectQueue {
  readonly done: Promise<void>;
  /** Makes the queue check for batches at once. */
  wake(): void;
}

/** Creates one queue for each project: its batches are sent in order, one at a time. */
export function createProjectQueues({ thread, sender, deadlines, backoff, random, clock, log, onChange }: ProjectQueuesParts) {
  const queues = new Map<string, ProjectQueue>();
  /** No batch is started any more; the one in progress may still end. */
  const closing = new AbortController();
  const abandoning = new AbortController();

  function wake(projectId: string): void {
    const queue = queues.get(projectId);
    if (queue !== undefined) queue.wake();
    else if (!closing.signal.aborted) open(projectId);
  }

  function open(projectId: string): void {
    let isWoken = true;
    let endPause = () => {};
    const pause = async (ms: number): Promise<void> => {
      if (isWoken || closing.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, maxPollMs));
        endPause = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    };
    const clearWake = () => {
      isWoken = false;
    };
    const done = work(projectId, pause, clearWake)
      .catch((failure: unknown) => log.error("Sending stopped unexpectedly.", { projectId, failure: String(failure) }))
      .finally(() => {
        queues.delete(projectId);
        if (isWoken && !closing.signal.aborted) open(projectId);
      });
    queues.set(projectId, {
      done,
      wake() {
        isWoken = true;
        endPause();
      },
    });
  }

  async function work(projectId: string, pause: (ms: number) => Promise<void>, clearWake: () => void): Promise<void> {
    let steps: BatchChange[] = [];
    let begins: Begins | null = null;
    for (;;) {
      clearWake();
      const isClosing = closing.signal.aborted;
      if (isClosing && steps.length === 0) return;
      const advanced = await tryToAdvance({ projectId, steps, begins: isClosing ? null : begins });
      if (advanced === null) {
        // The outcome of a sent batch must be stored before anything else; the next batch has not started.
        if (isClosing) return;
        await pause(holdMs);
        continue;
      }
      steps = [];
      begins = null;
      const { changed, head, started } = advanced;
      onChange(changed);
      if (started !== null) {
        steps = await sendInSequence(projectId, started);
        begins = { keyId: started.keyId, dueId: null, onlyOfRuns: false };
        continue;
      }
      if (head === null) return;
      const waitMs = deadlines.remainingMs(head.batch, clock.nowMs());
      if (waitMs > 0) {
        await pause(waitMs);
        continue;
      }
      const destination = sender.resolveDestination(projectId, head.keyId);
      if (destination.kind === "open") {
        begins = { keyId: head.keyId, dueId: head.batch.id, onlyOfRuns: false };
        continue;
      }
      deadlines.set(head.batch.id, holdMs);
      if (head.batch.problem !== destination.problem)
        steps = [{ batchId: head.batch.id, step: { kind: "hold", problem: destination.problem } }];
    }
  }

  /**
   * Sends a batch, and the following batches of runs while all are delivered. While one is being sent, the outcome of the previous one is stored and the next one
   * is marked as started, so that the disk does not limit the speed. A started batch is retracted when the one before it fails. Returns the changes that are not
   * stored yet. An outcome is stored only after its exchange, so that no event counts as delivered without the exchange in the history.
   */
  async function sendInSequence(projectId: string, first: StartedBatch): Promise<BatchChange[]> {
    let current = sender.makeReady(first);
    let steps: BatchChange[] = [];
    let exchangeStored = Promise.resolve();
    for (;;) {
      const inProgress = attempt(current);
      await exchangeStored;
      const isAhead = current.batch.runId !== null && !closing.signal.aborted;
      const begins = { keyId: current.keyId, dueId: null, onlyOfRuns: true };
      const advanced = isAhead ? await tryToAdvance({ projectId, steps, begins }) : null;
      if (advanced !== null) {
        steps = [];
        onChange(advanced.changed);
      }
      const next = advanced?.started ? sender.makeReady(advanced.started) : null;
      const ended = await inProgress;
      steps.push(ended.change);
      exchangeStored = ended.exchangeStored;
      if (next !== null && ended.isDelivered && !closing.signal.aborted) {
        current = next;
        continue;
      }
      await exchangeStored;
      return next === null ? steps : [...steps, { batchId: next.batch.id, step: { kind: "retract" } }];
    }
  }

  async function tryToAdvance(input: Omit<Advance, "nowMs">) {
    try {
      return await thread.call("advance", { ...input, nowMs: clock.nowMs() });
    } catch (failure) {
      if (!(failure instanceof StorageFailed)) throw failure;
      log.error("The outbox could not be written, so nothing is sent for now.", { code: failure.code });
      return null;
    }
  }

  async function attempt(ready: ReadyBatch): Promise<{ change: BatchChange; isDelivered: boolean; exchangeStored: Promise<void> }> {
    const { id: batchId, attempts } = ready.batch;
    deadlines.clear(batchId);
    const signals = { abandoning: abandoning.signal, closing: closing.signal };
    const { outcome, exchangeId, exchangeStored } = await sender.send(ready, signals).catch(unforeseen);
    const waitMs = waitAfter({ attempts, requestedMs: outcome.kind === "again" ? outcome.afterMs : null }, backoff, random);
    if (outcome.kind === "again") deadlines.set(batchId, waitMs);
    const step: BatchStep = { kind: "end", outcome, exchangeId, nextTryAtMs: clock.nowMs() + waitMs };
    return { change: { batchId, step }, isDelivered: outcome.kind === "delivered", exchangeStored };
  }

  /** An error in Gatescope: how much was sent is unknown. */
  function unforeseen(failure: unknown): Attempt {
    log.error("Sending a batch failed unexpectedly.", {
      failure: failure instanceof Error ? failure.stack : String(failure),
    });
    const problem = "Gatescope failed while sending this. It may have arrived.";
    return { outcome: { kind: "lost", httpStatus: null, problem }, exchangeId: null, exchangeStored: Promise.resolve() };
  }

  return {
    wake,
    /** Starts no more batches, gives the ones in progress `graceMs` to end, and stores their outcomes. */
    async close(graceMs: number): Promise<void> {
      closing.abort();
      const graceTimer = setTimeout(() => abandoning.abort(), graceMs);
      for (const queue of queues.values()) queue.wake();
      await Promise.all([...queues.values()].map(({ done }) => done));
      clearTimeout(graceTimer);
    },
  };
}
