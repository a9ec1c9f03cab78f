import { z } from "zod";
import { CompareSubjectSchema } from "../comparison/compare-request.ts";
import { AnswerSchema, AnswerStateSchema, EntityKindSchema } from "../evaluation/evaluation.ts";
import { CaseFactSchema, CaseSchema } from "./case-file.ts";
import { RedactionChoiceSchema, RedactionRowSchema } from "./redaction.ts";

/**
 * What to save as a case. A view that saves cases names its users, its answers, and lines of its own (`facts`); the core adds requests, explanations, exposures and
 * rules.
 */
export const CaseRequestSchema = z.object({
  /** The case that this continues: it keeps its key, so the same values keep their tags. Null for a new one. */
  caseId: z.string().max(100).nullable(),
  name: z.string().max(200),
  note: z.string().max(20_000),
  /** `snapshotId` null selects the newest rules; `atMs` null the time of the answers. */
  subjects: z.array(CompareSubjectSchema).min(1).max(4),
  answers: z
    .array(
      z.object({
        subject: z.int().min(0),
        kind: EntityKindSchema,
        name: z.string(),
        /** Null for an answer that the core evaluates from the rules. */
        answer: AnswerSchema.nullable(),
      }),
    )
    .max(2_000),
  /** Parameter stores, which the core resolves from the rules; it adds what their parameters point to. At least one answer or one of these. */
  stores: z
    .array(z.object({ subject: z.int().min(0), name: z.string() }))
    .max(100)
    .default([]),
  facts: z.array(CaseFactSchema).max(2_000),
  /** The choices of the redaction step that differ from the default, by row. */
  choices: z.array(z.tuple([z.string(), RedactionChoiceSchema])).max(5_000),
});
export type CaseRequest = z.infer<typeof CaseRequestSchema>;

/** An answer that the redacted case gives otherwise than the rules gave it, and the rows because of which it does. */
export const OutcomeChangeSchema = z.object({
  subject: z.int(),
  kind: EntityKindSchema,
  name: z.string(),
  before: z.object({ state: AnswerStateSchema, groupName: z.string().nullable() }),
  after: z.object({ state: AnswerStateSchema, groupName: z.string().nullable() }),
  /** The rows each of which, kept, gives the answer back. Empty if only several together do, or a private attribute. */
  because: z.array(z.object({ id: z.string(), field: z.string() })),
  /** True if a private attribute alone explains it, which is never in a case. */
  isPrivate: z.boolean(),
});
export type OutcomeChange = z.infer<typeof OutcomeChangeSchema>;

/** A parameter store that the redacted case resolves otherwise than the rules did. */
export const StoreChangeSchema = z.object({
  ...OutcomeChangeSchema.pick({ subject: true, name: true, because: true, isPrivate: true }).shape,
  kind: z.literal("parameter_store"),
  /** The names of the parameters that get another value. */
  parameters: z.array(z.string()),
});
export type StoreChange = z.infer<typeof StoreChangeSchema>;

export const CaseChangeSchema = z.discriminatedUnion("kind", [OutcomeChangeSchema, StoreChangeSchema]);
/** What a redaction changes in a case. */
export type CaseChange = z.infer<typeof CaseChangeSchema>;

/** A case that is ready to be saved. Nothing was written. */
export const PreparedCaseSchema = z.object({
  caseId: z.string(),
  rows: z.array(RedactionRowSchema),
  changes: z.array(CaseChangeSchema),
  /** The start of the case file, for the preview. */
  preview: z.string(),
  bytes: z.int(),
  /** Names of the rules in the case, and why there are none. */
  ruleCount: z.int(),
  /** One sentence for each subject without rules. */
  notes: z.array(z.string()),
});
export type PreparedCase = z.infer<typeof PreparedCaseSchema>;

const caseFormats = ["case", "html", "markdown"] as const;
export const CaseFormatSchema = z.enum(caseFormats);
export type CaseFormat = z.infer<typeof CaseFormatSchema>;

/** A file to save. */
export const CaseFileSchema = z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() });
export type CaseFile = z.infer<typeof CaseFileSchema>;

/** A case that was opened, and whether its rules, evaluated again, say the same. */
export const OpenedCaseSchema = z.object({
  caseId: z.string(),
  fileName: z.string(),
  case: CaseSchema,
  /** The positions of the answers that the rules of the case give otherwise than it says. */
  changed: z.array(z.int()),
  /** The positions of the parameter stores that they resolve otherwise. */
  changedStores: z.array(z.int()),
});
export type OpenedCase = z.infer<typeof OpenedCaseSchema>;
