import { z } from "zod";
import { AnswerStateSchema, type EntityKind } from "../evaluation/evaluation.ts";
import { SpecKindSchema } from "../evaluation/spec-kind.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";
import { RulesDraftSchema } from "../rules-draft/rules-draft.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { UserMappingSchema } from "../user/user-mapping.ts";

export const CohortEntitySchema = z.object({ kind: SpecKindSchema, name: z.string().max(1_000) });
export type CohortEntity = z.infer<typeof CohortEntitySchema>;

/** More combinations are refused: nobody reads them, and a file of users is the better question. */
export const maxCombinations = 100_000;
export const maxNewIds = 1_000_000;
export const maxCohortEntities = 2_000;

/** One attribute with its values; `isAbsentToo` adds users without it. */
export const CombinedFieldSchema = z.object({
  path: z.string().min(1).max(500),
  values: z.array(JsonValueSchema).max(10_000),
  isAbsentToo: z.boolean(),
});
export type CombinedField = z.infer<typeof CombinedFieldSchema>;

/** Where the users of a cohort come from. */
export const CohortSourceSchema = z.discriminatedUnion("kind", [
  /** An uploaded file, or pasted rows. */
  z.object({ kind: z.literal("file"), fileId: z.string(), fileName: z.string().max(300), mapping: UserMappingSchema.nullable() }),
  z.object({ kind: z.literal("saved_users") }),
  /** Every value with every other; everything else comes from `base`. With `isIdNew` each user has an ID of its own. */
  z.object({
    kind: z.literal("combinations"),
    base: StatsigUserSchema,
    fields: z.array(CombinedFieldSchema).max(50),
    isIdNew: z.boolean(),
  }),
  /** One user for every outcome of an entity. */
  z.object({ kind: z.literal("outcomes"), entity: CohortEntitySchema }),
  /** `count` users with new IDs by a pattern such as `new-{n}`, at a path such as `userID`; everything else comes from `base`. */
  z.object({
    kind: z.literal("new_ids"),
    count: z.int().min(1).max(maxNewIds),
    path: z.string().min(1).max(500),
    pattern: z.string().min(1).max(200),
    base: StatsigUserSchema,
  }),
  /** The stored users of a cohort, without private attributes. */
  z.object({ kind: z.literal("stored"), cohortId: z.string() }),
]);
export type CohortSource = z.infer<typeof CohortSourceSchema>;

/** The question of a cohort. `snapshotId` null: the newest rules. */
export const CohortQuestionSchema = z.object({
  projectId: z.string(),
  tier: z.string().max(200),
  snapshotId: z.string().nullable(),
  /** Edits of these rules, which exist only here. */
  draft: RulesDraftSchema.optional(),
  source: CohortSourceSchema,
  entities: z.array(CohortEntitySchema).min(1).max(maxCohortEntities),
});
export type CohortQuestion = z.infer<typeof CohortQuestionSchema>;

/** What some users of the cohort get from one entity. */
export const CohortOutcomeSchema = z.object({
  state: AnswerStateSchema,
  /** The position of the rule that decided; null if none did, or its ID is not unique. */
  ruleNumber: z.int().nullable(),
  ruleName: z.string().nullable(),
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  /** layer: the experiment to which these users are allocated. */
  allocatedExperiment: z.string().nullable(),
  /** `outside`: outside of the rule's pass percentage. */
  decidedBy: z.enum(["rule", "outside", "no_rule", "delegated", "missing", "unknown"]),
  value: JsonValueSchema,
  /** The users lack the unit ID by which the entity divides users. */
  isWithoutUnit: z.boolean(),
  unknownReasons: z.array(z.string()),
});
export type CohortOutcome = z.infer<typeof CohortOutcomeSchema>;

export const CountedOutcomeSchema = CohortOutcomeSchema.extend({ users: z.int() });
export type CountedOutcome = z.infer<typeof CountedOutcomeSchema>;

/** One part of a split with its allowed range, which is null while there are too few units. */
export const CheckedPartSchema = z.object({
  label: z.string(),
  /** 0 to 1. */
  expected: z.number(),
  units: z.int(),
  from: z.int().nullable(),
  to: z.int().nullable(),
});
export type CheckedPart = z.infer<typeof CheckedPartSchema>;

