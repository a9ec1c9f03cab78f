import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { HistoryEntrySchema, HistoryFilterSchema, HistoryRowSchema } from "#shared/domain/history/history-entry.ts";
import { declared } from "./errors.ts";

export const historyContract = {
  /** Newest first; `beforeSeq` is the last row of the page before. */
  page: declared
    .input(
      z.object({ filter: HistoryFilterSchema, beforeSeq: z.int().nullable().default(null), limit: z.int().min(1).max(500).default(100) }),
    )
    .output(z.object({ rows: z.array(HistoryRowSchema), hasMore: z.boolean(), matching: z.int(), total: z.int(), searchMs: z.number() })),
  get: declared.input(z.object({ exchangeId: z.string() })).output(HistoryEntrySchema),
  pin: declared.input(z.object({ exchangeId: z.string(), isPinned: z.boolean() })),
  /** Removes everything that is not pinned. */
  clear: declared.output(z.object({ removed: z.int() })),
  /** Streams the row of each new entry. */
  follow: declared.output(eventIterator(HistoryRowSchema)),
  stats: declared.output(z.object({ entries: z.int(), pinned: z.int(), bytes: z.int(), oldestAtMs: z.int().nullable() })),
};
