import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { JsonValueSchema } from "../json/json.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";

/** One change to the user. Null stands for "not there", before or after. */
export const FlipEditSchema = z.object({
  path: z.array(z.string()),
  from: JsonValueSchema,
  to: JsonValueSchema,
  /** A condition reads the values as moments, and they are to be shown as such. */
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
  /** This unit's place on the same line. */
  place: z.number(),
});

/** What would have to change for everybody, and not for this user alone. Numbers are percent. */
export const RuleChangeSchema = z.discriminatedUnion("is", [
  /** A rule that lets more or fewer in, or a holdout that holds back more or fewer. */
  ChangedRuleSchema.extend({ is: z.literal("percentage"), isHoldout: z.boolean() }),
  /** A group of an experiment that ends elsewhere on the line from 0 to 100 %; the next begins there. */
  ChangedRuleSchema.extend({ is: z.literal("group_end") }),
  /** One of a thousand slots, given to an experiment or taken from it. */
  z.object({
    is: z.literal("slot"),
    experiment: z.string(),
    /** Null for an experiment in no layer. */
    layerName: z.string().nullable(),
    slot: z.int(),
    isGiven: z.boolean(),
    /** The experiment that holds the slot now, where another one is given it. */
    takenFrom: z.string().nullable(),
    /** How many slots the experiment has now. */
    slotsBefore: z.int(),
  }),
]);
export type RuleChange = z.infer<typeof RuleChangeSchema>;

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
  /** Null where the user changes. */
  ruleChange: RuleChangeSchema.nullable(),
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
  /** `by_rule_only`: no change to this user does it, but another percentage, split or share would. */
  outcome: z.enum(["reachable", "by_rule_only", "not_reachable", "unknown", "no_definitions"]),
  sentence: z.string(),
});
export type FlipSummary = z.infer<typeof FlipSummarySchema>;
