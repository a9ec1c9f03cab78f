import { z } from "zod";
import { RequestContextSchema } from "./history-entry.ts";

/** How long the history keeps requests that are not pinned and have no tag and no note, and how large its file may get; null for no limit. */
export const RetentionRuleSchema = z.object({
  days: z.int().min(1).max(36_500).nullable(),
  megabytes: z.int().min(10).max(1_000_000).nullable(),
});
export type RetentionRule = z.infer<typeof RetentionRuleSchema>;

export const defaultRetention: RetentionRule = { days: 90, megabytes: 500 };

/** The requests of one purpose that will be removed. */
export const DuePurposeSchema = z.object({
  purpose: RequestContextSchema.shape.purpose,
  requests: z.int(),
  actions: z.int(),
  users: z.int(),
});

/** What a rule removes, and what stays although it is older than the newest removed request. */
export const DueRemovalSchema = z.object({
  requests: z.int(),
  /** About: what the requests take up in the file. */
  bytes: z.int(),
  /** Of these requests, how many are removed because of the size only. */
  bySize: z.int(),
  fromMs: z.int(),
  toMs: z.int(),
  purposes: z.array(DuePurposeSchema),
  staying: z.object({ pinned: z.int(), annotated: z.int(), unfinished: z.int() }),
});
export type DueRemoval = z.infer<typeof DueRemovalSchema>;

export const RetentionSchema = z.object({
  rule: RetentionRuleSchema,
  /** Null if nothing is to be removed. */
  due: DueRemovalSchema.nullable(),
  /** The earliest time of the removal; null if nothing is due. */
  removesAtMs: z.int().nullable(),
  isSkipped: z.boolean(),
  /** The last removal since the start, which can be undone until the next one. */
  removed: z.object({ requests: z.int(), atMs: z.int() }).nullable(),
});
export type Retention = z.infer<typeof RetentionSchema>;
