import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { StorageFailed } from "../../failures.ts";
import type { Clock, Log } from "../../ports.ts";
import type { DatabaseThread } from "../../storage/database-thread.ts";
import type { BatchStep } from "../database/batch-states.ts";
import type { BegunBatch, OutboxCalls } from "../database/outbox-calls.ts";
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
  /** Told of every batch that changed, after the disk has it. */
  readonly onChange: (changed: readonly Batch[]) => void;
}

/** However long a wait is, it is looked at again this often: a sleeping machine's timers stand still. */
const maxPollMs = 5_000;
/** How soon to look again for a key, or for room on the disk. */
const holdMs = 2_000;

type Advance = Parameters<OutboxCalls["advance"]>[0];
type Taken = Advance["steps"][number];
type Begins = NonNullable<Advance["begins"]>;

interface ProjectQueue {
  readonly done: Promise<void>;
  /** Lets the project queue look again at once. */
  wake(): void;
}

/** One project queue for each project: its batches go out in order, one at a time. */
export function createProjectQueues({ thread, sender, deadlines, backoff, random, clock, log, onChange }: ProjectQueuesParts) {
  const queues = new Map<string, ProjectQueue>();
  /** Nothing is begun any more; what is under way may still end. */
  const closing = new AbortController();
  const givingUp = new AbortController();

  function wake(projectId: string): void {
    const queue = queues.get(projectId);
    if (queue !== undefined) queue.wake();
    else if (!closing.signal.aborted) open(projectId);
  }

  function open(projectId: string): void {
    let isWoken = true;
    let awaken = () => {};
    const rest = async (ms: number): Promise<void> => {
      if (isWoken || closing.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, maxPollMs));
        awaken = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    };
    const takeWake = () => {
      isWoken = false;
    };
    const done = work(projectId, rest, takeWake)
      .catch((failure: unknown) => log.error("Sending stopped unexpectedly.", { projectId, failure: String(failure) }))
      .finally(() => {
        queues.delete(projectId);
        if (isWoken && !closing.signal.aborted) open(projectId);
      });
    queues.set(projectId, {
      done,
      wake() {
        isWoken = true;
        awaken();
      },
    });
  }

  async function work(projectId: string, rest: (ms: number) => Promise<void>, takeWake: () => void): Promise<void> {
    let steps: Taken[] = [];
    let begins: Begins | null = null;
    for (;;) {
      takeWake();
      const isClosing = closing.signal.aborted;
      if (isClosing && steps.length === 0) return;
      const advanced = await tryToAdvance({ projectId, steps, begins: isClosing ? null : begins });
      if (advanced === null) {
        // What was sent must be written down before anything else; what was to begin has not begun.
        if (isClosing) return;
        await rest(holdMs);
        continue;
      }
      steps = [];
      begins = null;
      const { changed, head, begun } = advanced;
      onChange(changed);
      if (begun !== null) {
        steps = await sendOnAndOn(projectId, begun);
        begins = { keyId: begun.keyId, dueId: null, onlyOfRuns: false };
        continue;
      }
      if (head === null) return;
      const waitMs = deadlines.remainingMs(head.batch, clock.nowMs());
      if (waitMs > 0) {
        await rest(waitMs);
        continue;
      }
      const way = sender.resolveDestination(projectId, head.keyId);
      if (way.kind === "open") {
        begins = { keyId: head.keyId, dueId: head.batch.id, onlyOfRuns: false };
        continue;
      }
      deadlines.set(head.batch.id, holdMs);
      if (head.batch.problem !== way.problem) steps = [{ batchId: head.batch.id, step: { kind: "hold", problem: way.problem } }];
    }
  }

  /**
   * Sends a batch, and as long as all goes well those of runs that follow. While one is under way the disk is told of the one before, and that the next is begun:
   * so a file is not sent at the pace of the disk. What was begun and does not go because of what came before is taken back. Gives what is still to be written down.
   */
  async function sendOnAndOn(projectId: string, first: BegunBatch): Promise<Taken[]> {
    let current = sender.makeReady(first);
    let steps: Taken[] = [];
    for (;;) {
      const inProgress = attempt(current);
      const isAhead = current.batch.runId !== null && !closing.signal.aborted;
      const begins = { keyId: current.keyId, dueId: null, onlyOfRuns: true };
      const advanced = isAhead ? await tryToAdvance({ projectId, steps, begins }) : null;
      if (advanced !== null) {
        steps = [];
        onChange(advanced.changed);
      }
      const next = advanced?.begun ? sender.makeReady(advanced.begun) : null;
      const ended = await inProgress;
      steps.push(ended.taken);
      if (next === null) return steps;
      if (!ended.isDelivered || closing.signal.aborted) return [...steps, { batchId: next.batch.id, step: { kind: "retract" } }];
      current = next;
    }
  }

  async function tryToAdvance(input: Omit<Advance, "nowMs">) {
    try {
      return await thread.call("advance", { ...input, nowMs: clock.nowMs() });
    } catch (failure) {
      if (!(failure instanceof StorageFailed)) throw failure;
      log.error("The outbox could not write down what it does, so it does nothing.", { code: failure.code });
      return null;
    }
  }

  async function attempt(ready: ReadyBatch): Promise<{ taken: Taken; isDelivered: boolean }> {
    const { id: batchId, attempts } = ready.batch;
    deadlines.clear(batchId);
    const { outcome, exchangeId } = await sender.send(ready, givingUp.signal).catch(unforeseen);
    const waitMs = waitAfter({ attempts, requestedMs: outcome.kind === "again" ? outcome.afterMs : null }, backoff, random);
    if (outcome.kind === "again") deadlines.set(batchId, waitMs);
    const step: BatchStep = { kind: "end", outcome, exchangeId, nextTryAtMs: clock.nowMs() + waitMs };
    return { taken: { batchId, step }, isDelivered: outcome.kind === "delivered" };
  }

  /** A fault of ours: nobody knows how far it came. */
  function unforeseen(failure: unknown): Attempt {
    log.error("A parcel could not be sent, and why was not foreseen.", {
      failure: failure instanceof Error ? failure.stack : String(failure),
    });
    const problem = "Gatescope failed while this was being sent. Whether it arrived is not known.";
    return { outcome: { kind: "lost", httpStatus: null, problem }, exchangeId: null };
  }

  return {
    wake,
    /** Begins nothing more, gives what is under way `graceMs` to end, and writes down how it did. */
    async close(graceMs: number): Promise<void> {
      closing.abort();
      const idleTimedOut = setTimeout(() => givingUp.abort(), graceMs);
      for (const queue of queues.values()) queue.wake();
      await Promise.all([...queues.values()].map(({ done }) => done));
      clearTimeout(idleTimedOut);
    },
  };
}
