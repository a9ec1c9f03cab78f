import { z } from "zod";
import { EntityKindSchema } from "./evaluation.ts";

/** A name that is known to exist, and how it came to be known. */
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

/** What is known of a project's names, and how complete that is. */
export const CatalogSchema = z.object({
  names: z.array(KnownNameSchema),
  /** When whole definitions were last read; null when they never were, so that an absent name proves nothing. */
  definitionsAtMs: z.int().nullable(),
  /** Why definitions could not be read the last time, in one sentence; null when they could, or were not tried. */
  problem: z.string().nullable(),
});
export type Catalog = z.infer<typeof CatalogSchema>;
