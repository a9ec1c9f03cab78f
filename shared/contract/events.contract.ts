import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { EvaluationRequestSchema } from "#shared/domain/evaluation/evaluation-request.ts";
import {
  defaultRowsPerRequest,
  ImportPreviewSchema,
  maxRowsPerRequest,
  RefusedPageSchema,
  RowMappingSchema,
  RowResultSchema,
  RunSchema,
} from "#shared/domain/events/event-import.ts";
import { LedgerFilterSchema, LedgerKindSchema, LedgerRowSchema, SentNameSchema } from "#shared/domain/events/event-ledger.ts";
import {
  BatchContentSchema,
  BatchSchema,
  BatchStateSchema,
  OutboxCountsSchema,
  OutboxNewsSchema,
} from "#shared/domain/events/event-outbox.ts";
import { EventTemplateSchema } from "#shared/domain/events/event-template.ts";
import { ExposurePreviewSchema, InspectedNamesSchema } from "#shared/domain/events/exposure-preview.ts";
import { EventDraftSchema, ExposureDraftSchema } from "#shared/domain/events/statsig-event.ts";
import { StatsigUserSchema } from "#shared/domain/user/statsig-user.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });
const BatchId = z.object({ batchId: z.string() });
const RunId = z.object({ runId: z.string() });
const ImportId = z.object({ importId: z.string() });
const Confirmed = z.object({ isConfirmed: z.boolean().default(false) });

/** Where it goes and as whom. `tier` is applied to users that name none; `userLabel` is the panel user's. */
const Destination = z.object({
  projectId: z.string(),
  /** Null lets the project's most capable key be used. */
  keyId: z.string().nullable().default(null),
  tier: z.string(),
  user: StatsigUserSchema,
  userLabel: z.string().max(200),
});

/**
 * Whatever sends answers GUARDED on a protected tier unless it is confirmed or a quiet period runs, INVALID for what Statsig would refuse,
 * and STORAGE_FAILED when it could not be kept: then nothing was sent.
 */
