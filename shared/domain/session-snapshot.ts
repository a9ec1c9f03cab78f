import { z } from "zod";
import { EntityKindSchema } from "./evaluation.ts";
import { StatsigUserSchema } from "./statsig-user.ts";

/** What the page had in hand, kept so that a reload or a restart loses nothing that was typed. The exposure switch is not kept: a start is always Looking. */
export const SessionSnapshotSchema = z.object({
  projectId: z.string(),
  /** Per project: the tier and the key last used. */
  tiers: z.record(z.string(), z.string()),
  keys: z.record(z.string(), z.string()),
  user: StatsigUserSchema,
  /** The text of the JSON view while it does not parse; null when it agrees with `user`. */
  userText: z.string().nullable(),
  savedUserId: z.string().nullable(),
  screen: z.string(),
  inspectTab: z.union([EntityKindSchema, z.literal("everything")]),
  /** What stands in the name field, per kind. */
  names: z.partialRecord(EntityKindSchema, z.string()),
  colourScheme: z.enum(["auto", "light", "dark"]),
});
export type SessionSnapshot = z.infer<typeof SessionSnapshotSchema>;
