import { z } from "zod";
import { JsonValueSchema } from "../json/json.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import { NoDefinitionsSchema } from "./explain-request.ts";

/** One unit ID or attribute that the rules of a name will look at, and what this user has there. */
export const FieldReadinessSchema = z.object({
  /** Statsig's word in the rules: `userID`, `stableID`, `country`, `plan`, `tier`. */
  field: z.string(),
  /** `unit` fields decide percentages and groups; the others are compared. */
  role: z.enum(["unit", "attribute", "tier"]),
  where: z.enum(["customIDs", "top_level", "custom", "private", "environment"]),
  /** Where in the user its value is, or has to be added. */
  path: z.array(z.string()),
  state: z.enum(["set", "missing", "misspelt", "wrong_type"]),
  /** What the user has there, or under the misspelt name; null when that is nothing. */
  has: JsonValueSchema,
  /** The name under which the user has it; null unless `misspelt`. */
  spelledAs: z.string().nullable(),
  /** The requirements of the rules, as texts: `rule 2 requires US or CA`. */
  wants: z.array(z.string()),
  /** Values that the rules themselves name, the most wanted first; in the type they want. */
  suggestions: z.array(JsonValueSchema),
  /** One sentence; null where it is set well. */
  message: z.string().nullable(),
  /** What was probably meant, as the whole user: the misspelt name corrected, the type changed. */
  fix: z.object({ label: z.string(), user: StatsigUserSchema }).nullable(),
});
export type FieldReadiness = z.infer<typeof FieldReadinessSchema>;

/** What a name will look at, before it is asked for. */
export const ReadinessSchema = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("known"),
    /** Nothing lacks, is misspelt or of the wrong type. */
    isReady: z.boolean(),
    /** Unit IDs first, then the tier, then attributes in the order in which the rules look at them. */
    fields: z.array(FieldReadinessSchema),
    /** What else would surprise, a sentence each: the bucket that all users without an ID share, a country that comes of the IP address. */
    traps: z.array(z.string()),
    /** Not everything could be walked through: cycles, missing gates, unknown conditions; a sentence each. */
    gaps: z.array(z.string()),
  }),
  /** The definitions have no such name. */
  z.object({ is: z.literal("unknown_name"), reason: z.string(), nearNames: z.array(z.string()) }),
  NoDefinitionsSchema,
]);
export type Readiness = z.infer<typeof ReadinessSchema>;
