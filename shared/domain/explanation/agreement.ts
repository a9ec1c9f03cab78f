import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";

/** The answer of one source. */
export const OpinionSchema = z.object({
  /** `live` is the HTTP API, `sandbox` the sandbox, `initialize` what a web page gets. */
  by: z.enum(["live", "explained_here", "initialize", "sandbox"]),
  state: AnswerStateSchema,
  /** `Pass`, `Group Badges`, `Could not reach`. */
  word: z.string(),
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  atMs: z.int(),
  /** The reason why it does not count, or what it lacks, in one sentence; else null. */
  note: z.string().nullable(),
  /** True if it is an answer and was compared. */
  isCounted: z.boolean(),
});
export type Opinion = z.infer<typeof OpinionSchema>;

/** The comparison of all sources for one name. */
export const AgreementSchema = z.object({
  opinions: z.array(OpinionSchema),
  /** True if all counted sources have the same answer; false with fewer than two. */
  isAgreed: z.boolean(),
  /** The size of the largest group of counted sources with the same answer, as in `agree 2 of 3`. */
  agreeing: z.int(),
  /** The number of sources that have an answer to compare. */
  counted: z.int(),
  /** The differences, one sentence each. */
  differences: z.array(z.string()),
  /** Probable causes, the likeliest first, one sentence each; empty if all agree. */
  causes: z.array(z.string()),
});
export type Agreement = z.infer<typeof AgreementSchema>;
