import { z } from "zod";
import { AnswerSchema, EntityKindSchema, QuestionSchema } from "../evaluation/evaluation.ts";
import { EvaluationRequestSchema, EverythingSummarySchema } from "../evaluation/evaluation-request.ts";

/** The request of an answer as the page sent it. */
const AskedRequestSchema = EvaluationRequestSchema.extend({
  /** The reason why the user could not be read; null for a user that could. */
  userProblem: z.string().nullable(),
  savedUserId: z.string().nullable(),
});

/** The last answers of the page with their requests: one check for each kind, and everything. Their exchanges are in the history. */
export const LastAnswersSchema = z.object({
  checks: z.partialRecord(
    EntityKindSchema,
    z.object({ request: AskedRequestSchema.extend({ question: QuestionSchema }), answers: z.array(AnswerSchema) }),
  ),
  everything: z
    .object({
      request: AskedRequestSchema,
      answers: z.array(AnswerSchema),
      /** Null if it was stopped before all answers arrived. */
      summary: EverythingSummarySchema.nullable(),
      total: z.int().nullable(),
    })
    .nullable(),
});
export type LastAnswers = z.infer<typeof LastAnswersSchema>;

/** Everything with more answers than this is not kept: writing them would block the core. */
export const maxKeptAnswers = 2_000;
