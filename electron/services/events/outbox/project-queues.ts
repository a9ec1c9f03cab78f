import type { Parcel } from "#shared/domain/events/event-outbox.ts";
import { StorageFailed } from "../../failures.ts";
import type { Clock, Log } from "../../ports.ts";
import type { DatabaseThread } from "../../storage/database-thread.ts";
import type { ParcelStep } from "../database/batch-states.ts";
import type { BegunParcel, OutboxCalls } from "../database/outbox-calls.ts";
import type { OutboxFacts } from "../database/outbox-database.ts";
import { type Backoff, type Deadlines, waitAfter } from "./backoff.ts";
import type { Attempt, ReadyParcel, Sender } from "./sender.ts";

export type OutboxThread = DatabaseThread<OutboxCalls, OutboxFacts>;

export interface LaneParts {
  readonly thread: OutboxThread;
  readonly sender: Sender;
  readonly deadlines: Deadlines;
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every parcel that changed, after the disk has it. */
  readonly onChange: (changed: readonly Parcel[]) => void;
}

/** However long a wait is, it is looked at again this often: a sleeping machine's timers stand still. */
const longestNapMs = 5_000;
/** How soon to look again for a key, or for room on the disk. */
const holdMs = 2_000;

type Advance = Parameters<OutboxCalls["advance"]>[0];
type Taken = Advance["steps"][number];
type Begins = NonNullable<Advance["begins"]>;

interface Lane {
  readonly done: Promise<void>;
  /** Lets the lane look again at once. */
  nudge(): void;
}

/** One lane for each project: its parcels go out in order, one at a time. */
export function createLanes({ thread, sender, deadlines, backoff, random, clock, log, onChange }: LaneParts) {
  const lanes = new Map<string, Lane>();
  /** Nothing is begun any more; what is under way may still end. */
  const closing = new AbortController();
  const givingUp = new AbortController();

  function wake(projectId: string): void {
    const lane = lanes.get(projectId);
    if (lane !== undefined) lane.nudge();
    else if (!closing.signal.aborted) open(projectId);
  }

  function open(projectId: string): void {
    let isNudged = true;
    let awaken = () => {};
    const rest = async (ms: number): Promise<void> => {
      if (isNudged || closing.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, longestNapMs));
        awaken = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    };
    const takeNudge = () => {
      isNudged = false;
    };
    const done = work(projectId, rest, takeNudge)
      .catch((failure: unknown) => log.error("Sending stopped unexpectedly.", { projectId, failure: String(failure) }))
      .finally(() => {
        lanes.delete(projectId);
        if (isNudged && !closing.signal.aborted) open(projectId);
      });
    lanes.set(projectId, {
      done,
      nudge() {
        isNudged = true;
        awaken();
      },
    });
  }

  async function work(projectId: string, rest: (ms: number) => Promise<void>, takeNudge: () => void): Promise<void> {
    let steps: Taken[] = [];
    let begins: Begins | null = null;
    for (;;) {
      takeNudge();
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
      const waitMs = deadlines.remainingMs(head.parcel, clock.nowMs());
      if (waitMs > 0) {
        await rest(waitMs);
        continue;
      }
      const way = sender.passage(projectId, head.keyId);
      if (way.kind === "open") {
        begins = { keyId: head.keyId, dueId: head.parcel.id, onlyOfRuns: false };
        continue;
      }
      deadlines.set(head.parcel.id, holdMs);
      if (head.parcel.problem !== way.problem) steps = [{ parcelId: head.parcel.id, step: { kind: "hold", problem: way.problem } }];
    }
  }

  /**
   * Sends a parcel, and as long as all goes well those of runs that follow. While one is under way the disk is told of the one before, and that the next is begun:
   * so a file is not sent at the pace of the disk. What was begun and does not go because of what came before is taken back. Gives what is still to be written down.
   */
  async function sendOnAndOn(projectId: string, first: BegunParcel): Promise<Taken[]> {
    let current = sender.makeReady(first);
    let steps: Taken[] = [];
    for (;;) {
      const underWay = attempt(current);
      const isAhead = current.parcel.runId !== null && !closing.signal.aborted;
      const begins = { keyId: current.keyId, dueId: null, onlyOfRuns: true };
      const advanced = isAhead ? await tryToAdvance({ projectId, steps, begins }) : null;
      if (advanced !== null) {
        steps = [];
        onChange(advanced.changed);
      }
      const next = advanced?.begun ? sender.makeReady(advanced.begun) : null;
      const ended = await underWay;
      steps.push(ended.taken);
      if (next === null) return steps;
      if (!ended.isDelivered || closing.signal.aborted) return [...steps, { parcelId: next.parcel.id, step: { kind: "retract" } }];
      current = next;
    }
  }

  async function tryToAdvance(input: Omit<Advance, "nowMs">) {
    try {
      return await thread.ask("advance", { ...input, nowMs: clock.nowMs() });
    } catch (failure) {
      if (!(failure instanceof StorageFailed)) throw failure;
      log.error("The outbox could not write down what it does, so it does nothing.", { code: failure.code });
      return null;
    }
  }

  async function attempt(ready: ReadyParcel): Promise<{ taken: Taken; isDelivered: boolean }> {
    const { id: parcelId, attempts } = ready.parcel;
    deadlines.clear(parcelId);
    const { ending, exchangeId } = await sender.send(ready, givingUp.signal).catch(unforeseen);
    const waitMs = waitAfter({ attempts, askedMs: ending.kind === "again" ? ending.afterMs : null }, backoff, random);
    if (ending.kind === "again") deadlines.set(parcelId, waitMs);
    const step: ParcelStep = { kind: "end", ending, exchangeId, nextTryAtMs: clock.nowMs() + waitMs };
    return { taken: { parcelId, step }, isDelivered: ending.kind === "delivered" };
  }

  /** A fault of ours: nobody knows how far it came. */
  function unforeseen(failure: unknown): Attempt {
    log.error("A parcel could not be sent, and why was not foreseen.", {
      failure: failure instanceof Error ? failure.stack : String(failure),
    });
    const problem = "Gatescope failed while this was being sent. Whether it arrived is not known.";
    return { ending: { kind: "lost", httpStatus: null, problem }, exchangeId: null };
  }

  return {
    wake,
    /** Begins nothing more, gives what is under way `graceMs` to end, and writes down how it did. */
    async close(graceMs: number): Promise<void> {
      closing.abort();
      const impatience = setTimeout(() => givingUp.abort(), graceMs);
      for (const lane of lanes.values()) lane.nudge();
      await Promise.all([...lanes.values()].map(({ done }) => done));
      clearTimeout(impatience);
    },
  };
}
