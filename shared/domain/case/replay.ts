import { z } from "zod";
import { RulesUsedSchema } from "../comparison/compare-request.ts";
import { ComparedAnswerSchema, DifferenceSchema } from "../comparison/comparison.ts";
import { EntityKindSchema } from "../evaluation/evaluation.ts";
import { ExplanationSchema } from "../explanation/explanation.ts";
import { ParameterExplanationSchema } from "../explanation/parameter-store.ts";
import { unitIds } from "../user/statsig-user.ts";
import type { Case } from "./case-file.ts";

/** One answer of a case, when it was saved and now. */
export const ReplayRowSchema = DifferenceSchema.extend({
  /** The position of the answer in the case. */
  at: z.int(),
  subject: z.int(),
  kind: EntityKindSchema,
  name: z.string(),
  before: ComparedAnswerSchema,
  now: ComparedAnswerSchema,
  /** The explanation with the rules of now; null for a live answer that nothing here explains. */
  explanation: ExplanationSchema.nullable(),
});
export type ReplayRow = z.infer<typeof ReplayRowSchema>;

/** One parameter of a store, when the case was saved and now; null where the store has no such parameter. */
export const ReplayedParameterSchema = DifferenceSchema.extend({
  name: z.string(),
  before: ParameterExplanationSchema.nullable(),
  now: ParameterExplanationSchema.nullable(),
});
export type ReplayedParameter = z.infer<typeof ReplayedParameterSchema>;

/** One parameter store of a case. */
export const ReplayedStoreSchema = z.object({
  /** The position of the store in the case. */
  at: z.int(),
  subject: z.int(),
  name: z.string(),
  result: DifferenceSchema.shape.result,
  parameters: z.array(ReplayedParameterSchema),
});
export type ReplayedStore = z.infer<typeof ReplayedStoreSchema>;

export const ReplaySchema = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("replayed"),
    project: z.string(),
    rules: RulesUsedSchema,
    atMs: z.int(),
    /** True if Statsig gave the answers of now, without logging. */
    isLive: z.boolean(),
    rows: z.array(ReplayRowSchema),
    stores: z.array(ReplayedStoreSchema),
    /** What was assumed, one sentence each. */
    notes: z.array(z.string()),
  }),
  z.object({ is: z.literal("not_possible"), reason: z.string(), nextStep: z.string() }),
]);
export type Replay = z.infer<typeof ReplaySchema>;

/** Returns why a case cannot be replayed live; null if it can. Statsig would answer for the person whose ID stands there, or for nobody. */
export function whyNotLive({
  subjects,
  replaced,
}: Pick<Case, "subjects" | "replaced">): { readonly reason: string; readonly nextStep: string } | null {
  const nextStep = "Replay it with your rules, which uses the places of the case.";
  if (replaced.some(({ field }) => /^(userID|customIDs\.)/i.test(field)))
    return { reason: "The IDs of this case are replaced, so Statsig would answer for someone else.", nextStep };
  if (subjects.some(({ user }) => unitIds(user).length === 0))
    return { reason: "A user of this case has no ID, so Statsig would answer for nobody.", nextStep };
  return null;
}
