import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { DefinitionsInfoSchema } from "./definitions.ts";
import { ExplainedKindSchema, NoDefinitionsSchema } from "./explain-request.ts";
import { ExplanationSchema, RuleTraceSchema } from "./explanation.ts";

/** An explanation, and the definitions that it was made with: never one without the other. */
export const ExplainedSchema = z.object({ is: z.literal("explained"), explanation: ExplanationSchema, definitions: DefinitionsInfoSchema });
export type Explained = z.infer<typeof ExplainedSchema>;

export const ExplainResultSchema = z.discriminatedUnion("is", [ExplainedSchema, NoDefinitionsSchema]);
export type ExplainResult = z.infer<typeof ExplainResultSchema>;

/** Rules that an explanation was given without, because there are so many. */
export const MoreRulesSchema = z.discriminatedUnion("is", [
  z.object({ is: z.literal("rules"), rules: z.array(RuleTraceSchema) }),
  NoDefinitionsSchema,
]);
export type MoreRules = z.infer<typeof MoreRulesSchema>;

/** How many are explained in a clause each by one call. */
export const maxReasons = 200;

/** What was decided and why, in one clause, without the rules. */
export const ReasonSchema = z.object({
  kind: ExplainedKindSchema,
  name: z.string(),
  state: AnswerStateSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  because: z.string(),
});
export type Reason = z.infer<typeof ReasonSchema>;
