import { z } from "zod";
import { JsonValueSchema } from "../json/json-schemas.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { NoDefinitionsSchema } from "./explain-request.ts";

/** A unit ID or attribute that the rules of a name use, and the user's value. */
export const FieldReadinessSchema = z.object({
  /** The field's name in the rules: `userID`, `stableID`, `country`, `plan`, `tier`. */
  field: z.string(),
  /** `unit` fields are hashed for percentages and groups; the others are compared. */
  role: z.enum(["unit", "attribute", "tier"]),
  where: z.enum(["customIDs", "top_level", "custom", "private", "environment"]),
  /** The path of its value in the user, also if the value is missing. */
  path: z.array(z.string()),
  state: z.enum(["set", "missing", "misspelt", "wrong_type"]),
  /** The user's value, also under a misspelt name; null if missing. */
  has: JsonValueSchema,
  /** The misspelt name in the user; null unless `misspelt`. */
  spelledAs: z.string().nullable(),
  /** The requirements of the rules, as texts: `rule 2 requires US or CA`. */
  wants: z.array(z.string()),
  /** Values that the rules contain, the most frequent first; of the type that the rules require. */
  suggestions: z.array(JsonValueSchema),
  /** The problem in one sentence; null if the value fits. */
  message: z.string().nullable(),
  /** The corrected user: the field renamed, or its type changed. */
  fix: z.object({ label: z.string(), user: StatsigUserSchema }).nullable(),
});
export type FieldReadiness = z.infer<typeof FieldReadinessSchema>;

/** The fields that the rules of a name use, to check the user before the evaluation. */
export const ReadinessSchema = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("known"),
    /** True if no field is missing, misspelt or of the wrong type. */
    isReady: z.boolean(),
    /** Unit IDs first, then the tier, then attributes in the order of the rules. */
    fields: z.array(FieldReadinessSchema),
    /** Other warnings, one sentence each: the bucket that all users without an ID share, a country that comes from the IP address. */
    traps: z.array(z.string()),
    /** Parts that could not be analyzed, one sentence each: cycles, missing gates, unknown conditions. */
    gaps: z.array(z.string()),
  }),
  /** The definitions have no such name. */
  z.object({ is: z.literal("unknown_name"), reason: z.string(), nearNames: z.array(z.string()) }),
  NoDefinitionsSchema,
]);
export type Readiness = z.infer<typeof ReadinessSchema>;
