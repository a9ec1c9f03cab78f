import { z } from "zod";
import { isSameJson } from "../json/json.ts";
import { type StatsigUser, StatsigUserSchema, userLabel, withoutPrivate } from "./statsig-user.ts";

/** A persona: a StatsigUser with a name, kept on this machine for every project. */
export const SavedUserSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1, "Give this user a name.").max(80),
  user: StatsigUserSchema,
  savedAtMs: z.int(),
});
export type SavedUser = z.infer<typeof SavedUserSchema>;

/** Whether the user in hand differs from the saved one. Private attributes that were left out on saving are no difference. */
export function isEdited(user: StatsigUser, saved: Pick<SavedUser, "user">): boolean {
  if (isSameJson(user, saved.user)) return false;
  return !isSameJson(withoutPrivate(saved.user), saved.user) || !isSameJson(withoutPrivate(user), saved.user);
}

/** How the user in hand is called wherever something is asked or sent for them: by the saved name, and as edited where they are not as saved. */
export function currentLabel(user: StatsigUser, savedUserId: string | null, savedUsers: readonly SavedUser[] = []): string {
  const saved = savedUsers.find(({ id }) => id === savedUserId);
  if (saved === undefined) return userLabel(user);
  return isEdited(user, saved) ? `${userLabel(user, saved.name)}, edited` : userLabel(user, saved.name);
}

/** The file that saved users are exported to and imported from. Holds private attributes only when asked for. */
export const SavedUsersFileSchema = z.object({
  gatescope: z.literal("saved-users"),
  version: z.literal(1),
  users: z.array(z.object({ name: z.string().min(1).max(80), user: StatsigUserSchema })).max(10_000),
});
export type SavedUsersFile = z.infer<typeof SavedUsersFileSchema>;
