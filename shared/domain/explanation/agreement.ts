import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { JsonValueSchema } from "../json/json.ts";

/** What one of those who were asked says. */
export const OpinionSchema = z.object({
  /** `live` is the HTTP API's answer, `sandbox` the sandbox's, `initialize` what a web page would be told. */
  by: z.enum(["live", "explained_here", "initialize", "sandbox"]),
  state: AnswerStateSchema,
  /** `Pass`, `Group Badges`, `Could not reach`. */
  word: z.string(),
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  atMs: z.int(),
  /** Why it does not count, or what it does not tell, in one sentence; else null. */
  note: z.string().nullable(),
  /** Whether it is an answer, and was compared. */
  isCounted: z.boolean(),
});
export type Opinion = z.infer<typeof OpinionSchema>;

/** Whether those who can know give the same answer. */
export const AgreementSchema = z.object({
  opinions: z.array(OpinionSchema),
  /** All that are counted say the same; with one alone there is nothing to agree with, and it is false. */
  isAgreed: z.boolean(),
  /** `agree 2 of 3`: the largest party that says the same, of those counted. */
  agreeing: z.int(),
  asked: z.int(),
  /** What differs, a sentence each. */
  differences: z.array(z.string()),
  /** What probably causes it, the likeliest first, a sentence each; empty where all agree. */
  causes: z.array(z.string()),
});
export type Agreement = z.infer<typeof AgreementSchema>;
