import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { SpecKindSchema } from "../evaluation/spec-kind.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";
import { DraftedRulesSchema, RuleRefSchema } from "../rules-draft/rules-draft.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { CompareEntitySchema, RulesUsedSchema } from "./compare-request.ts";

export const maxWhatIfIds = 100_000;

/** For whom the answers are compared. `new_ids`: `count` users that have an ID of their own for each ID type, and all other fields of `base`. */
export const WhatIfUsersSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("saved") }),
  z.object({ of: z.literal("new_ids"), count: z.int().min(1).max(maxWhatIfIds), base: StatsigUserSchema }),
  z.object({ of: z.literal("cohort"), cohortId: z.string() }),
]);
export type WhatIfUsers = z.infer<typeof WhatIfUsersSchema>;

/** A question of What if: who gets another answer with the newer rules than with the older ones. */
export const WhatIfRequestSchema = z.object({
  projectId: z.string(),
  tier: z.string(),
  older: DraftedRulesSchema,
  newer: DraftedRulesSchema,
  users: WhatIfUsersSchema,
  /** The entity whose places in percentages are counted. */
  focus: z.object({ kind: SpecKindSchema, name: z.string() }).nullable(),
});
export type WhatIfRequest = z.infer<typeof WhatIfRequestSchema>;

export const WhatIfProgressSchema = z.object({ done: z.int(), total: z.int().nullable() });
export type WhatIfProgress = z.infer<typeof WhatIfProgressSchema>;

/** One answer that some users get from an entity. */
export const OutcomeCountSchema = z.object({ label: z.string(), state: AnswerStateSchema, users: z.int() });
export type OutcomeCount = z.infer<typeof OutcomeCountSchema>;

/** What becomes of the users of one entity. Labels of `moves` are those of the outcomes. */
export const EntityMovesSchema = CompareEntitySchema.extend({
  isEdited: z.boolean(),
  changed: z.int(),
  /** Users of whom one of the two answers is unknown. */
  undecided: z.int(),
  /** Of those who change: users whose value is the same, from another group or experiment. */
  sameValue: z.int(),
  before: z.array(OutcomeCountSchema),
  after: z.array(OutcomeCountSchema),
  moves: z.array(z.object({ from: z.string(), to: z.string(), users: z.int() })),
});
export type EntityMoves = z.infer<typeof EntityMovesSchema>;

const ShownAnswerSchema = z.object({ label: z.string(), state: AnswerStateSchema });

/** A user with another answer. */
export const MovedUserSchema = z.object({
  /** The position of the user, from 0. */
  row: z.int(),
  label: z.string(),
  country: z.string(),
  /** Where the unit is in the percentage or split that decides, 0 to 100. */
  place: z.number().nullable(),
  because: z.string(),
  /** `hasSameValue`: the value is the same, from another group or experiment. */
  moves: z.array(CompareEntitySchema.extend({ from: ShownAnswerSchema, to: ShownAnswerSchema, hasSameValue: z.boolean() })),
});
export type MovedUser = z.infer<typeof MovedUserSchema>;

/** How many users reach a rule of the focus, by their place in its percentage: 100 counts, one for each percent. */
export const RulePlacesSchema = z.object({ rule: RuleRefSchema, unit: z.string(), places: z.array(z.int()) });
export type RulePlaces = z.infer<typeof RulePlacesSchema>;

/** A spec that differs between the two rules. A segment has the kind of a gate. */
export const RulesChangeSchema = z.object({
  kind: SpecKindSchema,
  name: z.string(),
  change: z.enum(["added", "removed", "edited"]),
  clauses: z.array(z.string()),
  /**
   * Who gets another answer with the older rules and nothing but this edit: the entities that change, and the first users. Null for an edit that was not
   * counted alone: one of a draft, one after the first 40, or one of two versions whose parts cannot be mixed.
   */
  alone: z.object({ changed: z.int(), entities: z.array(EntityMovesSchema), rows: z.array(MovedUserSchema) }).nullable(),
  /** When a stored version first had the edit; null if that is not known. */
  byMs: z.int().nullable(),
});
export type RulesChange = z.infer<typeof RulesChangeSchema>;

