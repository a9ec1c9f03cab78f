import { z } from "zod";
import { maxCaseCharacters } from "#shared/domain/case/case-format.ts";
import {
  CaseFileSchema,
  CaseFormatSchema,
  CaseRequestSchema,
  OpenedCaseSchema,
  PreparedCaseSchema,
} from "#shared/domain/case/case-request.ts";
import { ReplaySchema } from "#shared/domain/case/replay.ts";
import { ExplanationSchema } from "#shared/domain/explanation/explanation.ts";
import { declared } from "./errors.ts";

const CaseId = z.object({ caseId: z.string() });

/** A case is an answer with everything that it needs, as a file. Opening one needs no key and no network. No call here logs an exposure or writes a file. */
export const casesContract = {
  /** Makes a case that is kept in memory until it is saved: what is replaced, what that changes, and a preview. */
  prepare: declared.input(CaseRequestSchema).output(PreparedCaseSchema),
  /** The file of a prepared or opened case: the case itself, an HTML page, or Markdown. NOT_FOUND if it is no longer in memory. */
  file: declared.input(CaseId.extend({ format: CaseFormatSchema })).output(CaseFileSchema),
  /** Opens the text of a case. INVALID says in one sentence why it is refused. */
  open: declared.input(z.object({ fileName: z.string().max(1_000), text: z.string().max(maxCaseCharacters + 1) })).output(OpenedCaseSchema),
  /** Why an answer of a case is so, evaluated again from its rules; null without rules. */
  explanation: declared.input(CaseId.extend({ at: z.int().min(0) })).output(ExplanationSchema.nullable()),
  /** The answers of a case with the rules of a project now, or, with `isLive`, as Statsig answers. Cancelled by the call's signal. */
  replay: declared.input(CaseId.extend({ projectId: z.string(), isLive: z.boolean() })).output(ReplaySchema),
  /** A reply for the customer in plain words. */
  reply: declared.input(CaseId.extend({ replay: ReplaySchema.nullable() })).output(z.string()),
};
