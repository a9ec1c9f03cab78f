import { z } from "zod";
import { EventDraftSchema, ExposureDraftSchema, WrittenKindSchema } from "./statsig-event.ts";

/**
 * How far a batch has come. `waiting` is on disk and will be tried; `sending` is under way; `refused` was answered with a refusal and is not tried again;
 * `may_have_arrived` went out and its answer was lost, so it is never sent again unless the person says so; the rest are ends.
 */
export const batchStates = ["waiting", "sending", "delivered", "refused", "may_have_arrived", "discarded"] as const;
export const BatchStateSchema = z.enum(batchStates);
export type BatchState = z.infer<typeof BatchStateSchema>;

export const batchStateLabels: Record<BatchState, string> = {
  waiting: "Waiting",
  sending: "Sending",
  delivered: "Delivered",
  refused: "Refused",
  may_have_arrived: "May have arrived",
  discarded: "Discarded",
};

/** Events or exposures that go out as one request, and so share its fate: Statsig takes or refuses a request as a whole. */
export const BatchSchema = z.object({
  id: z.string(),
  /** The order in which a project's batches go out. */
  seq: z.int(),
  projectId: z.string(),
  projectName: z.string(),
  /** The tier in hand when it was sent. */
  tier: z.string(),
  kind: WrittenKindSchema,
  count: z.int(),
  /** What its first event or exposure is called, and how its user is. */
  firstName: z.string(),
  userLabel: z.string(),
  state: BatchStateSchema,
  /** How often it was begun to be sent. */
  attempts: z.int(),
  createdAtMs: z.int(),
  changedAtMs: z.int(),
  /** `waiting` only: when it is tried next; null for as soon as its turn comes. */
  nextTryAtMs: z.int().nullable(),
  /** Why it waits, was refused, or may have arrived: what happened, and what can be done. */
  problem: z.string().nullable(),
  httpStatus: z.int().nullable(),
  /** Sent again although it may have arrived before: Statsig may have it twice. */
  mayBeDuplicate: z.boolean(),
  /** The exchange of the last attempt, in the history. */
  exchangeId: z.string().nullable(),
  /** The run that it belongs to, and its rows, counted from 1; null for what was composed. */
  runId: z.string().nullable(),
  firstRow: z.int().nullable(),
  lastRow: z.int().nullable(),
});
export type Batch = z.infer<typeof BatchSchema>;

/** How many events and exposures are in each state. */
export const OutboxCountsSchema = z.record(BatchStateSchema, z.int());
export type OutboxCounts = z.infer<typeof OutboxCountsSchema>;

export const noCounts: OutboxCounts = { waiting: 0, sending: 0, delivered: 0, refused: 0, may_have_arrived: 0, discarded: 0 };

/** What is in a batch, for showing and editing. Its times are settled: what was sent as `now` says when that was. */
export const BatchContentSchema = z.object({
  batch: BatchSchema,
  /** The exact body as text; null once it was delivered or discarded, when its exchange in the history tells it, and where it was damaged on the disk. */
  body: z.string().nullable(),
  events: z.array(EventDraftSchema),
  exposures: z.array(ExposureDraftSchema),
});
export type BatchContent = z.infer<typeof BatchContentSchema>;

/** Batches that changed, and what is where now. */
export const OutboxNewsSchema = z.object({ batches: z.array(BatchSchema), counts: z.record(z.string(), OutboxCountsSchema) });
export type OutboxNews = z.infer<typeof OutboxNewsSchema>;
