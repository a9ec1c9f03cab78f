import { z } from "zod";
import type { EntityKind } from "../evaluation/evaluation.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";

/** Kinds that can be explained. Ranked lists cannot, because only Statsig scores them. */
const explainedKinds = ["gate", "config", "experiment", "layer"] as const satisfies readonly EntityKind[];
export const ExplainedKindSchema = z.enum(explainedKinds);
export type ExplainedKind = z.infer<typeof ExplainedKindSchema>;

export function isExplainedKind(kind: string): kind is ExplainedKind {
  return explainedKinds.some((each) => each === kind);
}

/** User, entity, time and definitions of an explanation. Explaining requests definitions at most; it never evaluates at Statsig and logs nothing. */
export const ExplainRequestSchema = z.object({
  projectId: z.string(),
  /** Applied unless the user has a tier. */
  tier: z.string(),
  user: StatsigUserSchema,
  kind: ExplainedKindSchema,
  name: z.string(),
  /** The time of the evaluation; null is now. */
  atMs: z.int().nullable().default(null),
  /** A stored snapshot or an opened file; null selects the project's newest definitions. */
  snapshotId: z.string().nullable().default(null),
});
export type ExplainRequest = z.infer<typeof ExplainRequestSchema>;

/** A request for the reasons of many answers. */
export const ReasonsRequestSchema = ExplainRequestSchema.omit({ kind: true, name: true, atMs: true }).extend({
  of: z.array(ExplainRequestSchema.pick({ kind: true, name: true })),
});
export type ReasonsRequest = z.infer<typeof ReasonsRequestSchema>;

/** A request for the parameter stores of the definitions, for one user. */
export const ParameterStoresRequestSchema = ExplainRequestSchema.omit({ kind: true, name: true, atMs: true });
export type ParameterStoresRequest = z.infer<typeof ParameterStoresRequestSchema>;

/** The reason why nothing can be explained, and the next step for the person, one sentence each. */
export const NoDefinitionsSchema = z.object({ is: z.literal("no_definitions"), reason: z.string(), nextStep: z.string() });
export type NoDefinitions = z.infer<typeof NoDefinitionsSchema>;
