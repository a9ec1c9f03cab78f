import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { AnswerSchema } from "#shared/domain/evaluation/evaluation.ts";
import { EvaluationRequestSchema } from "#shared/domain/evaluation/evaluation-request.ts";
import { AgreementSchema } from "#shared/domain/explanation/agreement.ts";
import { DefinitionsInfoSchema } from "#shared/domain/explanation/definitions.ts";
import {
  ExplainedKindSchema,
  ExplainRequestSchema,
  ParameterStoresRequestSchema,
  ReasonsRequestSchema,
} from "#shared/domain/explanation/explain-request.ts";
import { ExplainResultSchema, MoreRulesSchema, maxReasons, ReasonSchema } from "#shared/domain/explanation/explain-result.ts";
import { FlipProgressSchema, FlipSummarySchema } from "#shared/domain/explanation/flip.ts";
import { ParameterStoreExplanationSchema } from "#shared/domain/explanation/parameter-store.ts";
import { ReadFieldsSchema } from "#shared/domain/explanation/read-fields.ts";
import { ReadinessSchema } from "#shared/domain/explanation/readiness.ts";
import { maxNamedAtOnce, NamedInConsoleSchema, RuleNamesReadSchema } from "#shared/domain/explanation/rule-names.ts";
import { ConsoleOverridesSchema, UserOverrideSchema } from "#shared/domain/explanation/user-override.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });

/** No call here logs an exposure. A missing snapshot is NOT_FOUND; missing definitions are a normal result with a next step. */
export const explainContract = {
  /** Explains why this user gets this answer. Reads definitions first when the current ones are older than a minute and no snapshot is given. */
  explain: declared.input(ExplainRequestSchema).output(ExplainResultSchema),
  /** Up to a hundred rules from number `from` on, for an explanation that omits the middle of a very long rule list. */
  moreRules: declared.input(ExplainRequestSchema.extend({ from: z.int().min(1) })).output(MoreRulesSchema),
  /** One clause for each of many answers; none without definitions. Reads definitions only if there are none yet. */
  reasons: declared.input(ReasonsRequestSchema.extend({ of: ReasonsRequestSchema.shape.of.max(maxReasons) })).output(z.array(ReasonSchema)),
  /** The parameter stores, with each parameter resolved for the user; none without definitions. Reads definitions only if there are none yet. */
  parameterStores: declared.input(ParameterStoresRequestSchema).output(z.array(ParameterStoreExplanationSchema)),
  /** Where the rules name one of the user's IDs: rules, segments and ID lists; none without definitions. Reads definitions only if there are none yet. */
  overrides: declared.input(ParameterStoresRequestSchema).output(z.array(UserOverrideSchema)),
  /**
   * Which overrides of the console name one of the user's IDs, and what each does with the rules on this machine; read with the project's console key if it
   * has one, at most every two minutes unless `again` is set.
   */
  consoleOverrides: declared
    .input(ParameterStoresRequestSchema.extend({ again: z.boolean().default(false) }))
    .output(ConsoleOverridesSchema),
  /** The console's names of these rules, read with the project's console key if it has one, at most every ten minutes. */
  ruleNames: declared.input(ProjectId.extend({ of: z.array(NamedInConsoleSchema).max(maxNamedAtOnce) })).output(RuleNamesReadSchema),
  /** The user fields that the rules of this name use, through nested gates, segments and layers, and which of them the user lacks. Reads definitions only if there are none yet. */
  readiness: declared.input(ExplainRequestSchema.omit({ atMs: true })).output(ReadinessSchema),
  /** The fields that any rule of a stored snapshot reads, and the values with which the rules compare them; none if it is no longer stored. */
  readFields: declared.input(ProjectId.extend({ snapshotId: z.string() })).output(ReadFieldsSchema),
  /** Searches the smallest changes that give another answer. Cancelled by the call's signal. */
  flips: declared.input(ExplainRequestSchema).output(eventIterator(FlipProgressSchema, FlipSummarySchema)),
  /** Compares the answers of all sources. Logs nothing, even while the switch says Logging: calls initialize if there is a client key, and checks once live unless `live` is given. */
  agreement: declared
    .input(z.object({ request: EvaluationRequestSchema, kind: ExplainedKindSchema, name: z.string(), live: AnswerSchema.nullable() }))
    .output(AgreementSchema),

  /** The current definitions, without any request. */
  definitions: declared.input(ProjectId).output(DefinitionsInfoSchema),
  /** Each project whose newest definitions, or rule names of the console, are others than before, also because another page or a check requested them. */
  follow: declared.output(eventIterator(ProjectId)),
  /** Requests newer definitions and ID lists. */
  refreshDefinitions: declared.input(ProjectId).output(DefinitionsInfoSchema),
  /** Stores a definitions file, so that explanations with its `snapshotId` need no network. INVALID says what is wrong with the file. */
  openFile: declared
    .input(ProjectId.extend({ fileName: z.string().max(300), text: z.string() }))
    .output(z.object({ snapshotId: z.string(), definitions: DefinitionsInfoSchema })),
};
