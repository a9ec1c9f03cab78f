import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import {
  CohortEntitySchema,
  CohortGroupSchema,
  CohortListingSchema,
  CohortQuestionSchema,
  CohortRowSchema,
  CohortStateSchema,
  CohortViewSchema,
  FirstAnswersSchema,
  OutcomeUserSchema,
  UsersPreviewSchema,
} from "#shared/domain/cohort/cohort.ts";
import { TextPartSchema } from "#shared/domain/text/text-part.ts";
import { StatsigUserSchema } from "#shared/domain/user/statsig-user.ts";
import { UserMappingSchema } from "#shared/domain/user/user-mapping.ts";
import { declared } from "./errors.ts";

const CohortId = z.object({ cohortId: z.string() });
const FileId = z.object({ fileId: z.string() });

/** Many users at once, evaluated on this machine. Only `checkLive` sends anything, and it never logs. */
export const cohortsContract = {
  files: {
    /** Starts the upload of a file in chunks, in order. It is removed when Gatescope ends. */
    begin: declared.input(z.object({ fileName: z.string().max(300) })).output(FileId),
    /** Text, or the bytes of a binary file in base64. Returns when the chunk is stored; the next one may follow then. */
    chunk: declared.input(FileId.extend({ text: z.string().max(4_000_000), isBase64: z.boolean().default(false) })),
    /**
     * Reads the whole upload; with `mapping` null the mapping is guessed. Its first users have all words of `find`. The file may have another ID from then on.
     * Cancelled by the call's signal.
     */
    preview: declared
      .input(
        FileId.extend({
          projectId: z.string(),
          /** The rules whose ID types are recognized as columns; null for the newest ones. */
          snapshotId: z.string().nullable(),
          mapping: UserMappingSchema.nullable(),
          find: z.string().max(200).default(""),
        }),
      )
      .output(UsersPreviewSchema.extend({ fileId: z.string() })),
    forget: declared.input(FileId),
  },
  /** Makes one user for every outcome of an entity, with the edits of the draft if there is one. Cancelled by the call's signal. */
  outcomes: declared
    .input(CohortQuestionSchema.pick({ projectId: true, tier: true, snapshotId: true, draft: true }).extend({ entity: CohortEntitySchema }))
    .output(z.array(OutcomeUserSchema)),
  /** The answers of the first users of a question, before it is checked. Nothing is stored. INVALID says what cannot be used. Cancelled by the call's signal. */
  firstAnswers: declared.input(CohortQuestionSchema).output(FirstAnswersSchema),
  /** Starts a cohort and returns when its rules and its source are known to be usable; INVALID says what is not. */
  start: declared.input(CohortQuestionSchema).output(CohortStateSchema),
  /** The state at once, and again as it changes, several times a second. Ends when nothing changes any more. */
  follow: declared.input(CohortId).output(eventIterator(CohortStateSchema)),
  cancel: declared.input(CohortId),
  /** Continues a cancelled cohort with the user after the last one. */
  resume: declared.input(CohortId).output(CohortStateSchema),
  rows: declared
    .input(CohortId.extend({ view: CohortViewSchema, from: z.int().min(0), count: z.int().min(1).max(500) }))
    .output(z.object({ matching: z.int(), rows: z.array(CohortRowSchema) })),
  /** The 50 largest groups of a field's values, and the rest. */
  groups: declared.input(CohortId.extend({ path: z.string(), view: CohortViewSchema })).output(z.array(CohortGroupSchema)),
  /** The user of a row, without private attributes. */
  user: declared.input(CohortId.extend({ row: z.int().min(0) })).output(z.object({ user: StatsigUserSchema })),
  /** The rules of a cohort, for Why: a draft's are stored as those of a file; null for a cohort of the newest rules. */
  openRules: declared.input(CohortId).output(z.object({ snapshotId: z.string(), name: z.string() }).nullable()),
  /** Newest first; those without a name are the last ones. */
  list: declared.output(z.array(CohortListingSchema)),
  open: declared.input(CohortId).output(CohortStateSchema),
  save: declared.input(CohortId.extend({ name: z.string().max(200) })).output(CohortStateSchema),
  remove: declared.input(CohortId),
  /** Starts checking a sample live, paced and without logging. `follow` says how it goes. */
  checkLive: declared.input(CohortId.extend({ keyId: z.string().nullable(), size: z.int().min(1).max(10_000) })).output(CohortStateSchema),
  cancelLive: declared.input(CohortId),
  /** Parquet comes as Base64, each part on its own. */
  exportText: declared
    .input(CohortId.extend({ format: z.enum(["csv", "ndjson", "markdown", "parquet"]) }))
    .output(eventIterator(TextPartSchema)),
};
