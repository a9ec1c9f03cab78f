import { z } from "zod";
import { AnswerStateSchema } from "./evaluation.ts";
import { JsonValueSchema } from "./json.ts";
import { StatsigUserSchema } from "./statsig-user.ts";

/** One change to the user. Null stands for "not there", before or after. */
export const FlipEditSchema = z.object({ path: z.array(z.string()), from: JsonValueSchema, to: JsonValueSchema });
export type FlipEdit = z.infer<typeof FlipEditSchema>;

/** A change that gives another answer, tried here and found to do so. */
export const FlipSchema = z.object({
  /** Empty where a rule would have to change, and not the user. */
  edits: z.array(FlipEditSchema),
  /** The user with these changes, ready to be asked for. */
  user: StatsigUserSchema,
  becomes: z.object({
    state: AnswerStateSchema,
    value: JsonValueSchema,
    ruleId: z.string().nullable(),
    groupName: z.string().nullable(),
  }),
  /** `With country US instead of DE it passes, because rule 2 matches.` */
  sentence: z.string(),
  needsRuleEdit: z.boolean(),
  /** The rule whose percentage would have to change, and to what, in percent; null where the user changes. */
  percentage: z
    .object({
      specName: z.string(),
      ruleId: z.string(),
      ruleNumber: z.int(),
      ruleName: z.string().nullable(),
      from: z.number(),
      to: z.number(),
    })
    .nullable(),
  /** The smaller, the likelier somebody wants it; flips are found in no order and sorted by this. */
  cost: z.number(),
});
export type Flip = z.infer<typeof FlipSchema>;

/** What was found since the last progress. */
export const FlipProgressSchema = z.object({ tried: z.int(), found: z.array(FlipSchema) });
export type FlipProgress = z.infer<typeof FlipProgressSchema>;

export const FlipSummarySchema = z.object({
  /** False when it was cancelled, or stopped at its bounds; `sentence` says which. */
  isComplete: z.boolean(),
  tried: z.int(),
  found: z.int(),
  /** `by_rule_only`: no change to this user does it, but a larger percentage would. */
  outcome: z.enum(["reachable", "by_rule_only", "not_reachable", "unknown", "no_definitions"]),
  sentence: z.string(),
});
export type FlipSummary = z.infer<typeof FlipSummarySchema>;
