import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import {
  AnswersRequestSchema,
  CompareProgressSchema,
  CompareRequestSchema,
  CompareSummarySchema,
  EqualWaySchema,
  EqualWaysRequestSchema,
  LiveCheckProgressSchema,
  LiveCheckRequestSchema,
  LiveCheckSummarySchema,
  SubjectAnswersSchema,
} from "#shared/domain/comparison/compare-request.ts";
import { declared } from "./errors.ts";

/** No call here logs an exposure. Missing rules are a normal result with a next step. */
export const compareContract = {
  /** Streams what differs between the subjects, with the causes, evaluated here. Reads definitions that are older than a minute again. Cancelled by the call's signal. */
  compare: declared.input(CompareRequestSchema).output(eventIterator(CompareProgressSchema, CompareSummarySchema)),
  /** The smallest edits of a copy of either user that make one answer equal, each tried here, and what else becomes equal. */
  equalWays: declared.input(EqualWaysRequestSchema).output(z.array(EqualWaySchema)),
  /** The answers of the subjects with their values, evaluated here with the rules that `compare` read. Reads no definitions. */
  answers: declared.input(AnswersRequestSchema).output(SubjectAnswersSchema),
  /** Checks these names live for every subject with the newest rules, and compares the answers with those evaluated here. Cancelled by the call's signal. */
  checkLive: declared.input(LiveCheckRequestSchema).output(eventIterator(LiveCheckProgressSchema, LiveCheckSummarySchema)),
};
