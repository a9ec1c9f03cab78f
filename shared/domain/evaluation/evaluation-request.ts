import { z } from "zod";
import { ExchangeSchema } from "../exchange/exchange.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { AnswerSchema } from "./evaluation.ts";

/** Who is asked about, in which project and tier, with which key, and whether Statsig may log exposures. */
export const EvaluationRequestSchema = z.object({
  projectId: z.string(),
  /** Null lets the project's most capable key be used; the sandbox needs none. */
  keyId: z.string().nullable(),
  /** Applied unless the user names a tier of its own. */
  tier: z.string(),
  user: StatsigUserSchema,
  userLabel: z.string().max(200),
  isLogging: z.boolean().default(false),
});
export type EvaluationRequest = z.infer<typeof EvaluationRequestSchema>;

/** Answers in the order of the names asked for, and the exchanges that brought them (kept in the history before this is returned). */
export const EvaluationSchema = z.object({ answers: z.array(AnswerSchema), exchanges: z.array(ExchangeSchema) });
export type Evaluation = z.infer<typeof EvaluationSchema>;

export const EverythingProgressSchema = z.object({
  /** Answers that came since the last progress. */
  answers: z.array(AnswerSchema),
  done: z.int(),
  /** Null until it is known how many there are. */
  total: z.int().nullable(),
});
export type EverythingProgress = z.infer<typeof EverythingProgressSchema>;

export const EverythingSummarySchema = z.object({
  /** `initialize` with a client key, `batches` with a server key; `none` when it could not be asked, see `problem`. */
  way: z.enum(["initialize", "batches", "none"]),
  total: z.int(),
  elapsedMs: z.number(),
  atMs: z.int(),
  /** Names that stayed hashed because nothing known hashes to them. */
  hashedNames: z.int(),
  /** An answer that stands for the whole when nothing could be asked: refused, unreached, not sent. */
  problem: AnswerSchema.nullable(),
  exchangeIds: z.array(z.string()),
});
export type EverythingSummary = z.infer<typeof EverythingSummarySchema>;
