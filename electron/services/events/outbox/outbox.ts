import { uptime } from "node:os";
import { join } from "node:path";
import { RunStateSchema } from "#shared/domain/events/event-import.ts";
import { ledgerKinds } from "#shared/domain/events/event-ledger.ts";
import {
  type Batch,
  BatchSchema,
  type BatchState,
  batchStates,
  type OutboxCounts,
  type OutboxNews,
  unsettledCount,
} from "#shared/domain/events/event-outbox.ts";
import { WrittenKindSchema } from "#shared/domain/events/statsig-event.ts";
import type { WritePass } from "../../confirmation/confirmation.ts";
import { NoSuchThing, UnusableInput } from "../../failures.ts";
import { createFeed } from "../../feed.ts";
import type { StorageNotices } from "../../ports.ts";
import { startDatabaseThread } from "../../storage/database-thread.ts";
import type { BatchStep } from "../database/batch-states.ts";
import type { BatchChange, BatchPayload, NewBatch, OutboxCalls } from "../database/outbox-calls.ts";
import type { OutboxFacts } from "../database/outbox-database.ts";
import type { AllowedStates } from "../database/outbox-salvage.ts";
import { findOutboxWorker } from "../database/outbox-worker-url.ts";
import { type Backoff, createDeadlines, defaultBackoff } from "./backoff.ts";
import { createProjectQueues, type OutboxThread } from "./project-queues.ts";
import { createSender, type SenderParts } from "./sender.ts";

/** The batches to send, and their states. Every call that changes something throws `StorageFailed` when the disk refuses; nothing has changed then. */
export interface Outbox {
  /** For the ledger and the runs, which are in the same database. */
  readonly thread: OutboxThread;
  /** Resolves when the batches are stored; they are then sent without another call. */
  add(batches: readonly NewBatch[], pass: WritePass): Promise<Batch[]>;
  list(query: Parameters<OutboxCalls["list"]>[0]): Promise<OutboxPage>;
  /** Throws `NoSuchThing`. */
  find(batchId: string): Promise<{ readonly batch: Batch; readonly body: string | null }>;
  /** Applies a step of the user. Throws `NoSuchThing`, or `UnusableInput` when the state of the batch does not allow the step. */
  change(batchId: string, step: UserStep, payload?: BatchPayload): Promise<Batch>;
  sendNow(which: { readonly batchId: string | null; readonly projectId: string | null }): Promise<void>;
  follow(signal?: AbortSignal): AsyncGenerator<OutboxNews, void>;
  /** Calls `listener` after each stored change; returns a function that ends that. */
  onChange(listener: (changed: readonly Batch[]) => void): () => void;
  /** Publishes changes that were made through `thread`, and sends batches that can now be sent. */
  changed(batches: readonly Batch[]): void;
  /** Sends the waiting batches of a project that can be sent. */
  wake(projectId: string): void;
  clockAheadMs(projectId: string): number | null;
  /** Starts no more batches and waits for the batch in progress. Resolves when its outcome is stored. */
  endSending(): Promise<void>;
  close(): Promise<void>;
}

export interface OutboxPage {
  readonly batches: Batch[];
  readonly hasMore: boolean;
  /** Of the project, or of all. */
  readonly counts: OutboxCounts;
  /** The number that is not settled of each other project, also of removed ones; empty where all projects were asked for. */
  readonly elsewhere: Record<string, number>;
}

/** A step that sends needs its pass. */
export type UserStep =
  | (Extract<BatchStep, { kind: "edit" | "resend" }> & { readonly pass: WritePass })
  | Extract<BatchStep, { kind: "discard" }>;

export interface OutboxParts extends SenderParts {
  readonly folder: string;
  readonly notices: Pick<StorageNotices, "add">;
  readonly backoff?: Backoff;
  readonly random?: () => number;
  /** A monotonic clock in milliseconds that includes sleep. Default: the machine's uptime. */
  readonly tickMs?: () => number;
  /** Limits the size of the file, as a full disk would. */
  readonly maxPages?: number;
}

/** The states and kinds that stored rows may have. */
export const allowedStates: AllowedStates = {
  batches: batchStates,
  batchKinds: WrittenKindSchema.options,
  runs: RunStateSchema.options,
  ledgerKinds,
};

/** Limits the wait for the response to the batch in progress when the program ends. */
const closingGraceMs = 1_500;
const newsEveryMs = 100;

const isReadable = (batch: Batch) => BatchSchema.safeParse(batch).success;