export const eventsContract = {
  /** Kept on disk when it answers; it goes out from there. Over 500 go as several batches. */
  send: declared
    .input(Destination.extend(Confirmed.shape).extend({ drafts: z.array(EventDraftSchema).min(1).max(10_000) }))
    .output(z.object({ batches: z.array(BatchSchema) })),
  sendExposures: declared
    .input(Destination.extend(Confirmed.shape).extend({ drafts: z.array(ExposureDraftSchema).min(1).max(10_000) }))
    .output(z.object({ batches: z.array(BatchSchema) })),

  /** How far this machine's clock is ahead of Statsig's, by the answers so far; null before the first. */
  clock: declared.input(ProjectId).output(z.object({ aheadMs: z.number().nullable() })),
  /** Lets sending to this protected tier go without asking for a while; 0 minutes ends that. Forgotten when Gatescope ends. */
  snooze: declared.input(ProjectId.extend({ tier: z.string(), minutes: z.int().min(0).max(480) })),
  /** Until when each protected tier of a project is quiet. */
  snoozedTiers: declared.input(ProjectId).output(z.record(z.string(), z.int())),

  outbox: {
    /** Newest first. Without states, everything that has not come to an end: waiting, sending, refused, may have arrived. */
    list: declared
      .input(
        z.object({
          projectId: z.string().nullable().default(null),
          states: z.array(BatchStateSchema).default([]),
          beforeSeq: z.int().nullable().default(null),
          limit: z.int().min(1).max(500).default(100),
        }),
      )
      .output(z.object({ batches: z.array(BatchSchema), hasMore: z.boolean(), counts: OutboxCountsSchema })),
    content: declared.input(BatchId).output(BatchContentSchema),
    /** What changes from now on, several changes at once; `counts` are by project. */
    follow: declared.output(eventIterator(OutboxNewsSchema)),
    /** Tries what waits now, whatever it waits for. */
    sendNow: declared.input(z.object({ batchId: z.string().nullable().default(null), projectId: z.string().nullable().default(null) })),
    /** A new content for what waits or was refused; it goes out again in its old place. */
    edit: declared
      .input(
        BatchId.extend(Confirmed.shape).extend({
          events: z.array(EventDraftSchema).default([]),
          exposures: z.array(ExposureDraftSchema).default([]),
        }),
      )
      .output(BatchSchema),
    /** What waits, was refused or may have arrived is not sent any more. The ledger keeps it. */
    discard: declared.input(BatchId).output(BatchSchema),
    /** Sends again what was refused, or what may have arrived: that is then marked as a possible duplicate. */
    resend: declared.input(BatchId.extend(Confirmed.shape)).output(BatchSchema),
  },

  imports: {
    /** Begins to take a file in pieces of text, in order. What was taken is kept beside the outbox until its run has ended. */
    begin: declared.input(z.object({ fileName: z.string().max(300) })).output(ImportId),
    /** Answers when the piece was taken: send the next one then. */
    chunk: declared.input(ImportId.extend({ text: z.string().max(4_000_000) })),
    /** Reads what was taken to its end; `mapping` null guesses one. Cancelled by the call's signal. */
    preview: declared
      .input(Destination.extend(ImportId.shape).extend({ mapping: RowMappingSchema.nullable() }))
      .output(ImportPreviewSchema),
    /** The rows behind `afterRow` that would be refused, of a file that may have any number of them. Cancelled by the call's signal. */
    refused: declared
      .input(
        Destination.extend(ImportId.shape).extend({
          mapping: RowMappingSchema,
          afterRow: z.int().min(0).default(0),
          limit: z.int().min(1).max(1000).default(200),
        }),
      )
      .output(RefusedPageSchema),
    forget: declared.input(ImportId),
    /** Sends the file in batches of `rowsPerRequest`. */
    start: declared
      .input(
        Destination.extend(ImportId.shape)
          .extend(Confirmed.shape)
          .extend({ mapping: RowMappingSchema, rowsPerRequest: z.int().min(1).max(maxRowsPerRequest).default(defaultRowsPerRequest) }),
      )
      .output(RunSchema),
    /** Newest first. */
    runs: declared.input(z.object({ projectId: z.string().nullable().default(null) })).output(z.array(RunSchema)),
    /** Each run as it changes, several times a second while it sends. */
    follow: declared.output(eventIterator(RunSchema)),
    pause: declared.input(RunId).output(RunSchema),
    /** Goes on from where it was paused, stopped or cut off. No row is sent twice; what may have arrived stays so. */
    resume: declared.input(RunId.extend(Confirmed.shape)).output(RunSchema),
    /** Stops sending; what was not sent yet waits for `resume`, or for `discardRemaining`. */
    stop: declared.input(RunId).output(RunSchema),
    /** Discards what was not sent, for good. */
    discardRemaining: declared.input(RunId).output(RunSchema),
    /** What became of each row, in order. */
    rows: declared
      .input(
        RunId.extend({
          afterRow: z.int().default(0),
          limit: z.int().min(1).max(1000).default(200),
          onlyTrouble: z.boolean().default(false),
        }),
      )
      .output(z.object({ rows: z.array(RowResultSchema), hasMore: z.boolean() })),
    exportRows: declared.input(RunId).output(eventIterator(z.string())),
  },

  ledger: {
    /** Newest first; `beforeSeq` is the last row of the page before. */
    page: declared
      .input(
        z.object({ filter: LedgerFilterSchema, beforeSeq: z.int().nullable().default(null), limit: z.int().min(1).max(500).default(100) }),
      )
      .output(z.object({ rows: z.array(LedgerRowSchema), hasMore: z.boolean(), matching: z.int() })),
    /** How many were written between each boundary and the next; the page knows where the person's days begin. */
    days: declared
      .input(z.object({ filter: LedgerFilterSchema, startsMs: z.array(z.int()).min(2).max(400) }))
      .output(z.array(z.record(LedgerKindSchema, z.int()))),
    /** Names that were sent before, the most used first. */
    names: declared.input(ProjectId).output(z.array(SentNameSchema)),
    /** The whole ledger behind a filter as pieces of one text file. */
    exportText: declared.input(z.object({ filter: LedgerFilterSchema, format: z.enum(["csv", "json"]) })).output(eventIterator(z.string())),
  },

  /** What a logged check of each name would write for this user, and what was written already. Asks silently, whatever the switch says. */
  previewExposures: declared
    .input(z.object({ request: EvaluationRequestSchema, names: InspectedNamesSchema }))
    .output(ExposurePreviewSchema),

  templates: {
    list: declared.output(z.array(EventTemplateSchema)),
    /** A new template, or with `id` a new content for an old one. */
    save: declared
      .input(EventTemplateSchema.omit({ id: true, changedAtMs: true }).extend({ id: z.string().optional() }))
      .output(EventTemplateSchema),
    remove: declared.input(z.object({ id: z.string() })),
  },
};
