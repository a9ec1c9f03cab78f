import { z } from "zod";
import { StatsigUserSchema } from "./statsig-user.ts";

/** A persona: a StatsigUser with a name, kept on this machine for every project. */
export const SavedUserSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1, "Give this user a name.").max(80),
  user: StatsigUserSchema,
  savedAtMs: z.int(),
});
export type SavedUser = z.infer<typeof SavedUserSchema>;

/** The file that saved users are exported to and imported from. Holds private attributes only when asked for. */
export const SavedUsersFileSchema = z.object({
  gatescope: z.literal("saved-users"),
  version: z.literal(1),
  users: z.array(z.object({ name: z.string().min(1).max(80), user: StatsigUserSchema })).max(10_000),
});
export type SavedUsersFile = z.infer<typeof SavedUsersFileSchema>;
