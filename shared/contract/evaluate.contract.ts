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
  /** One question. Never fails for what Statsig or the network does: that is in the answers. Cancelled by the call's signal. */
  check: declared.input(EvaluationRequestSchema.extend({ question: QuestionSchema })).output(EvaluationSchema),
  /** Everything this user gets, streamed as it comes. Never logs exposures of its own accord. */
  everything: declared
    .input(EvaluationRequestSchema.extend({ kinds: z.array(EntityKindSchema).default([]) }))
    .output(eventIterator(EverythingProgressSchema, EverythingSummarySchema)),
};
