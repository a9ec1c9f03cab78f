import { z } from "zod";
import type { EntityKind } from "../evaluation/evaluation.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";

/** What can be explained; a contextual autotune's ranked list is scored by Statsig alone. */
const explainedKinds = ["gate", "config", "experiment", "layer"] as const satisfies readonly EntityKind[];
export const ExplainedKindSchema = z.enum(explainedKinds);
export type ExplainedKind = z.infer<typeof ExplainedKindSchema>;

export function isExplainedKind(kind: string): kind is ExplainedKind {
  return explainedKinds.some((each) => each === kind);
}

/** For whom, what, when, and by which definitions. Explaining asks Statsig for definitions at most; it never evaluates there and logs nothing. */
export const ExplainRequestSchema = z.object({
  projectId: z.string(),
  /** Applied unless the user names a tier of its own. */
  tier: z.string(),
  user: StatsigUserSchema,
  kind: ExplainedKindSchema,
  name: z.string(),
  /** The time that the rules are asked about; null is now. */
  atMs: z.int().nullable().default(null),
  /** Definitions kept here, or opened from a file; null takes the project's newest. */
  snapshotId: z.string().nullable().default(null),
});
export type ExplainRequest = z.infer<typeof ExplainRequestSchema>;

/** Many at once. */
export const ReasonsRequestSchema = ExplainRequestSchema.omit({ kind: true, name: true, atMs: true }).extend({
  of: z.array(ExplainRequestSchema.pick({ kind: true, name: true })),
});
export type ReasonsRequest = z.infer<typeof ReasonsRequestSchema>;

/** Why nothing can be explained, as a sentence, and what the person can do about it. */
export const NoDefinitionsSchema = z.object({ is: z.literal("no_definitions"), reason: z.string(), nextStep: z.string() });
export type NoDefinitions = z.infer<typeof NoDefinitionsSchema>;
