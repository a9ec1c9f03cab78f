import { z } from "zod";

/*
 * A file of its own: the page reads drafts with it in a part that is loaded later. In `evaluation.ts`, which the first screen uses, it would bring zod there.
 */

/** The kind of an entity in definitions, where experiments and autotunes are dynamic configs. */
export const SpecKindSchema = z.enum(["gate", "config", "layer"]);
export type SpecKind = z.infer<typeof SpecKindSchema>;
