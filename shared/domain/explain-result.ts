import { z } from "zod";
import { NoDefinitionsSchema } from "./explain-asking.ts";
import { DefinitionsInfoSchema } from "./explain-definitions.ts";
import { ExplanationSchema } from "./explanation.ts";

/** An explanation, and the definitions that it was made with: never one without the other. */
export const ExplainedSchema = z.object({ is: z.literal("explained"), explanation: ExplanationSchema, definitions: DefinitionsInfoSchema });
export type Explained = z.infer<typeof ExplainedSchema>;

export const ExplainResultSchema = z.discriminatedUnion("is", [ExplainedSchema, NoDefinitionsSchema]);
export type ExplainResult = z.infer<typeof ExplainResultSchema>;
