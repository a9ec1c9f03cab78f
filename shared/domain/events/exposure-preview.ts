import { z } from "zod";
import { AnswerSchema, EntityKindSchema } from "../evaluation/evaluation.ts";
import { SecondaryExposureSchema } from "../evaluation/secondary-exposure.ts";
import { JsonObjectSchema } from "../json/json-schemas.ts";
import { LedgerRowSchema } from "./event-ledger.ts";

/** The exposure that a logged check of one name would write for a user, and the rows that this installation has written already. */
export const ExposurePreviewRowSchema = z.object({
  kind: EntityKindSchema,
  name: z.string(),
  answer: AnswerSchema,
  /** Null if a logged check would write nothing: a ranked list, or a name without an answer. */
  primary: z.object({ eventName: z.string(), metadata: JsonObjectSchema }).nullable(),
  /** Null if unknown: initialize and definitions provide them, a check does not. */
  secondary: z.array(SecondaryExposureSchema).nullable(),
  /** Newest first, at most 20. */
  written: z.array(LedgerRowSchema),
  writtenCount: z.int(),
});
export type ExposurePreviewRow = z.infer<typeof ExposurePreviewRowSchema>;

export const ExposurePreviewSchema = z.object({
  userLabel: z.string(),
  tier: z.string(),
  atMs: z.int(),
  /** `initialize` includes secondary exposures; `checks` do not, so they are computed from definitions if there are any. */
  method: z.enum(["initialize", "checks"]),
  rows: z.array(ExposurePreviewRowSchema),
  /** All rows written for this user, of any name; newest first, at most 100. */
  written: z.array(LedgerRowSchema),
  writtenCount: z.int(),
  /** The reason why initialize failed although there is a client key; else null. */
  problem: z.string().nullable(),
});
export type ExposurePreview = z.infer<typeof ExposurePreviewSchema>;

/** Names to check, by kind. */
export const InspectedNamesSchema = z.partialRecord(EntityKindSchema, z.array(z.string()).max(500));
export type InspectedNames = z.infer<typeof InspectedNamesSchema>;
