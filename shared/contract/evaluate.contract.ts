import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { EntityKindSchema, QuestionSchema } from "#shared/domain/evaluation/evaluation.ts";
import {
  EvaluationRequestSchema,
  EvaluationSchema,
  EverythingProgressSchema,
  EverythingSummarySchema,
} from "#shared/domain/evaluation/evaluation-request.ts";
import { declared } from "./errors.ts";

export const evaluateContract = {
  /** Evaluates names of one kind for one user. Refusals and network failures are answers, not errors. Cancelled by the call's signal. `isConfirmed` confirms logging in a protected tier. */
  check: declared
    .input(EvaluationRequestSchema.extend({ question: QuestionSchema, isConfirmed: z.boolean().default(false) }))
    .output(EvaluationSchema),
  /** Streams every answer for this user as it arrives. Never logs an exposure. */
  everything: declared
    .input(EvaluationRequestSchema.omit({ isLogging: true }).extend({ kinds: z.array(EntityKindSchema).default([]) }))
    .output(eventIterator(EverythingProgressSchema, EverythingSummarySchema)),
};
