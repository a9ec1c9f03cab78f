import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import {
  EntityReachSchema,
  SuggestionSchema,
  SuiteEditSchema,
  SuiteFolderSchema,
  SuiteRulesChoiceSchema,
  SuiteRunProgressSchema,
  SuiteRunSummarySchema,
} from "#shared/domain/expectation/suite-run.ts";
import { JsonObjectSchema } from "#shared/domain/json/json-schemas.ts";
import { declared } from "./errors.ts";

const ProjectId = z.object({ projectId: z.string() });
const Test = z.object({ file: z.string(), test: z.int().min(1), row: z.int().min(0) });

/** Suites of targeting tests are files of a folder. No call here logs an exposure. INVALID says why a file cannot be read or written. */
export const suitesContract = {
  /** The folder of a project's suites: the chosen one, else the sandbox's example, else null. */
  folder: declared.input(ProjectId).output(SuiteFolderSchema.nullable()),
  /** Chooses a folder, or the folder of a suite's file. */
  choose: declared.input(ProjectId.extend({ path: z.string().min(1).max(4_000) })).output(SuiteFolderSchema),
  /** Lets the person choose a folder in the system's dialog; null if they cancel, or where the host has none (`host.info`). */
  chooseInDialog: declared.input(ProjectId).output(SuiteFolderSchema.nullable()),
  /** Keeps the definitions file of a suite for explanations in the project. */
  openRules: declared.input(ProjectId.extend({ file: z.string() })).output(z.object({ fileName: z.string(), snapshotId: z.string() })),
  /**
   * Runs every suite of the folder. Evaluated here, with `rules` in the place of the project's newest ones, or by Statsig with `isLive`. Cancelled by the call's
   * signal.
   */
  run: declared
    .input(ProjectId.extend({ isLive: z.boolean(), rules: SuiteRulesChoiceSchema.optional() }))
    .output(eventIterator(SuiteRunProgressSchema, SuiteRunSummarySchema)),
  /**
   * A test for each outcome of an entity that no test reaches, made with the rules of a suite's file; with `only`, for the outcome with this key. Its user has a
   * new ID after the number `afterId`.
   */
  suggest: declared
    .input(
      ProjectId.extend({
        file: z.string(),
        entity: EntityReachSchema,
        only: z.string().nullable().default(null),
        afterId: z.int().min(0).default(0),
        rules: SuiteRulesChoiceSchema.optional(),
      }),
    )
    .output(z.array(SuggestionSchema)),
  /** The change that makes a row of the last run expect what it got. Writes nothing. */
  previewAccept: declared.input(ProjectId.extend(Test.shape)).output(SuiteEditSchema),
  /** The change that adds a test. Writes nothing. `file` is null for a new file in the folder. */
  previewAdd: declared.input(ProjectId.extend({ file: z.string().nullable(), test: JsonObjectSchema })).output(SuiteEditSchema),
  /** Writes a change that was previewed, if the file is still the one of the preview; else INVALID says that it changed on disk. */
  apply: declared.input(ProjectId.extend({ version: z.string(), file: z.string() })).output(z.object({ version: z.string() })),
  /** Restores the file as it was before the last change, if nothing else changed it since. */
  undo: declared.input(ProjectId.extend({ version: z.string(), file: z.string() })).output(z.void()),
  /** Yields whenever a file of the folder changes. */
  follow: declared.input(ProjectId).output(eventIterator(z.object({ file: z.string() }))),
};
