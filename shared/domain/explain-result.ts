import { z } from "zod";
import { NoDefinitionsSchema } from "./explain-asking.ts";
import { DefinitionsInfoSchema } from "./explain-definitions.ts";
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
