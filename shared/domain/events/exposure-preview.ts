import { z } from "zod";
import { AnswerSchema, EntityKindSchema, SecondaryExposureSchema } from "../evaluation/evaluation.ts";
import { JsonObjectSchema } from "../json/json.ts";
import { LedgerRowSchema } from "./event-ledger.ts";

/** What a logged check of one name would write for a user, and what this installation has written already. */
export const ExposurePreviewRowSchema = z.object({
  kind: EntityKindSchema,
  name: z.string(),
  answer: AnswerSchema,
  /** Null where a logged check would write nothing: a ranked list, or a name without an answer. */
  primary: z.object({ eventName: z.string(), metadata: JsonObjectSchema }).nullable(),
  /** Null where they are not known: initialize tells them, and definitions; a check does not. */
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
  /** `initialize` tells secondary exposures; `checks` do not, and are filled in from definitions where there are any. */
  way: z.enum(["initialize", "checks"]),
  rows: z.array(ExposurePreviewRowSchema),
  /** Everything written for this user, whatever its name; newest first, at most 100. */
  written: z.array(LedgerRowSchema),
  writtenCount: z.int(),
  /** Why initialize could not be asked although there is a client key; null otherwise. */
  problem: z.string().nullable(),
});
export type ExposurePreview = z.infer<typeof ExposurePreviewSchema>;

/** Names to look into, by kind. */
export const InspectedNamesSchema = z.partialRecord(EntityKindSchema, z.array(z.string()).max(500));
export type InspectedNames = z.infer<typeof InspectedNamesSchema>;
