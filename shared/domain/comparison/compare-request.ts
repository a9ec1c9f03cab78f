import { z } from "zod";
import { SpecKindSchema } from "../evaluation/spec-kind.ts";
import { ExplainedKindSchema } from "../explanation/explain-request.ts";
import { ChosenDraftSchema } from "../rules-draft/rules-draft.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { CauseSchema, ComparedAnswerSchema, DifferenceSchema, PartSchema } from "./comparison.ts";

export const maxSubjects = 4;

/** One column of a comparison: who, in which project and tier, with which rules. */
export const CompareSubjectSchema = z.object({
  user: StatsigUserSchema,
  userLabel: z.string().max(200),
  projectId: z.string(),
  /** Applied unless the user has a tier. */
  tier: z.string(),
  /** The key of a live check; null selects the project's most capable key. */
  keyId: z.string().nullable().default(null),
  /** A kept snapshot or an opened file; null selects the project's newest rules. */
  snapshotId: z.string().nullable().default(null),
  /** The time of the evaluation; null is now. */
  atMs: z.int().nullable().default(null),
  /** A draft of What if, applied to these rules; left out for the rules as they are. */
  draft: ChosenDraftSchema.optional(),
});
export type CompareSubject = z.infer<typeof CompareSubjectSchema>;

/** Two to four subjects; the first is the reference, with which the others are compared. */
export const CompareRequestSchema = z.object({ subjects: z.array(CompareSubjectSchema).min(2).max(maxSubjects) });
export type CompareRequest = z.infer<typeof CompareRequestSchema>;

/** An entity of a comparison. */
export const CompareEntitySchema = z.object({ kind: ExplainedKindSchema, name: z.string() });
export type CompareEntity = z.infer<typeof CompareEntitySchema>;

export const ComparisonRowSchema = CompareEntitySchema.extend({
  /** The answer of each subject. If all are the same, only that of the first, and without its value. */
  answers: z.array(ComparedAnswerSchema),
  /** The difference of each subject after the first from the first; empty if all are the same. */
  differences: z.array(DifferenceSchema),
});
export type ComparisonRow = z.infer<typeof ComparisonRowSchema>;

export const CompareProgressSchema = z.object({
  /** Rows since the last progress. */
  rows: z.array(ComparisonRowSchema),
  done: z.int(),
  total: z.int(),
});
export type CompareProgress = z.infer<typeof CompareProgressSchema>;

/** The rules that a column used. */
export const RulesUsedSchema = z.object({
  snapshotId: z.string(),
  source: z.enum(["live", "sandbox", "file"]),
  fileName: z.string().nullable(),
  readAtMs: z.int(),
  /** Statsig's time of the last change; null if the rules lack it. */
  timeMs: z.int().nullable(),
  /** True for the project's newest rules. */
  isNewest: z.boolean(),
  /** The reason why they could not be renewed, in one sentence; null if they are up to date. */
  problem: z.string().nullable(),
  /** How these rules are called after edits; left out for the rules as they are. */
  draftName: z.string().optional(),
});
export type RulesUsed = z.infer<typeof RulesUsedSchema>;

/** When an edit of a spec was first seen: after one kept snapshot, and by the next. */
export const EditTimeSchema = z.object({
  /** The subject whose rules have the edit, or lack it. */
  subject: z.int(),
  of: SpecKindSchema,
  name: z.string(),
  /** Statsig's time of the last change in the first snapshot with the edit, or the time when that was read. */
  byMs: z.int(),
});
export type EditTime = z.infer<typeof EditTimeSchema>;

export const CompareSummarySchema = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("compared"),
    /** The rules of each subject. */
    rules: z.array(RulesUsedSchema),
    atMs: z.int(),
    elapsedMs: z.number(),
    total: z.int(),
    /** For each subject after the first: the parts that differ and are in no cause. */
    noEffect: z.array(z.array(PartSchema)),
    editTimes: z.array(EditTimeSchema),
  }),
  /** A column has no rules. Nothing was compared. */
  z.object({ is: z.literal("no_rules"), subject: z.int(), reason: z.string(), nextStep: z.string() }),
  /** The rules are too large, or the thread that compares ended. */
  z.object({ is: z.literal("stopped"), reason: z.string(), nextStep: z.string() }),
]);
export type CompareSummary = z.infer<typeof CompareSummarySchema>;

/** A change of one subject that gives it the other's answer. It was evaluated. */
export const EqualWaySchema = z.object({
  /** The subject to copy and edit. */
  subject: z.int(),
  /** The edits: in `parts`, `reference` is the value to set and `compared` the one that it replaces. */
  cause: CauseSchema,
  /** The edited user and tier; null for the tier of the rules. */
  user: StatsigUserSchema,
  tier: z.string().nullable(),
  answer: ComparedAnswerSchema,
  /** Further entities of the request whose answers become equal by it. */
  alsoEqual: z.array(CompareEntitySchema),
});
export type EqualWay = z.infer<typeof EqualWaySchema>;

/** A request for what makes the answers of one entity equal, for the first subject and one other. */
export const EqualWaysRequestSchema = CompareRequestSchema.extend({
  other: z.int().min(1),
  entity: CompareEntitySchema,
  /** Further differing entities, of which to name those that become equal as well. */
  others: z.array(CompareEntitySchema).max(1_000),
});
export type EqualWaysRequest = z.infer<typeof EqualWaysRequestSchema>;

export const LiveCheckRequestSchema = CompareRequestSchema.extend({ entities: z.array(CompareEntitySchema).min(1).max(2_000) });
export type LiveCheckRequest = z.infer<typeof LiveCheckRequestSchema>;

/** One live answer that differs from the one that was evaluated here. */
export const LiveDifferenceSchema = CompareEntitySchema.extend({
  subject: z.int(),
  live: ComparedAnswerSchema,
  here: ComparedAnswerSchema,
  /** `key`: Statsig gives the answer from here to the key of another column. */
  cause: z.enum(["key", "evaluator"]),
  because: z.string(),
});
export type LiveDifference = z.infer<typeof LiveDifferenceSchema>;

export const LiveCheckProgressSchema = z.object({
  checked: z.int(),
  total: z.int(),
  /** When a check that Statsig asked to wait goes on; null while it does not wait. */
  continuesAtMs: z.int().nullable(),
});
export type LiveCheckProgress = z.infer<typeof LiveCheckProgressSchema>;

export const LiveCheckSummarySchema = z.object({
  /** Entities for which every checked subject had a live answer. */
  checked: z.int(),
  agreeing: z.int(),
  differing: z.array(LiveDifferenceSchema),
  /** Why a subject was not checked, or has entities without an answer; one sentence each. */
  notes: z.array(z.string()),
  atMs: z.int(),
});
export type LiveCheckSummary = z.infer<typeof LiveCheckSummarySchema>;

/** A request for the answers of up to four subjects, evaluated here. */
export const AnswersRequestSchema = z.object({
  subjects: z.array(CompareSubjectSchema).min(1).max(maxSubjects),
  entities: z.array(CompareEntitySchema).max(20_000),
});
export type AnswersRequest = z.infer<typeof AnswersRequestSchema>;

/** The answers of each subject in the order of the entities; null if a subject has no rules. */
export const SubjectAnswersSchema = z.array(z.array(ComparedAnswerSchema)).nullable();
export type SubjectAnswers = z.infer<typeof SubjectAnswersSchema>;