export const MisfitSchema = z.object({ edit: z.int(), problem: z.string() });

/** So many users with another answer are listed; all are counted. */
export const maxListedUsers = 2_000;

const refusal = { reason: z.string(), nextStep: z.string() };

export const WhatIfSummarySchema = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("counted"),
    older: RulesUsedSchema,
    newer: RulesUsedSchema,
    atMs: z.int(),
    elapsedMs: z.number(),
    users: z.int(),
    changed: z.int(),
    undecided: z.int(),
    /** Of those who change: users who get only other groups or experiments, with the same values. */
    sameValues: z.int(),
    changes: z.array(RulesChangeSchema),
    /** Users who change with all edits between two versions, and with none of them alone. */
    onlyTogether: z.int(),
    /** Edited entities first, then those that only use one, most changes first. */
    entities: z.array(EntityMovesSchema),
    /** Entities that no edit can reach. */
    others: z.int(),
    rows: z.array(MovedUserSchema),
    places: z.array(RulePlacesSchema),
  }),
  /** The rules are no longer those that the edits start from. Nothing was counted. */
  z.object({ is: z.literal("does_not_fit"), misfits: z.array(MisfitSchema) }),
  z.object({ is: z.literal("no_rules"), ...refusal }),
  z.object({ is: z.literal("no_users"), ...refusal }),
  z.object({ is: z.literal("stopped"), ...refusal }),
]);
export type WhatIfSummary = z.infer<typeof WhatIfSummarySchema>;

/** A condition for the editor. */
export const ConditionOutlineSchema = z.object({
  /** As it stands in the rules. */
  content: JsonValueSchema,
  subject: z.string(),
  /** The target in words. */
  target: z.string(),
  /** A list or a number can be edited; a gate is another entity. */
  form: z.enum(["list", "number", "text", "gate", "other"]),
  /** The gate or segment that it evaluates. */
  gate: z.string().nullable(),
});
export type ConditionOutline = z.infer<typeof ConditionOutlineSchema>;

export const RuleOutlineSchema = z.object({
  ref: RuleRefSchema,
  name: z.string().nullable(),
  groupName: z.string().nullable(),
  isGroup: z.boolean(),
  /** True for the rule of a holdout, which Statsig also delivers for some that are off. */
  isHoldout: z.boolean(),
  percentage: JsonValueSchema,
  unit: z.string(),
  conditions: z.array(ConditionOutlineSchema),
  /** The whole rule, with its conditions inside. */
  content: JsonValueSchema,
});
export type RuleOutline = z.infer<typeof RuleOutlineSchema>;

/** One spec of the rules, for the editor. */
export const SpecOutlineSchema = z.object({
  kind: SpecKindSchema,
  name: z.string(),
  entity: z.string(),
  isEnabled: z.boolean(),
  /** An experiment that gives users its groups: a new split moves users who have already seen one. */
  isRunning: z.boolean(),
  unit: z.string(),
  rules: z.array(RuleOutlineSchema),
  /** What users get whom no rule decides. */
  otherwise: z.string(),
  /** Entities that use it. */
  usedBy: z.array(z.string()),
});
export type SpecOutline = z.infer<typeof SpecOutlineSchema>;

export const OutlineRequestSchema = z.object({
  projectId: z.string(),
  rules: DraftedRulesSchema,
  kind: SpecKindSchema,
  name: z.string(),
});
export type OutlineRequest = z.infer<typeof OutlineRequestSchema>;

export const OutlineSchema = z.discriminatedUnion("is", [
  /** `before` is null for a spec that the rules lack. */
  z.object({
    is: z.literal("outlined"),
    rules: RulesUsedSchema,
    before: SpecOutlineSchema.nullable(),
    after: SpecOutlineSchema.nullable(),
  }),
  z.object({ is: z.literal("does_not_fit"), rules: RulesUsedSchema, before: SpecOutlineSchema.nullable(), misfits: z.array(MisfitSchema) }),
  z.object({ is: z.literal("no_rules"), ...refusal }),
]);
export type Outline = z.infer<typeof OutlineSchema>;
