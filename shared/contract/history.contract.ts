import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { entityKinds } from "#shared/domain/evaluation/evaluation.ts";
import {
  HistoryActionSchema,
  HistoryAnnotationSchema,
  HistoryEntrySchema,
  HistoryFilterSchema,
  HistoryRowSchema,
} from "#shared/domain/history/history-entry.ts";
import { historyExportFormats } from "#shared/domain/history/history-export.ts";
import { maxBodyBytes } from "#shared/domain/history/import/decode-body.ts";
import { maxCallsAtOnce, RecordedCallSchema } from "#shared/domain/history/import/recorded-call.ts";
import { RetentionRuleSchema, RetentionSchema } from "#shared/domain/history/retention.ts";
import { TextPartSchema } from "#shared/domain/text/text-part.ts";
import { declared } from "./errors.ts";

const Page = z.object({
  filter: HistoryFilterSchema,
  beforeSeq: z.int().nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
});

export const historyContract = {
  /**
   * Searches are written as in `parseHistoryQuery`; one that cannot be understood is INVALID. The actions that have a matching request, by their newest one. `beforeSeq` is `nextBeforeSeq` of the page before, which is null on the last page. Actions that
   * overlap in time may be on two pages; the first place counts.
   */
  actions: declared.input(Page).output(
    z.object({
      actions: z.array(HistoryActionSchema),
      nextBeforeSeq: z.int().nullable(),
      /** The time of the oldest searched request, if the search stopped before the page was full, because it took long; else null. */
      searchedBackToMs: z.int().nullable(),
      /** Requests that match, counted up to 10,000, and all requests. Neither includes background requests that the filter hides; `hidden` counts those. Only the first page counts. */
      matching: z.int(),
      /** The `beforeSeq` with which `count` continues counting; null if everything is counted. */
      nextToCount: z.int().nullable(),
      total: z.int(),
      hidden: z.int(),
      searchMs: z.number(),
    }),
  ),
  /** Counts the requests that match and are older than `beforeSeq`, for a limited time: `nextBeforeSeq` continues, and is null at the end. */
  count: declared.input(Page.omit({ limit: true })).output(z.object({ matching: z.int(), nextBeforeSeq: z.int().nullable() })),
  /** The requests, newest first; `beforeSeq` is the last row of the page before. */
  page: declared
    .input(Page)
    .output(z.object({ rows: z.array(HistoryRowSchema), hasMore: z.boolean(), matching: z.int(), total: z.int(), searchMs: z.number() })),
  /**
   * The requests per hour, or per day beyond 14 days, that a filter matches, from the oldest one to now. `countedSinceMs` is not null if the count ended before
   * older ones. `later` have a time in the future.
   */
  counts: declared.input(z.object({ filter: HistoryFilterSchema })).output(
    z.object({
      unit: z.enum(["hour", "day"]),
      buckets: z.array(z.object({ startMs: z.int(), endMs: z.int(), count: z.int(), unanswered: z.int() })).readonly(),
      countedSinceMs: z.int().nullable(),
      later: z.int(),
    }),
  ),
  /** The values of a field that contain `text`, of the newest requests, the most frequent first, to complete a search. */
  values: declared
    .input(
      z.object({
        field: z.enum([...entityKinds, "user", "tier", "project", "tag"]),
        text: z.string().max(200).default(""),
        limit: z.int().min(1).max(100).default(20),
      }),
    )
    .output(z.array(z.object({ value: z.string(), count: z.int() })).readonly()),
  /** Streams the requests that a filter matches, or all of some actions, newest first, as parts of one text file. Keys are masked. */
  exportText: declared
    .input(
      z.object({
        filter: HistoryFilterSchema,
        actionIds: z.array(z.string()).max(10_000).nullable().default(null),
        format: z.enum(historyExportFormats),
        limit: z.int().min(1).nullable().default(null),
      }),
    )
    .output(eventIterator(TextPartSchema)),
  /** Imports the calls to Statsig of a recording in pieces. Nothing is in the history until `finish`, which stores all or nothing. */
  import: {
    /** `source` is the name of the file, or what was pasted. */
    begin: declared.input(z.object({ source: z.string().min(1).max(300) })).output(z.object({ importId: z.string() })),
    add: declared.input(z.object({ importId: z.string(), calls: z.array(RecordedCallSchema).min(1).max(maxCallsAtOnce) })),
    finish: declared
      .input(z.object({ importId: z.string() }))
      .output(z.object({ actionId: z.string(), imported: z.int(), alreadyThere: z.int(), exchangeId: z.string().nullable() })),
    cancel: declared.input(z.object({ importId: z.string() })),
    /** Decompresses a body of a recording, for the page, whose browser may have no zstd. More than `maxBodyBytes` are not given back. */
    unzstd: declared
      .input(z.object({ base64: z.string().max(Math.ceil(maxBodyBytes / 3) * 4) }))
      .output(
        z.discriminatedUnion("is", [
          z.object({ is: z.literal("unpacked"), base64: z.string() }),
          z.object({ is: z.enum(["damaged", "too_large", "unavailable"]) }),
        ]),
      ),
  },
  get: declared.input(z.object({ exchangeId: z.string() })).output(HistoryEntrySchema),
  /** Pins or unpins a request, together with all others of its action. */
  pin: declared.input(z.object({ exchangeId: z.string(), isPinned: z.boolean() })),
  /** Replaces the tags and the note of a request, together with all others of its action. */
  annotate: declared.input(HistoryAnnotationSchema.extend({ exchangeId: z.string() })),
  /** Removes a request, or all requests of its action, pinned or not. The last removal can be restored. */
  remove: declared.input(z.object({ exchangeId: z.string(), what: z.enum(["request", "action"]) })).output(z.object({ removed: z.int() })),
  /** Restores the last removal, of which this request is a part. */
  restore: declared.input(z.object({ exchangeId: z.string() })).output(z.object({ restored: z.int() })),
  /** Removes everything that is neither pinned nor has a tag or a note. */
  clear: declared.output(z.object({ removed: z.int() })),
  /** What is removed by age and size, and when. A removal is announced before it happens, at night or when Gatescope next runs. */
  retention: {
    state: declared.output(RetentionSchema),
    change: declared.input(RetentionRuleSchema).output(RetentionSchema),
    /** Puts the next removal off by a day. */
    skip: declared.output(RetentionSchema),
    /** Restores the last removal since the start. */
    undo: declared.output(z.object({ restored: z.int() })),
  },
  /** Streams the row of each new entry. */
  follow: declared.output(eventIterator(HistoryRowSchema)),
  stats: declared.output(
    z.object({
      ...{ entries: z.int(), pinned: z.int(), marked: z.int(), bytes: z.int(), oldestAtMs: z.int().nullable() },
      /** The requests that could not be stored since the start, as on a full disk, and when the first one was answered; null if all were. */
      notStored: z.object({ requests: z.int(), sinceMs: z.int() }).nullable(),
    }),
  ),
};
