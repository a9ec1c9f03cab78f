import { z } from "zod";

/**
 * A place that names one of a user's IDs. `rules`: a rule, or an ID list, of the project's rules on this machine. `console`: an override that the Console API
 * lists for the ID.
 */
export const UserOverrideSchema = z.object({
  source: z.enum(["rules", "console"]),
  /** What has the rule. */
  kind: z.enum(["gate", "segment", "holdout", "config", "experiment", "layer", "autotune"]),
  name: z.string(),
  idType: z.string(),
  /** The name of the rule; null if it has none. */
  rule: z.string().nullable(),
  /** The ID list that has the ID; null if the rule itself names it. */
  list: z.string().nullable(),
  /** What the rule gives: true or false for gates, segments and holdouts, the group of an experiment; null for a value of its own. */
  gives: z.union([z.boolean(), z.string()]).nullable(),
  /** Further conditions of the rule, which must be met as well. */
  otherConditions: z.int(),
  /** 0 gives everyone what is outside of the rule. */
  passPercentage: z.number(),
  /** Names whose rules use this segment or gate. */
  usedBy: z.array(z.string()),
});
export type UserOverride = z.infer<typeof UserOverrideSchema>;