/** A percentage, a group split or a layer share, over the distinct units that reached it. */
export const CheckedSplitSchema = z.object({
  kind: z.enum(["percentage", "groups", "slots"]),
  ruleNumber: z.int().nullable(),
  ruleName: z.string().nullable(),
  unit: z.string(),
  units: z.int(),
  /** The users who have these units: several can share one. */
  users: z.int(),
  parts: z.array(CheckedPartSchema),
  verdict: z.enum(["within_chance", "more_than_chance", "too_few"]),
});
export type CheckedSplit = z.infer<typeof CheckedSplitSchema>;

export const EntitySharesSchema = CohortEntitySchema.extend({
  /** `feature_gate`, `experiment`, …; null if the rules lack the entity. */
  entity: z.string().nullable(),
  unit: z.string(),
  /** The index of an outcome is its code in the matrix. */
  outcomes: z.array(CountedOutcomeSchema),
  withoutUnit: z.int(),
  splits: z.array(CheckedSplitSchema),
});
export type EntityShares = z.infer<typeof EntitySharesSchema>;

/** Returns the kind under which an entity is asked for and shown: experiments and autotunes are dynamic configs in rules. */
export function shownKindOf({ kind, entity }: Pick<EntityShares, "kind" | "entity">): Exclude<EntityKind, "ranked"> {
  return kind === "config" && (entity === "experiment" || entity === "autotune") ? "experiment" : kind;
}

export const CohortColumnSchema = z.object({
  path: z.string(),
  /** The number of different values so far; null when there are too many to group by them. */
  values: z.int().nullable(),
});
export type CohortColumn = z.infer<typeof CohortColumnSchema>;

export const UnreadableRowSchema = z.object({ row: z.int(), reason: z.string() });
export type UnreadableRow = z.infer<typeof UnreadableRowSchema>;

/** One checked answer that differs live. */
export const LiveDifferenceSchema = z.object({
  row: z.int(),
  userLabel: z.string(),
  kind: SpecKindSchema,
  name: z.string(),
  here: z.string(),
  live: z.string(),
  cause: z.string(),
});
export type LiveDifference = z.infer<typeof LiveDifferenceSchema>;

export const LiveCheckSchema = z.object({
  phase: z.enum(["running", "waiting", "done", "cancelled", "failed"]),
  size: z.int(),
  checked: z.int(),
  agreeing: z.int(),
  /** Users of whom some answer did not come, and no other one differs; they are among those checked. */
  unanswered: z.int(),
  /** Why the first of these answers did not come, as a clause. */
  unansweredBecause: z.string().nullable(),
  requests: z.int(),
  /** The time at which it continues after Statsig required a pause; null otherwise. */
  continuesAtMs: z.int().nullable(),
  problem: z.string().nullable(),
  differences: z.array(LiveDifferenceSchema),
});
export type LiveCheck = z.infer<typeof LiveCheckSchema>;

/** One entity whose answers changed since the run before. */
export const ChangedAnswersSchema = CohortEntitySchema.extend({
  users: z.int(),
  moves: z.array(z.object({ from: z.string(), to: z.string(), users: z.int() })),
});
export type ChangedAnswers = z.infer<typeof ChangedAnswersSchema>;

/** A cohort with what is known of its result so far. */
export const CohortStateSchema = z.object({
  cohortId: z.string(),
  /** Empty until it is saved by name. */
  name: z.string(),
  question: CohortQuestionSchema,
  /** The source in words: a file name, `24 combinations`. */
  sourceText: z.string(),
  createdAtMs: z.int(),
  rulesOfMs: z.int().nullable(),
  rulesReadAtMs: z.int(),
  /** Why the newest rules could not be read, as a sentence, so that those read before were used; null otherwise. */
  rulesProblem: z.string().nullable().default(null),
  /** The name of a definitions file; null for rules that were fetched. Cohorts of earlier versions lack it. */
  rulesFileName: z.string().nullable().default(null),
  snapshotId: z.string(),
  phase: z.enum(["running", "done", "cancelled", "failed"]),
  /** A sentence with what to do, for `failed`. */
  problem: z.string().nullable(),
  users: z.int(),
  /** Null while the number is unknown. */
  total: z.int().nullable(),
  /** 0 to 1, by the size of the file where the number of users is unknown. */
  progress: z.number(),
  usersPerSecond: z.number(),
  elapsedMs: z.number(),
  unreadableRows: z.int(),
  /** The first ones. */
  unreadable: z.array(UnreadableRowSchema),
  repeatedIds: z.int(),
  columns: z.array(CohortColumnSchema),
  shares: z.array(EntitySharesSchema),
  hasPrivate: z.boolean(),
  live: LiveCheckSchema.nullable(),
  /** Since the run before, for a renewed cohort. */
  changed: z.array(ChangedAnswersSchema).nullable(),
});
export type CohortState = z.infer<typeof CohortStateSchema>;

