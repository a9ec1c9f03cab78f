import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";
import { DefinitionsInfoSchema } from "./definitions.ts";
import { ExplainedKindSchema, NoDefinitionsSchema } from "./explain-request.ts";
import { ExplanationSchema, RuleTraceSchema } from "./explanation.ts";

/** An explanation and the definitions that it used. */
export const ExplainedSchema = z.object({ is: z.literal("explained"), explanation: ExplanationSchema, definitions: DefinitionsInfoSchema });
export type Explained = z.infer<typeof ExplainedSchema>;

export const ExplainResultSchema = z.discriminatedUnion("is", [ExplainedSchema, NoDefinitionsSchema]);
export type ExplainResult = z.infer<typeof ExplainResultSchema>;

/** Rules that a long explanation omits. */
export const MoreRulesSchema = z.discriminatedUnion("is", [
  z.object({ is: z.literal("rules"), rules: z.array(RuleTraceSchema) }),
  NoDefinitionsSchema,
]);
export type MoreRules = z.infer<typeof MoreRulesSchema>;

/** Limits the reasons in one call. */
export const maxReasons = 200;

/** A result and its reason in one clause, without the rules. */
export const ReasonSchema = z.object({
  kind: ExplainedKindSchema,
  name: z.string(),
  state: AnswerStateSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  /** Only of a default that a rule's percentage gives: Statsig's answer has the ID of that rule, as if the value were the rule's. */
  value: JsonValueSchema.optional(),
  because: z.string(),
});
export type Reason = z.infer<typeof ReasonSchema>;
