import { z } from "zod";
import { EntityKindSchema } from "./evaluation.ts";

/** A name that is known to exist, and its source. */
export const KnownNameSchema = z.object({
  kind: EntityKindSchema,
  name: z.string(),
  source: z.enum(["definitions", "initialize", "answers"]),
  /** `feature_gate`, `holdout`, `experiment`, `autotune`, …; null where only the kind is known. */
  entity: z.string().nullable(),
  idType: z.string().nullable(),
  layerName: z.string().nullable(),
});
export type KnownName = z.infer<typeof KnownNameSchema>;

/** The known names of a project, and whether the list is complete. */
export const CatalogSchema = z.object({
  names: z.array(KnownNameSchema),
  /** When complete definitions were last read; null if never, so that a name may exist without being listed. */
  definitionsAtMs: z.int().nullable(),
  /** The reason why the last read of the definitions failed, in one sentence; null if it succeeded or was not tried. */
  problem: z.string().nullable(),
  /** The action with which the person can solve `problem`, as a sentence; null if it is not known. */
  nextStep: z.string().nullable(),
});
export type Catalog = z.infer<typeof CatalogSchema>;
