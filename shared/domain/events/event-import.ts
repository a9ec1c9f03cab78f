import { z } from "zod";
import { OutboxCountsSchema } from "./event-outbox.ts";

export const FileFormatSchema = z.enum(["csv", "json", "ndjson"]);
export type FileFormat = z.infer<typeof FileFormatSchema>;

/** Where a column goes. `metadata` and the user's maps are told which of their fields. */
export const ColumnTargetSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ignore") }),
  z.object({ kind: z.literal("name") }),
  z.object({ kind: z.literal("value") }),
  z.object({ kind: z.literal("time") }),
  z.object({ kind: z.literal("userID") }),
  z.object({ kind: z.literal("customID"), field: z.string() }),
  /** `email`, `country` or another field of the user beside its maps. */
  z.object({ kind: z.literal("user"), field: z.string() }),
  z.object({ kind: z.literal("custom"), field: z.string() }),
  z.object({ kind: z.literal("metadata"), field: z.string() }),
  /** The whole of a part as JSON: `user`, `metadata`, `statsigMetadata`, `secondaryExposures`. */
  z.object({ kind: z.literal("json"), part: z.enum(["user", "metadata", "statsigMetadata", "secondaryExposures"]) }),
]);
export type ColumnTarget = z.infer<typeof ColumnTargetSchema>;

/** How a file's rows become events. */
export const RowMappingSchema = z.object({
  /** By column, a field of the row. A column that is not named is ignored. */
  columns: z.record(z.string(), ColumnTargetSchema),
  /** The name of every event whose row has none. */
  fixedName: z.string().default(""),
  /** The user panel's user for rows without one. */
  usesPanelUser: z.boolean().default(false),
  /** The unit of a time that is a plain number. */
  timeUnit: z.enum(["ms", "s"]).default("ms"),
  /** Text that reads as a number goes as a number. CSV knows only texts. */
  numbersFromText: z.boolean().default(true),
  /** Metadata that are no texts are written as text; without it such a row is refused. */
  convertsMetadata: z.boolean().default(false),
});
export type RowMapping = z.infer<typeof RowMappingSchema>;

/** A row that is not sent, and why. */
export const RefusedRowSchema = z.object({ row: z.int(), reason: z.string() });
export type RefusedRow = z.infer<typeof RefusedRowSchema>;

/** As it is shown before anything is sent: with the beginning of what stands in the file. */
export const ShownRefusedRowSchema = RefusedRowSchema.extend({ text: z.string() });
export type ShownRefusedRow = z.infer<typeof ShownRefusedRowSchema>;

/** Refused rows in order, as many as were asked for. */
export const RefusedPageSchema = z.object({ refused: z.array(ShownRefusedRowSchema), hasMore: z.boolean() });
export type RefusedPage = z.infer<typeof RefusedPageSchema>;

/** What a file is, read to its end with one mapping. */
export const ImportPreviewSchema = z.object({
  format: FileFormatSchema,
  /** CSV only: `,`, `;` or a tab. */
  separator: z.string().nullable(),
  columns: z.array(z.string()),
  mapping: RowMappingSchema,
  rows: z.int(),
  sendable: z.int(),
  refusedCount: z.int(),
  /** The first of them, at most `maxRefusedShown`; the others are read page by page. */
  refused: z.array(ShownRefusedRowSchema),
  /** What is said of rows that will be sent, with how many it is said of and the first of them. */
  warnings: z.array(z.object({ message: z.string(), count: z.int(), firstRow: z.int() })),
  /** Of the first rows: what stands in the file, by column, and what would be sent. */
  firstRows: z.array(z.object({ row: z.int(), cells: z.array(z.string()), event: z.string().nullable(), reason: z.string().nullable() })),
  /** Rows by the tier that they would count in. */
  tiers: z.record(z.string(), z.int()),
});
export type ImportPreview = z.infer<typeof ImportPreviewSchema>;

/** Sets the default number of rows per request: the batch size of Statsig's JavaScript server SDK (statsig-http.md §10.3). */
export const defaultRowsPerRequest = 1000;
export const maxRowsPerRequest = 2000;

export const maxRefusedShown = 200;
/** Of a refused row's text. */
export const maxTextShown = 200;
export const firstRowsShown = 20;

/**
 * How far a run has come. `paused` was asked for and goes on at once; `stopped` was cut off or cancelled, and goes on from where it was when told to;
 * `finished` has every row accounted for; `abandoned` will not go on.
 */
export const RunStateSchema = z.enum(["running", "paused", "stopped", "finished", "abandoned"]);
export type RunState = z.infer<typeof RunStateSchema>;

/** A file being sent. */
export const RunSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  tier: z.string(),
  fileName: z.string(),
  state: RunStateSchema,
  startedAtMs: z.int(),
  changedAtMs: z.int(),
  /** Rows read and dealt with so far, and in all; null while that is not known. */
  rowsTaken: z.int(),
  rowsTotal: z.int().nullable(),
  refusedRows: z.int(),
  counts: OutboxCountsSchema,
  /** Delivered per second, over the last few seconds; 0 when nothing is going on. */
  perSecond: z.number(),
  /** Why it stands still, in a sentence. */
  problem: z.string().nullable(),
});
export type Run = z.infer<typeof RunSchema>;

/** What became of one row. */
export const RowResultSchema = z.object({
  row: z.int(),
  outcome: z.enum(["waiting", "sending", "delivered", "refused", "may_have_arrived", "discarded", "not_sent"]),
  /** Why it was not sent, refused, or what else there is to say. */
  reason: z.string().nullable(),
  mayBeDuplicate: z.boolean(),
});
export type RowResult = z.infer<typeof RowResultSchema>;
