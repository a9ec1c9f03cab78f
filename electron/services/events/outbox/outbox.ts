import { uptime } from "node:os";
import { join } from "node:path";
import type { Batch, BatchState, OutboxCounts, OutboxNews } from "#shared/domain/events/event-outbox.ts";
import { NoSuchThing, UnusableInput } from "../../failures.ts";
import { createFeed } from "../../feed.ts";
import { startDatabaseThread } from "../../storage/database-thread.ts";
import type { BatchStep } from "../database/batch-states.ts";
import type { BatchPayload, NewBatch, OutboxCalls } from "../database/outbox-calls.ts";
import type { OutboxFacts } from "../database/outbox-database.ts";
import { findOutboxWorker } from "../database/outbox-worker-url.ts";
import { type Backoff, createDeadlines, defaultBackoff } from "./backoff.ts";
import { createProjectQueues, type OutboxThread } from "./project-queues.ts";
import { createSender, type SenderParts } from "./sender.ts";

/** What goes out, and what became of it. Whatever changes something throws `StorageFailed` when the disk refuses, and nothing has changed then. */
export interface Outbox {
  /** For the ledger and the runs, which are in the same file. */
  readonly thread: OutboxThread;
  /** On disk when it resolves; goes out by itself from there. */
  add(batches: readonly NewBatch[]): Promise<Batch[]>;
  list(query: Parameters<OutboxCalls["list"]>[0]): Promise<{ batches: Batch[]; hasMore: boolean; counts: OutboxCounts }>;
  /** Throws `NoSuchThing`. */
  find(batchId: string): Promise<{ readonly batch: Batch; readonly body: string | null }>;
  /** Takes a step of the person's. Throws `NoSuchThing`, or `UnusableInput` when the batch has come too far for it. */
  change(batchId: string, step: PersonsStep, payload?: BatchPayload): Promise<Batch>;
  sendNow(which: { readonly batchId: string | null; readonly projectId: string | null }): Promise<void>;
  follow(signal?: AbortSignal): AsyncGenerator<OutboxNews, void>;
  /** Calls back after each change that is on disk; gives what ends that. */
  onChange(listener: (changed: readonly Batch[]) => void): () => void;
  /** For changes that were made through `thread`: tells everybody, and lets what waits go. */
  changed(batches: readonly Batch[]): void;
  /** Lets what waits in a project go, if it can. */
  wake(projectId: string): void;
  clockAheadMs(projectId: string): number | null;
  /** Begins nothing more, and lets what is under way come to an end. What it comes to is on disk when this resolves. */
  endSending(): Promise<void>;
  close(): Promise<void>;
}

export type PersonsStep = Extract<BatchStep, { kind: "edit" | "resend" | "discard" }>;

export interface OutboxParts extends SenderParts {
  readonly folder: string;
  readonly backoff?: Backoff;
  readonly random?: () => number;
  /** Milliseconds of a clock that no one sets and that counts sleep too; the machine's uptime unless told. */
  readonly tickMs?: () => number;
  /** Bounds the file, as a full disk would. */
  readonly maxPages?: number;
}

/** What is under way when the program ends may take this long to bring its answer. */
const closingGraceMs = 1_500;
const newsEveryMs = 100;

