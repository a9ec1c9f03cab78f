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
import { TextPartSchema } from "#shared/domain/text/text-part.ts";
import { StatsigUserSchema } from "#shared/domain/user/statsig-user.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });
const BatchId = z.object({ batchId: z.string() });
const RunId = z.object({ runId: z.string() });
const ImportId = z.object({ importId: z.string() });
const Confirmed = z.object({ isConfirmed: z.boolean().default(false) });

/** Project, key, tier and user to send with. `tier` applies to users without one; `userLabel` belongs to the panel's user. */
const Destination = z.object({
  projectId: z.string(),
  /** Null selects the project's most capable key. */
  keyId: z.string().nullable().default(null),
  tier: z.string(),
  user: StatsigUserSchema,
  userLabel: z.string().max(200),
});

/**
 * Every call that sends fails with CONFIRMATION_REQUIRED on a protected tier unless it is confirmed or the tier is snoozed, with INVALID for
 * drafts that Statsig would refuse, and with STORAGE_FAILED when the batch could not be stored. In all three cases nothing was sent.
 */
export const eventsContract = {
  /** Returns when the batches are on disk; the outbox sends them from there. More than 500 drafts become several batches. */
  send: declared
    .input(Destination.extend(Confirmed.shape).extend({ drafts: z.array(EventDraftSchema).min(1).max(10_000) }))
    .output(z.object({ batches: z.array(BatchSchema) })),
  sendExposures: declared
    .input(Destination.extend(Confirmed.shape).extend({ drafts: z.array(ExposureDraftSchema).min(1).max(10_000) }))
    .output(z.object({ batches: z.array(BatchSchema) })),

  /** Returns the difference between this machine's clock and Statsig's, positive if this one is ahead, measured from the responses so far; null before the first one. */
  clock: declared.input(ProjectId).output(z.object({ aheadMs: z.number().nullable() })),
  /** Sends to this protected tier without a confirmation for so many minutes; 0 ends that. Not stored across restarts. */
  snooze: declared.input(ProjectId.extend({ tier: z.string(), minutes: z.int().min(0).max(480) })),
  /** Protected tiers of a project that are snoozed, with the time at which each snooze ends. */
  snoozedTiers: declared.input(ProjectId).output(z.record(z.string(), z.int())),

  /** The number of exposures and events that were written since the program's start, from whichever window: as it is, and after each change. */
  followWritten: declared.output(eventIterator(z.object({ count: z.int() }))),

  outbox: {
    /**
     * Newest first. Without states, every unsettled batch: waiting, sending, refused, may have arrived. With `ids`, those batches in whatever state, however many
     * came after them. `counts` are those of the project, or of all for null; `elsewhere` has the number that is not settled of each other project, also of
     * removed ones, without projects that have none.
     */
    list: declared
      .input(
        z.object({
          projectId: z.string().nullable().default(null),
          ids: z.array(z.string()).max(500).optional(),
          states: z.array(BatchStateSchema).default([]),
          beforeSeq: z.int().nullable().default(null),
          limit: z.int().min(1).max(500).default(100),
        }),
      )
      .output(
        z.object({
          batches: z.array(BatchSchema),
          hasMore: z.boolean(),
          counts: OutboxCountsSchema,
          elsewhere: z.record(z.string(), z.int()),
        }),
      ),
    content: declared.input(BatchId).output(BatchContentSchema),
    /** Streams changed batches, several at once; `counts` are by project. */
    follow: declared.output(eventIterator(OutboxNewsSchema)),
    /** Sends waiting batches now, without regard to their next retry time. */
    sendNow: declared.input(z.object({ batchId: z.string().nullable().default(null), projectId: z.string().nullable().default(null) })),
    /** Replaces the content of a waiting or refused batch and queues it again in its old position. */
    edit: declared
      .input(
        BatchId.extend(Confirmed.shape).extend({
          events: z.array(EventDraftSchema).default([]),
          exposures: z.array(ExposureDraftSchema).default([]),
        }),
      )
      .output(BatchSchema),
    /** Discards a batch that waits, was refused or may have arrived. Its ledger rows stay. */
    discard: declared.input(BatchId).output(BatchSchema),
    /** Sends a refused batch again, or one that may have arrived, which is then marked as a possible duplicate. */
    resend: declared.input(BatchId.extend(Confirmed.shape)).output(BatchSchema),
  },

  imports: {
    /** Starts the upload of a file in chunks of text, in order. The upload is stored beside the outbox until its run has ended. */
    begin: declared.input(z.object({ fileName: z.string().max(300) })).output(ImportId),
    /** Returns when the chunk is stored; the next one may follow then. */
    chunk: declared.input(ImportId.extend({ text: z.string().max(4_000_000) })),
    /** Reads the whole upload; with `mapping` null the mapping is guessed. Cancelled by the call's signal. */
    preview: declared
      .input(Destination.extend(ImportId.shape).extend({ mapping: RowMappingSchema.nullable() }))
      .output(ImportPreviewSchema),
    /** One page of the rows after `afterRow` that would be refused. Cancelled by the call's signal. */
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
    /** Continues a run that was paused, stopped or interrupted. Sends no row twice; rows that may have arrived keep that state. */
    resume: declared.input(RunId.extend(Confirmed.shape)).output(RunSchema),
    /** Stops sending; the remaining rows wait for `resume` or `discardRemaining`. */
    stop: declared.input(RunId).output(RunSchema),
    /** Discards the rows that were not sent, for good. */
    discardRemaining: declared.input(RunId).output(RunSchema),
    /** One page of row results, in file order. */
    rows: declared
      .input(
        RunId.extend({
          afterRow: z.int().default(0),
          limit: z.int().min(1).max(1000).default(200),
          onlyTrouble: z.boolean().default(false),
        }),
      )
      .output(z.object({ rows: z.array(RowResultSchema), hasMore: z.boolean() })),
    exportRows: declared.input(RunId).output(eventIterator(TextPartSchema)),
  },

  ledger: {
    /** Newest first; `beforeSeq` is the last row of the page before. */
    page: declared
      .input(
        z.object({ filter: LedgerFilterSchema, beforeSeq: z.int().nullable().default(null), limit: z.int().min(1).max(500).default(100) }),
      )
      .output(z.object({ rows: z.array(LedgerRowSchema), hasMore: z.boolean(), matching: z.int() })),
    /** Counts of rows between each boundary and the next. The page passes the boundaries, because only it knows the local time zone. */
    days: declared
      .input(z.object({ filter: LedgerFilterSchema, startsMs: z.array(z.int()).min(2).max(400) }))
      .output(z.array(z.record(LedgerKindSchema, z.int()))),
    /** Names of events and exposures that were sent before, the most used first. */
    names: declared.input(ProjectId).output(z.array(SentNameSchema)),
    /** Streams the ledger rows that match a filter as chunks of one text file. */
    exportText: declared
      .input(z.object({ filter: LedgerFilterSchema, format: z.enum(["csv", "json"]) }))
      .output(eventIterator(TextPartSchema)),
  },

  /** Per name: what a logged check would write for this user, and what was written already. Logs nothing, even while the switch says Logging. */
  previewExposures: declared
    .input(z.object({ request: EvaluationRequestSchema, names: InspectedNamesSchema }))
    .output(ExposurePreviewSchema),

  templates: {
    list: declared.output(z.array(EventTemplateSchema)),
    /** Creates a template, or replaces the content of the one with `id`. */
    save: declared
      .input(EventTemplateSchema.omit({ id: true, changedAtMs: true }).extend({ id: z.string().optional() }))
      .output(EventTemplateSchema),
    remove: declared.input(z.object({ id: z.string() })),
  },
};
