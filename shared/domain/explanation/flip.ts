import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";
import { type StatsigUser, StatsigUserSchema } from "../user/statsig-user.ts";

/** One change to the user. Null is a missing value, before or after. */
export const FlipEditSchema = z.object({
  path: z.array(z.string()),
  from: JsonValueSchema,
  to: JsonValueSchema,
  /** True if a condition reads the values as times, so that they are shown as times. */
  isTime: z.boolean(),
});
export type FlipEdit = z.infer<typeof FlipEditSchema>;

const ChangedRuleSchema = z.object({
  specName: z.string(),
  ruleId: z.string(),
  ruleNumber: z.int(),
  /** The console's name of the rule, or its group's. */
  ruleName: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  /** This unit's bucket on the same scale. */
  place: z.number(),
});

/** A change to a rule, which affects all users. Numbers are percentages. */
export const RuleChangeSchema = z.discriminatedUnion("is", [
  /** A rule with another pass percentage, or a holdout with another percentage. */
  ChangedRuleSchema.extend({ is: z.literal("percentage"), isHoldout: z.boolean() }),
  /** An experiment's group with another upper limit, from 0 to 100 %; the next group begins there. */
  ChangedRuleSchema.extend({ is: z.literal("group_end") }),
  /** One of a thousand slots, added to an experiment or removed from it. */
  z.object({
    is: z.literal("slot"),
    experiment: z.string(),
    /** Null for an experiment in no layer. */
    layerName: z.string().nullable(),
    slot: z.int(),
    isGiven: z.boolean(),
    /** The experiment that has the slot now, if it is added to another one. */
    takenFrom: z.string().nullable(),
    /** The number of slots that the experiment has now. */
    slotsBefore: z.int(),
  }),
]);
export type RuleChange = z.infer<typeof RuleChangeSchema>;

/** A change that gives another answer, verified by an evaluation. */
export const FlipSchema = z.object({
  /** Empty if a rule would have to change instead of the user. */
  edits: z.array(FlipEditSchema),
  /** The user with these changes. */
  user: StatsigUserSchema,
  becomes: z.object({
    state: AnswerStateSchema,
    value: JsonValueSchema,
    ruleId: z.string().nullable(),
    groupName: z.string().nullable(),
  }),
  /** `With country US instead of DE it passes, because rule 2 matches.` */
  sentence: z.string(),
  /** Null if the user changes. */
  ruleChange: RuleChangeSchema.nullable(),
  /** The sort key: changes with a lower cost are more likely to be useful. The search finds flips in no particular order. */
  cost: z.number(),
});
export type Flip = z.infer<typeof FlipSchema>;

/** Flips since the last progress. */
export const FlipProgressSchema = z.object({ tried: z.int(), found: z.array(FlipSchema) });
export type FlipProgress = z.infer<typeof FlipProgressSchema>;

export const FlipSummarySchema = z.object({
  /** False when it was cancelled, or stopped at its bounds; `sentence` says which. */
  isComplete: z.boolean(),
  tried: z.int(),
  found: z.int(),
  /** `by_rule_only`: only another percentage, group split or slot allocation would give another answer. */
  outcome: z.enum(["reachable", "by_rule_only", "not_reachable", "unknown", "no_definitions"]),
  sentence: z.string(),
});
export type FlipSummary = z.infer<typeof FlipSummarySchema>;

/**
 * Returns the changed user of a flip for the user panel. An evaluation adds the tier of the top bar to the user; the panel's user keeps the environment that it had,
 * unless the flip changes it.
 */
export function flippedUser({ user: changed, edits }: Pick<Flip, "user" | "edits">, before: StatsigUser): StatsigUser {
  if (edits.some(({ path }) => path[0] === "statsigEnvironment")) return changed;
  const { statsigEnvironment: _added, ...others } = changed;
  return before.statsigEnvironment === undefined ? others : { ...others, statsigEnvironment: before.statsigEnvironment };
}