/** Opens `outbox.db` in `folder` on a thread of its own, and goes on with what is in it. Throws `StorageFailed` when it cannot be opened. */
export async function createOutbox(parts: OutboxParts): Promise<Outbox> {
  const { folder, clock, log, backoff = defaultBackoff, random = Math.random, tickMs = () => uptime() * 1000, maxPages } = parts;
  const file = join(folder, "outbox.db");
  const thread = await startDatabaseThread<OutboxCalls, OutboxFacts>({
    file,
    workerUrl: findOutboxWorker(),
    workerData: { file, nowMs: clock.nowMs(), maxPages },
    describeFailure: storageMessage,
  });
  const { movedAside, orphaned } = thread.facts;
  if (movedAside !== null) log.warn("The outbox could not be read and was moved aside; a new one was begun.", { ...movedAside });
  if (orphaned > 0) log.warn("Something was being sent when Gatescope last ended: it may have arrived.", { batches: orphaned });

  const deadlines = createDeadlines(tickMs);
  const sender = createSender(parts);
  const feed = createFeed<OutboxNews>();
  const listeners = new Set<(changed: readonly Batch[]) => void>();
  const queues = createProjectQueues({ thread, sender, deadlines, backoff, random, clock, log, onChange: tell });
  const untold = new Map<string, Batch>();
  let telling: NodeJS.Timeout | null = null;

  function tell(changed: readonly Batch[]): void {
    if (changed.length === 0) return;
    for (const batch of changed) untold.set(batch.id, batch);
    telling ??= setTimeout(() => void tellNews(), newsEveryMs);
    for (const listener of listeners) listener(changed);
  }

  /** Gathers what changed for a moment: a file that is being sent changes many batches a second. */
  async function tellNews(): Promise<void> {
    telling = null;
    const batches = [...untold.values()];
    untold.clear();
    try {
      feed.publish({ batches, counts: await thread.call("counts", undefined) });
    } catch (failure) {
      log.warn("What changed in the outbox could not be told.", { failure: String(failure) });
    }
  }

  function changed(batches: readonly Batch[]): void {
    tell(batches);
    for (const projectId of new Set(batches.filter(({ state }) => state === "waiting").map((batch) => batch.projectId)))
      queues.wake(projectId);
  }

  for (const projectId of await thread.call("waitingProjects", undefined)) queues.wake(projectId);

  return {
    thread,
    async add(batches) {
      const added = await thread.call("add", { batches, nowMs: clock.nowMs() });
      changed(added);
      return added;
    },
    async list(query) {
      const [page, counts] = await Promise.all([thread.call("list", query), thread.call("counts", undefined)]);
      return {
        ...page,
        counts: sumOf(Object.entries(counts).flatMap(([id, of]) => (query.projectId === null || query.projectId === id ? [of] : []))),
      };
    },
    async find(batchId) {
      const found = await thread.call("find", batchId);
      if (found === null) throw new NoSuchThing("batch");
      return found;
    },
    async change(batchId, step, payload) {
      const outcome = await thread.call("change", { batchId, step, nowMs: clock.nowMs(), ...(payload && { payload }) });
      if (outcome.kind === "gone") throw new NoSuchThing("batch");
      if (outcome.kind === "impossible")
        throw new UnusableInput("batchId", `${tooLate[outcome.batch.state]} It cannot be ${stepLabels[step.kind]} any more.`);
      deadlines.clear(batchId);
      changed([outcome.batch]);
      return outcome.batch;
    },
    async sendNow(which) {
      const { batches } = await thread.call("retryNow", { ...which, nowMs: clock.nowMs() });
      for (const { id } of batches) deadlines.clear(id);
      changed(batches);
    },
    follow: (signal) => feed.follow(signal),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed,
    wake: queues.wake,
    clockAheadMs: sender.clockAheadMs,
    endSending: () => queues.close(closingGraceMs),
    async close() {
      await queues.close(closingGraceMs);
      await sender.settled();
      if (telling !== null) clearTimeout(telling);
      feed.end();
      await thread.close();
    },
  };
}

const stepLabels: Record<PersonsStep["kind"], string> = { edit: "edited", resend: "sent again", discard: "discarded" };

const tooLate: Record<BatchState, string> = {
  waiting: "This waits to be sent.",
  sending: "This is being sent right now.",
  delivered: "This was delivered.",
  refused: "This was refused.",
  may_have_arrived: "This may have arrived.",
  discarded: "This was discarded.",
};

function sumOf(counts: readonly OutboxCounts[]): OutboxCounts {
  const sum: OutboxCounts = { waiting: 0, sending: 0, delivered: 0, refused: 0, may_have_arrived: 0, discarded: 0 };
  for (const each of counts) for (const [state, n] of Object.entries(each)) sum[state as BatchState] += n; // entries of a record of states
  return sum;
}

function storageMessage(code: string, message: string): string {
  switch (code) {
    case "ENOSPC":
      return "The disk is full, and nothing is sent that could not be kept first. Make room, then try again.";
    case "EROFS":
      return "The data folder cannot be written, and nothing is sent that could not be kept first. Check its permissions.";
    case "ENOENT":
      return "The outbox could not be opened in the data folder. Check that the folder exists and can be written.";
    case "EDAMAGED":
      return "The outbox's file is damaged. Start Gatescope again: it moves the file aside and begins a new one.";
    case "EBUSY":
      return "Another program holds the outbox's file. Close it, then try again.";
    case "ECLOSED":
      return "The outbox is closed. Start Gatescope again.";
    default:
      return `The outbox could not be read or written: ${message}. Start Gatescope again; if it stays, check the disk.`;
  }
}