/** Opens `outbox.db` in `folder` in its own thread, and sends the waiting batches. Throws `StorageFailed` when the file cannot be opened. */
export async function createOutbox(parts: OutboxParts): Promise<Outbox> {
  const { folder, clock, log, backoff = defaultBackoff, random = Math.random, tickMs = () => uptime() * 1000, maxPages } = parts;
  const file = join(folder, "outbox.db");
  const thread = await startDatabaseThread<OutboxCalls, OutboxFacts>({
    file,
    workerUrl: findOutboxWorker(),
    workerData: { file, nowMs: clock.nowMs(), maxPages, allowed: allowedStates },
    texts: { name: "outbox", notStored: "Nothing was sent, because it could not be stored first." },
    notices: parts.notices,
  });
  const { interrupted } = thread.facts;

  const deadlines = createDeadlines(tickMs);
  const sender = createSender(parts);
  const waitingProjects = await settleAndFindWaiting().catch(async (failure: unknown) => {
    await thread.close();
    throw failure;
  });
  const feed = createFeed<OutboxNews>();
  const listeners = new Set<(changed: readonly Batch[]) => void>();
  const queues = createProjectQueues({ thread, sender, deadlines, backoff, random, clock, log, onChange: publish });
  const unpublished = new Map<string, Batch>();
  let publishTimer: NodeJS.Timeout | null = null;

  /** Gives each batch that was being sent when the process before this one ended its outcome from the history; without one it may have arrived. */
  async function settleInterrupted(): Promise<void> {
    const nowMs = clock.nowMs();
    const steps = await Promise.all(
      interrupted.map(async (batch): Promise<BatchChange> => {
        const outcome = await sender.findOutcome(batch);
        if (outcome === null) return { batchId: batch.id, step: { kind: "orphan" } };
        return { batchId: batch.id, step: { kind: "end", outcome, exchangeId: batch.exchangeId, nextTryAtMs: nowMs } };
      }),
    );
    const settled = await thread.call("settleInterrupted", { steps, nowMs });
    const inDoubt = settled.filter(({ state }) => state === "may_have_arrived").length;
    if (inDoubt > 0) log.warn("Batches were being sent when Gatescope last ended. They may have arrived.", { batches: inDoubt });
  }

  async function settleAndFindWaiting(): Promise<readonly string[]> {
    await settleInterrupted();
    return thread.call("waitingProjects", undefined);
  }

  /** A batch that cannot be shown must not blank the list. */
  async function readList(query: Parameters<OutboxCalls["list"]>[0]): Promise<ReturnType<OutboxCalls["list"]>> {
    const page = await thread.call("list", query);
    if (page.batches.every(isReadable)) return page;
    await thread.repair();
    const repaired = await thread.call("list", query);
    return { ...repaired, batches: repaired.batches.filter(isReadable) };
  }

  function publish(changed: readonly Batch[]): void {
    if (changed.length === 0) return;
    for (const batch of changed) unpublished.set(batch.id, batch);
    publishTimer ??= setTimeout(() => void publishNews(), newsEveryMs);
    for (const listener of listeners) listener(changed);
  }

  /** Publishes changes in groups: sending a file changes many batches per second. */
  async function publishNews(): Promise<void> {
    publishTimer = null;
    const batches = [...unpublished.values()];
    unpublished.clear();
    try {
      feed.publish({ batches, counts: await thread.call("counts", undefined) });
    } catch (failure) {
      log.warn("Changes in the outbox could not be published.", { failure: String(failure) });
    }
  }

  function changed(batches: readonly Batch[]): void {
    publish(batches);
    for (const projectId of new Set(batches.filter(({ state }) => state === "waiting").map((batch) => batch.projectId)))
      queues.wake(projectId);
  }

  for (const projectId of waitingProjects) queues.wake(projectId);

  return {
    thread,
    async add(batches) {
      const added = await thread.call("add", { batches, nowMs: clock.nowMs() });
      changed(added);
      return added;
    },
    async list(query) {
      const [page, counts] = await Promise.all([readList(query), thread.call("counts", undefined)]);
      const isOfQuery = (projectId: string) => query.projectId === null || query.projectId === projectId;
      const byProject = Object.entries(counts);
      const elsewhere = byProject.flatMap(([id, of]) => (isOfQuery(id) || unsettledCount(of) === 0 ? [] : [[id, unsettledCount(of)]]));
      return {
        ...page,
        counts: sumOf(byProject.flatMap(([id, of]) => (isOfQuery(id) ? [of] : []))),
        elsewhere: Object.fromEntries(elsewhere),
      };
    },
    async find(batchId) {
      const found = await thread.call("find", batchId);
      if (found === null) throw new NoSuchThing("batch");
      return found;
    },
    async change(batchId, { kind }, payload) {
      const outcome = await thread.call("change", { batchId, step: { kind }, nowMs: clock.nowMs(), ...(payload && { payload }) });
      if (outcome.kind === "gone") throw new NoSuchThing("batch");
      if (outcome.kind === "impossible")
        throw new UnusableInput("batchId", `${stateTexts[outcome.batch.state]} It can no longer be ${stepLabels[kind]}.`);
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
      if (publishTimer !== null) clearTimeout(publishTimer);
      feed.end();
      await thread.close();
    },
  };
}

const stepLabels: Record<UserStep["kind"], string> = { edit: "edited", resend: "sent again", discard: "discarded" };

const stateTexts: Record<BatchState, string> = {
  waiting: "This batch is waiting.",
  sending: "This batch is being sent.",
  delivered: "This batch was delivered.",
  refused: "This batch was refused.",
  may_have_arrived: "This batch may have arrived.",
  discarded: "This batch was discarded.",
};

function sumOf(counts: readonly OutboxCounts[]): OutboxCounts {
  const sum: OutboxCounts = { waiting: 0, sending: 0, delivered: 0, refused: 0, may_have_arrived: 0, discarded: 0 };
  for (const each of counts) for (const [state, n] of Object.entries(each)) sum[state as BatchState] += n; // entries of a record of states
  return sum;
}
