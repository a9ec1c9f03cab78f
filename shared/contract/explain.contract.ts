import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { AnswerSchema } from "#shared/domain/evaluation/evaluation.ts";
import { EvaluationRequestSchema } from "#shared/domain/evaluation/evaluation-request.ts";
import { AgreementSchema } from "#shared/domain/explanation/agreement.ts";
import { DefinitionsInfoSchema } from "#shared/domain/explanation/definitions.ts";
import { ExplainedKindSchema, ExplainRequestSchema, ReasonsRequestSchema } from "#shared/domain/explanation/explain-request.ts";
import { ExplainResultSchema, MoreRulesSchema, maxReasons, ReasonSchema } from "#shared/domain/explanation/explain-result.ts";
import { FlipProgressSchema, FlipSummarySchema } from "#shared/domain/explanation/flip.ts";
import { ReadinessSchema } from "#shared/domain/explanation/readiness.ts";
import { maxNamedAtOnce, NamedInConsoleSchema, RuleNamesReadSchema } from "#shared/domain/explanation/rule-names.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });

/** Nothing here logs an exposure. A snapshot that is gone is NOT_FOUND; that there are no definitions is an answer, with what to do about it. */
export const explainContract = {
  /** Why this user gets this answer. Reads definitions first, where those in hand are older than a minute and it is not told which to use. */
  explain: declared.input(ExplainRequestSchema).output(ExplainResultSchema),
  /** A hundred rules of what is asked for, from this number on, in the same way: an explanation is given without the middle of very long lists. */
  moreRules: declared.input(ExplainRequestSchema.extend({ from: z.int().min(1) })).output(MoreRulesSchema),
  /** Why many are as they are, in a clause each; none without definitions. Reads those only where none are in hand. */
  reasons: declared.input(ReasonsRequestSchema.extend({ of: ReasonsRequestSchema.shape.of.max(maxReasons) })).output(z.array(ReasonSchema)),
  /** What the console calls the rules of these. Reads them with the project's console key, if it has one, and not more often than every ten minutes. */
  ruleNames: declared.input(ProjectId.extend({ of: z.array(NamedInConsoleSchema).max(maxNamedAtOnce) })).output(RuleNamesReadSchema),
  /** What this name will look at, through nested gates, segments and layers, and what the user lacks. Reads definitions only where none are in hand. */
  readiness: declared.input(ExplainRequestSchema.omit({ atMs: true })).output(ReadinessSchema),
  /** The smallest changes that give another answer. Cancelled by the call's signal. */
  flips: declared.input(ExplainRequestSchema).output(eventIterator(FlipProgressSchema, FlipSummarySchema)),
  /** Compares all who can know. Asks silently, whatever the switch says: initialize where there is a client key, and once live unless `live` is given. */
  agreement: declared
    .input(z.object({ request: EvaluationRequestSchema, kind: ExplainedKindSchema, name: z.string(), live: AnswerSchema.nullable() }))
    .output(AgreementSchema),

  /** What is in hand, without asking anyone. */
  definitions: declared.input(ProjectId).output(DefinitionsInfoSchema),
  /** Asks whether there is anything newer, definitions and ID lists. */
  refreshDefinitions: declared.input(ProjectId).output(DefinitionsInfoSchema),
  /** Takes a definitions file, to explain by its `snapshotId` without any network. INVALID says what is wrong with it. */
  openFile: declared
    .input(ProjectId.extend({ fileName: z.string().max(300), text: z.string() }))
    .output(z.object({ snapshotId: z.string(), definitions: DefinitionsInfoSchema })),
};
