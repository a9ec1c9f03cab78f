import { z } from "zod";
import { recordOf } from "../json/json-schemas.ts";
import { OutboxCountsSchema } from "./event-outbox.ts";
import { TimeUnitSchema } from "./time-unit.ts";

export const FileFormatSchema = z.enum(["csv", "json", "ndjson"]);
export type FileFormat = z.infer<typeof FileFormatSchema>;

/** The target of a column. For `metadata` and the user's maps, `field` is the name within them. */
export const ColumnTargetSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ignore") }),
  /** A private attribute. It is left out: events are stored. */
  z.object({ kind: z.literal("private") }),
  z.object({ kind: z.literal("name") }),
  z.object({ kind: z.literal("value") }),
  z.object({ kind: z.literal("time") }),
  z.object({ kind: z.literal("userID") }),
  z.object({ kind: z.literal("customID"), field: z.string() }),
  /** `email`, `country` or another top-level field of the user. */
  z.object({ kind: z.literal("user"), field: z.string() }),
  z.object({ kind: z.literal("custom"), field: z.string() }),
  z.object({ kind: z.literal("metadata"), field: z.string() }),
  /** A whole part as JSON: `user`, `metadata`, `statsigMetadata`, `secondaryExposures`. */
  z.object({ kind: z.literal("json"), part: z.enum(["user", "metadata", "statsigMetadata", "secondaryExposures"]) }),
]);
export type ColumnTarget = z.infer<typeof ColumnTargetSchema>;

/** The conversion of a file's rows to events. */
export const RowMappingSchema = z.object({
  /** Targets by column. A column without a target is ignored. */
  columns: recordOf(ColumnTargetSchema),
  /** The default name, for rows without one. */
  fixedName: z.string().default(""),
  /** True to use the panel's user for rows without one. */
  usesPanelUser: z.boolean().default(false),
  /** The unit of numeric times. */
  timeUnit: TimeUnitSchema.default("ms"),
  /** True to read a date-time without a zone as UTC; otherwise such a row is refused. */
  assumesUtc: z.boolean().default(false),
  /** True to convert texts that are numbers, because CSV has only texts. */
  numbersFromText: z.boolean().default(true),
  /** True to convert metadata that is not text; otherwise such a row is refused. */
  convertsMetadata: z.boolean().default(false),
});
export type RowMapping = z.infer<typeof RowMappingSchema>;

/** A row that is not sent, with the reason. */
export const RefusedRowSchema = z.object({ row: z.int(), reason: z.string() });
export type RefusedRow = z.infer<typeof RefusedRowSchema>;

/** A refused row in the preview, with the start of its text. */
export const ShownRefusedRowSchema = RefusedRowSchema.extend({ text: z.string() });
export type ShownRefusedRow = z.infer<typeof ShownRefusedRowSchema>;

/** One page of refused rows, in order. */
export const RefusedPageSchema = z.object({ refused: z.array(ShownRefusedRowSchema), hasMore: z.boolean() });
export type RefusedPage = z.infer<typeof RefusedPageSchema>;

/** A statement about how a whole file is read. */
export const FileNoteSchema = z.object({ severity: z.enum(["info", "warning"]), message: z.string() });
export type FileNote = z.infer<typeof FileNoteSchema>;

/** Warnings about the rows of a file, by kind. */
export const RowWarningsSchema = z.object({
  /** `message` is that of the first row; `rows` are the first rows, at most `maxWarnedRows`, and `count` is the number of all. */
  kinds: z.array(z.object({ message: z.string(), count: z.int(), rows: z.array(z.int()) })),
  /** The number of warnings of kinds beyond the first `maxWarningKinds`. */
  notListed: z.int(),
});
export type RowWarnings = z.infer<typeof RowWarningsSchema>;

export const maxWarningKinds = 50;
export const maxWarnedRows = 5;

/** The result of reading a whole file with one mapping. */
export const ImportPreviewSchema = z.object({
  format: FileFormatSchema,
  /** CSV only: `,`, `;`, `|`, a tab, or what the file names itself. */
  separator: z.string().nullable(),
  columns: z.array(z.string()),
  mapping: RowMappingSchema,
  rows: z.int(),
  sendable: z.int(),
  refusedCount: z.int(),
  /** The first refused rows, at most `maxRefusedShown`; the others are read page by page. */
  refused: z.array(ShownRefusedRowSchema),
  /** Statements about how the whole file is read, that are not obvious from its mapping. */
  notes: z.array(FileNoteSchema),
  /** Warnings about rows that will be sent. */
  warnings: RowWarningsSchema,
  /** The first rows: their cells by column, and the event that would be sent. */
  firstRows: z.array(z.object({ row: z.int(), cells: z.array(z.string()), event: z.string().nullable(), reason: z.string().nullable() })),
  /** The number of rows by the tier in which they would count. */
  tiers: z.record(z.string(), z.int()),
});
export type ImportPreview = z.infer<typeof ImportPreviewSchema>;

/** Sets the default number of rows per request: the batch size of Statsig's JavaScript server SDK (statsig-http.md §10.3). */
export const defaultRowsPerRequest = 1000;
export const maxRowsPerRequest = 2000;

export const maxRefusedShown = 200;
/** Limits the characters of a refused row. */
export const maxTextShown = 200;
export const firstRowsShown = 20;

/**
 * The state of a run. `paused`: by the person, can resume at once; `stopped`: interrupted or cancelled, can resume where it stopped; `finished`: every row
 * has a result; `abandoned`: the remaining rows were discarded.
 */
export const RunStateSchema = z.enum(["running", "paused", "stopped", "finished", "abandoned"]);
export type RunState = z.infer<typeof RunStateSchema>;

/** The sending of one file. */
export const RunSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  tier: z.string(),
  fileName: z.string(),
  state: RunStateSchema,
  startedAtMs: z.int(),
  changedAtMs: z.int(),
  /** Rows processed so far, and in total; the total is null while unknown. */
  rowsTaken: z.int(),
  rowsTotal: z.int().nullable(),
  refusedRows: z.int(),
  counts: OutboxCountsSchema,
  /** Rows delivered per second, over the last few seconds; 0 while idle. */
  perSecond: z.number(),
  /** The reason why it stopped, in one sentence; else null. */
  problem: z.string().nullable(),
});
export type Run = z.infer<typeof RunSchema>;

/** The result of one row. */
export const RowResultSchema = z.object({
  row: z.int(),
  outcome: z.enum(["waiting", "sending", "delivered", "refused", "may_have_arrived", "discarded", "not_sent"]),
  /** The reason why it was not sent or was refused, or another remark; else null. */
  reason: z.string().nullable(),
  mayBeDuplicate: z.boolean(),
});
export type RowResult = z.infer<typeof RowResultSchema>;
