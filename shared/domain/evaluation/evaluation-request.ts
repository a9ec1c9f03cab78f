import { z } from "zod";
import { ExchangeSchema } from "../exchange/exchange.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { AnswerSchema } from "./evaluation.ts";

/** User, project, tier and key of an evaluation, and whether Statsig may log exposures. */
export const EvaluationRequestSchema = z.object({
  projectId: z.string(),
  /** Null selects the project's most capable key; the sandbox needs none. */
  keyId: z.string().nullable(),
  /** Applied unless the user has a tier. */
  tier: z.string(),
  user: StatsigUserSchema,
  userLabel: z.string().max(200),
  isLogging: z.boolean().default(false),
  /** The history's action, if this is a part of a larger one; else the evaluation is an action of its own. */
  actionId: z.string().max(100).optional(),
});
export type EvaluationRequest = z.infer<typeof EvaluationRequestSchema>;

/** The key that a request was sent with. A key that was replaced keeps its ID, and has other characters. */
export const UsedKeySchema = z.object({ id: z.string(), lastFour: z.string() });
export type UsedKey = z.infer<typeof UsedKeySchema>;

/** Answers in the order of the requested names, and their exchanges, which are in the history before this is returned. */
export const EvaluationSchema = z.object({
  answers: z.array(AnswerSchema),
  exchanges: z.array(ExchangeSchema),
  /** Absent if nothing was sent, and for the sandbox. */
  usedKey: UsedKeySchema.optional(),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;

export const EverythingProgressSchema = z.object({
  /** Answers since the last progress. */
  answers: z.array(AnswerSchema),
  done: z.int(),
  /** Null until the number of entities is known. */
  total: z.int().nullable(),
});
export type EverythingProgress = z.infer<typeof EverythingProgressSchema>;

export const EverythingSummarySchema = z.object({
  /** `initialize` with a client key, `batches` with a server key; `none` if no request was possible, see `problem`. */
  method: z.enum(["initialize", "batches", "none"]),
  total: z.int(),
  elapsedMs: z.number(),
  atMs: z.int(),
  /** The number of names that stayed hashed because no known name has their hash. */
  hashedNames: z.int(),
  /** One answer for the whole request if it failed: refused, unreached, not sent. */
  problem: AnswerSchema.nullable(),
  exchangeIds: z.array(z.string()),
  /** Absent if nothing was sent, and for the sandbox. */
  usedKey: UsedKeySchema.optional(),
});
export type EverythingSummary = z.infer<typeof EverythingSummarySchema>;