/** A line of the list of cohorts. */
export const CohortListingSchema = z.object({
  cohortId: z.string(),
  name: z.string(),
  projectId: z.string(),
  sourceText: z.string(),
  users: z.int(),
  entities: z.int(),
  createdAtMs: z.int(),
});
export type CohortListing = z.infer<typeof CohortListingSchema>;

/** Which users are shown, and in which order. */
export const CohortViewSchema = z.object({
  filter: z.string().max(200),
  /** Only users with one of these outcomes of one entity. */
  outcome: z.object({ entity: z.int(), codes: z.array(z.int()).max(65_536) }).nullable(),
  /** Only users with this value in a column. Null: users with none of the listed groups' values. */
  group: z.object({ path: z.string(), value: z.string() }).nullable(),
  sort: z.object({ by: z.union([z.object({ path: z.string() }), z.object({ entity: z.int() })]), isDescending: z.boolean() }).nullable(),
});
export type CohortView = z.infer<typeof CohortViewSchema>;

export const CohortRowSchema = z.object({
  /** From 0, in the order of the source. */
  row: z.int(),
  cells: z.array(z.string()),
  /** One code for each entity. */
  codes: z.array(z.int()),
});
export type CohortRow = z.infer<typeof CohortRowSchema>;

export const CohortGroupSchema = z.object({
  /** Empty for users without a value; null for the rest. */
  value: z.string().nullable(),
  users: z.int(),
  /** For each entity the users of each outcome, by code. */
  counts: z.array(z.array(z.int())),
});
export type CohortGroup = z.infer<typeof CohortGroupSchema>;

/** More groups are one group, “the rest”. */
export const maxGroups = 50;

/** A user made for one outcome of an entity. */
export const OutcomeUserSchema = z.object({
  label: z.string(),
  detail: z.string(),
  state: AnswerStateSchema.nullable(),
  groupName: z.string().nullable(),
  /** Null if no user gets it. */
  user: StatsigUserSchema.nullable(),
  /** The place of the unit in the rule's percentage or split, in percent. */
  place: z.number().nullable(),
  /** A sentence, for an outcome that no user gets. */
  reason: z.string().nullable(),
});
export type OutcomeUser = z.infer<typeof OutcomeUserSchema>;

/** The answers of the first users of a question, before it is checked. */
export const FirstAnswersSchema = z.object({
  /** How many users were evaluated, from the first one. */
  users: z.int(),
  /** How many of them differ from all users before them in some answer. */
  results: z.int(),
  shares: z.array(EntitySharesSchema),
  /** For each of the first users one code for each entity. */
  codes: z.array(z.array(z.int())),
});
export type FirstAnswers = z.infer<typeof FirstAnswersSchema>;

/** So many users are listed with their answers before a check. */
export const maxFirstListed = 100;

/** What a file of users contains, before it is checked. */
export const UsersPreviewSchema = z.object({
  format: z.enum(["csv", "json", "ndjson", "parquet"]),
  separator: z.string().nullable(),
  rows: z.int(),
  bytes: z.int(),
  unreadableRows: z.int(),
  unreadable: z.array(UnreadableRowSchema),
  mapping: UserMappingSchema,
  /** For each column its first values, how many rows have none, and how many have a number with a comma, such as `12,50`, which rules read as a text. */
  columns: z.array(z.object({ column: z.string(), first: z.array(z.string()), empty: z.int(), commas: z.int() })),
  /** The first users as they are evaluated. */
  users: z.array(StatsigUserSchema),
  repeatedIds: z.int(),
  /** See `withShortenedId`. */
  shortenedIds: z.object({ count: z.int(), rows: z.array(z.int()), first: z.object({ idType: z.string(), value: z.string() }) }).nullable(),
});
export type UsersPreview = z.infer<typeof UsersPreviewSchema>;
