import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { RuleTraceSchema } from "../explanation/explanation.ts";
import { JsonObjectSchema } from "../json/json-schemas.ts";
import { ChosenDraftSchema } from "../rules-draft/rules-draft.ts";
import { kindsOfTests } from "./suite.ts";

/** A run of the suites of a folder, as the page shows it. */

export const VerdictSchema = z.enum(["as_expected", "wrong", "undecided"]);

/** One judged row. */
export const TestRowSchema = z.object({
  /** The path of the suite's file. */
  file: z.string(),
  /** The position of the test in its file, from 1. */
  test: z.int(),
  /** The position of the row in its file, from 0. */
  row: z.int(),
  line: z.int(),
  title: z.string(),
  kind: z.enum(kindsOfTests),
  name: z.string(),
  userLabel: z.string(),
  /** Null for a share. */
  user: JsonObjectSchema.nullable(),
  /** Null for rules of a file. */
  projectId: z.string().nullable(),
  tier: z.string(),
  at: z.string().nullable(),
  verdict: VerdictSchema,
  expected: z.string(),
  got: z.string(),
  /** What tells the two apart, as short as possible: only the answer, or only the rule. */
  shortExpected: z.string(),
  shortGot: z.string(),
  because: z.string(),
  /** Null for a share, and for an answer of Statsig that was not explained. */
  state: AnswerStateSchema.nullable(),
  /** True if accepting the answer can change the file: the test has one row. */
  canAccept: z.boolean(),
  /** The deciding or closest rule of a row that is not as expected. */
  rule: RuleTraceSchema.nullable(),
  isClosest: z.boolean(),
});
export type TestRow = z.infer<typeof TestRowSchema>;

/** So many answers are asked for in one live run. */
export const maxLiveRequests = 10_000;

/** A suite's file. `problems` is empty for one that was run. */
export const SuiteFileSchema = z.object({
  file: z.string(),
  name: z.string(),
  /** Another text for each content of the file and of the files that it refers to. */
  version: z.string(),
  tests: z.int(),
  /** The answers that a live run asks Statsig for: one for each row, and for each user of a share. */
  requests: z.int(),
  /** Line 0: the file as a whole cannot be used. */
  problems: z.array(z.object({ line: z.int(), column: z.int(), message: z.string() })),
});
export type SuiteFile = z.infer<typeof SuiteFileSchema>;

export const SuiteFolderSchema = z.object({
  folder: z.string(),
  /** True for the folder with the example that Gatescope made. */
  isExample: z.boolean(),
  files: z.array(SuiteFileSchema),
  /** Why the folder cannot be used; null if it can. */
  problem: z.string().nullable(),
});
export type SuiteFolder = z.infer<typeof SuiteFolderSchema>;

/** One way in which an entity can answer, and the tests that reach it. */
export const OutcomeReachSchema = z.object({
  key: z.string(),
  /** `rule 2 “EU”, inside 10 %`. */
  label: z.string(),
  /** The number of the rule; null for no rule. */
  number: z.int().nullable(),
  /** `EU`, without the number of the rule; empty for no rule. */
  title: z.string(),
  /** `inside 10 %` of a rule with a percentage; null for one without. */
  side: z.string().nullable(),
  state: AnswerStateSchema,
  reachedBy: z.int(),
  /** The first users that reach it. */
  users: z.array(z.string()),
});
export type OutcomeReach = z.infer<typeof OutcomeReachSchema>;
export const EntityReachSchema = z.object({ kind: z.enum(kindsOfTests), name: z.string(), outcomes: z.array(OutcomeReachSchema) });
export type EntityReach = z.infer<typeof EntityReachSchema>;

/** A test that was made for an outcome that no test reaches; null with the reason if there is none. */
export const SuggestionSchema = z.object({
  key: z.string(),
  label: z.string(),
  test: JsonObjectSchema.nullable(),
  sentence: z.string(),
  /** The number of the new ID that was found, after which another user is searched; null without a user. */
  idNumber: z.int().nullable(),
});
export type Suggestion = z.infer<typeof SuggestionSchema>;

/** The rules with which the suites of a project are run in the place of its newest ones: a kept snapshot, or a draft of What if. */
export const SuiteRulesChoiceSchema = z.object({
  snapshotId: z.string().nullable().default(null),
  draft: ChosenDraftSchema.nullable().default(null),
});
export type SuiteRulesChoice = z.infer<typeof SuiteRulesChoiceSchema>;

export const SuiteRunProgressSchema = z.object({
  done: z.int(),
  total: z.int(),
  rows: z.array(TestRowSchema),
  /** When a live run that Statsig asked to wait goes on; null while it does not wait. */
  continuesAtMs: z.int().nullable(),
});
export type SuiteRunProgress = z.infer<typeof SuiteRunProgressSchema>;

export const SuiteRunSummarySchema = z.object({
  files: z.array(SuiteFileSchema),
  coverage: z.array(EntityReachSchema),
  /** When the run ended, and how long it took. */
  atMs: z.int(),
  elapsedMs: z.number(),
  /** When the oldest rules of the run were read; null if only files were used. */
  rulesOfMs: z.int().nullable(),
  /** The stored rules that were used; none for rules of files, and for answers of Statsig. */
  rules: z.array(z.object({ projectId: z.string(), snapshotId: z.string() })),
  isLive: z.boolean(),
});
export type SuiteRunSummary = z.infer<typeof SuiteRunSummarySchema>;

/** A line of a file before and after a change. */
export const ChangedLineSchema = z.object({ sign: z.enum(["-", "+"]), text: z.string() });

/** A change of a suite's file that was not written yet. `version` is that of the file it was made for. */
export const SuiteEditSchema = z.object({
  file: z.string(),
  version: z.string(),
  /** The first changed line, from 1. */
  line: z.int(),
  lines: z.array(ChangedLineSchema),
});
export type SuiteEdit = z.infer<typeof SuiteEditSchema>;
