import { z } from "zod";
import { AnswerSchema, AnswerStateSchema, EntityKindSchema } from "../evaluation/evaluation.ts";
import { EndpointSchema, ExchangeSchema } from "../exchange/exchange.ts";
import { KeyKindSchema } from "../project/key-info.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { maxNoteLength, maxTagLength, maxTags } from "./history-tags.ts";

/** Project, user, key and names of a request: enough to repeat it. Of private attributes only the names are stored, never the values. */
export const RequestContextSchema = z.object({
  projectId: z.string(),
  projectName: z.string(),
  tier: z.string(),
  /** `everything` for the calls of the Everything screen, `definitions` for background requests, `test` for key tests, `imported` for what other tools sent. */
  purpose: z.enum(["check", "everything", "definitions", "test", "send", "imported"]),
  kind: EntityKindSchema.nullable(),
  names: z.array(z.string()),
  user: StatsigUserSchema.nullable(),
  /** The user's label in lists: saved name, userID, or the first unit ID. */
  userLabel: z.string(),
  keyId: z.string().nullable(),
  keyKind: KeyKindSchema.nullable(),
  keyLastFour: z.string().nullable(),
  isLogging: z.boolean(),
  /** The snapshot that was current, to explain the answer later; absent in entries of older versions, null if there was none. */
  snapshotId: z.string().nullable().optional(),
  /** The action that the request belongs to; absent in entries of older versions, which are their own actions. */
  actionId: z.string().optional(),
  /**
   * Of an imported request: when and from what it was imported, and what was decoded or is missing, as sentences. `origin` is its purpose in the history from
   * which Gatescope exported it.
   */
  imported: z.object({ atMs: z.int(), source: z.string(), notes: z.array(z.string()), origin: z.string().optional() }).optional(),
});
export type RequestContext = z.infer<typeof RequestContextSchema>;

/** The purpose of requests that the program makes by itself. The list of the history hides them at first. */
export const backgroundPurpose: RequestContext["purpose"] = "definitions";

/** What a person wrote about an action. */
export const HistoryAnnotationSchema = z.object({
  tags: z.array(z.string().max(maxTagLength)).max(maxTags),
  /** Empty for none. */
  note: z.string().max(maxNoteLength),
});
export type HistoryAnnotation = z.infer<typeof HistoryAnnotationSchema>;

/** A line of the history list. */
export const HistoryRowSchema = z.object({
  /** Increases with time; the paging cursor. */
  seq: z.int(),
  exchangeId: z.string(),
  atMs: z.int(),
  endpoint: EndpointSchema,
  projectId: z.string(),
  projectName: z.string(),
  tier: z.string(),
  purpose: RequestContextSchema.shape.purpose,
  kind: EntityKindSchema.nullable(),
  /** The first requested name, and the number of names. */
  name: z.string(),
  nameCount: z.int(),
  userLabel: z.string(),
  /** State and label of the first answer: `Group Badges`; of several, the counts: `3 pass, 2 fail`. */
  state: AnswerStateSchema,
  word: z.string(),
  status: z.int().nullable(),
  elapsedMs: z.number(),
  isLogging: z.boolean(),
  isPinned: z.boolean(),
  /** The action that the request belongs to: all requests of one *Check all* have the same. Requests of older versions have their own ID here. */
  actionId: z.string(),
  /** The tags and the note of the action. */
  tags: z.array(z.string()),
  note: z.string(),
});
export type HistoryRow = z.infer<typeof HistoryRowSchema>;

/** One thing that somebody did, or that the program did by itself, with all its requests. Numbers count the requests that the filter's background choice shows. */
export const HistoryActionSchema = z.object({
  actionId: z.string(),
  /** The newest request that matches the filter. */
  newest: HistoryRowSchema,
  requests: z.int(),
  /** The number of the requests that match the filter. */
  matching: z.int(),
  /** The number of requested names. */
  names: z.int(),
  /** Of how many kinds: gates, dynamic configs, and so on. */
  kinds: z.int(),
  /** The number of requests without an answer: refused, not reached, not sent, and so on. */
  unanswered: z.int(),
  users: z.int(),
  startedAtMs: z.int(),
  /** From the start of the first request to the end of the last one. */
  elapsedMs: z.number(),
  /** True if it asked for everything, whatever else it asked after that. */
  isEverything: z.boolean(),
  isLogging: z.boolean(),
  isPinned: z.boolean(),
});
export type HistoryAction = z.infer<typeof HistoryActionSchema>;

export const HistoryEntrySchema = z.object({
  row: HistoryRowSchema,
  context: RequestContextSchema,
  exchange: ExchangeSchema,
  answers: z.array(AnswerSchema),
});
export type HistoryEntry = z.infer<typeof HistoryEntrySchema>;

export const HistoryFilterSchema = z.object({
  /** Words to find in name, user, path, status and the start of the bodies; all must match, in any order, as prefixes. */
  text: z.string().max(500).default(""),
  projectId: z.string().nullable().default(null),
  tier: z.string().nullable().default(null),
  state: AnswerStateSchema.nullable().default(null),
  isPinned: z.boolean().nullable().default(null),
  isLogging: z.boolean().nullable().default(null),
  /** Only the requests of this action. */
  actionId: z.string().nullable().default(null),
  /** False without the requests that the program makes by itself: for definitions, names and rule names. */
  hasBackground: z.boolean().default(true),
});
export type HistoryFilter = z.infer<typeof HistoryFilterSchema>;
