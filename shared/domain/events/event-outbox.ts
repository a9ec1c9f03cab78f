import { z } from "zod";
import { EventDraftSchema, ExposureDraftSchema, WrittenKindSchema } from "./statsig-event.ts";

/**
 * The state of a batch. `waiting`: on disk, will be sent; `sending`: being sent; `refused`: Statsig refused it, no retry; `may_have_arrived`: sent, but the
 * response was lost, so it is sent again only if the person decides so; `delivered` and `discarded` are final.
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

/** Events or exposures that are sent as one request. Statsig accepts or refuses a request as a whole. */
export const BatchSchema = z.object({
  id: z.string(),
  /** The sending order of a project's batches. */
  seq: z.int(),
  projectId: z.string(),
  projectName: z.string(),
  /** The current tier at the time of sending. */
  tier: z.string(),
  kind: WrittenKindSchema,
  count: z.int(),
  /** The name of its first event or exposure, and the label of its user. */
  firstName: z.string(),
  userLabel: z.string(),
  state: BatchStateSchema,
  /** The number of attempts to send it. */
  attempts: z.int(),
  createdAtMs: z.int(),
  changedAtMs: z.int(),
  /** `waiting` only: the time of the next attempt; null for as soon as possible. */
  nextTryAtMs: z.int().nullable(),
  /** The reason why it waits, was refused or may have arrived, and what the person can do. */
  problem: z.string().nullable(),
  httpStatus: z.int().nullable(),
  /** True if it was sent again although it may have arrived, so that Statsig may have it twice. */
  mayBeDuplicate: z.boolean(),
  /** The history's exchange of the last attempt. */
  exchangeId: z.string().nullable(),
  /** Its run and its rows, from 1; null for a composed batch. */
  runId: z.string().nullable(),
  firstRow: z.int().nullable(),
  lastRow: z.int().nullable(),
});
export type Batch = z.infer<typeof BatchSchema>;

/** The number of events and exposures in each state. */
export const OutboxCountsSchema = z.record(BatchStateSchema, z.int());
export type OutboxCounts = z.infer<typeof OutboxCountsSchema>;

/** Returns the number of events and exposures that are not settled: they may still be sent, or need a decision. */
export function unsettledCount({ waiting, sending, refused, may_have_arrived }: OutboxCounts): number {
  return waiting + sending + refused + may_have_arrived;
}

export const noCounts: OutboxCounts = { waiting: 0, sending: 0, delivered: 0, refused: 0, may_have_arrived: 0, discarded: 0 };

/** The content of a batch, for display and editing. Its times are fixed: `now` has become the time of sending. */
export const BatchContentSchema = z.object({
  batch: BatchSchema,
  /** The exact body as text; null if it was delivered or discarded (the history's exchange has it), or if its file is damaged. */
  body: z.string().nullable(),
  events: z.array(EventDraftSchema),
  exposures: z.array(ExposureDraftSchema),
});
export type BatchContent = z.infer<typeof BatchContentSchema>;

/** Changed batches, and the current counts by project. */
export const OutboxNewsSchema = z.object({ batches: z.array(BatchSchema), counts: z.record(z.string(), OutboxCountsSchema) });
export type OutboxNews = z.infer<typeof OutboxNewsSchema>;
