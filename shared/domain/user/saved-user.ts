import { z } from "zod";
import { isSameJson } from "../json/json.ts";
import { type StatsigUser, StatsigUserSchema, userLabel, withoutPrivate } from "./statsig-user.ts";

/** A StatsigUser with a name, stored on this machine for all projects. */
export const SavedUserSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1, "Give this user a name.").max(80),
  user: StatsigUserSchema,
  savedAtMs: z.int(),
});
export type SavedUser = z.infer<typeof SavedUserSchema>;

/** True if the user is one of the made-up people of the sandbox, also after it was edited. */
export function isSandboxPersona({ id }: Pick<SavedUser, "id">): boolean {
  return id.startsWith("demo-");
}

/** Returns the saved users that a project offers: the people of the sandbox stay in the sandbox, because no real project knows their IDs. */
export function offeredUsers<User extends Pick<SavedUser, "id">>(
  savedUsers: readonly User[],
  kind: "sandbox" | "statsig" | undefined,
): User[] {
  return savedUsers.filter((user) => kind !== "statsig" || !isSandboxPersona(user));
}

/** True if the current user differs from the saved one. Private attributes that were omitted on saving do not count. */
export function isEdited(user: StatsigUser, saved: Pick<SavedUser, "user">): boolean {
  if (isSameJson(user, saved.user)) return false;
  return !isSameJson(withoutPrivate(saved.user), saved.user) || !isSameJson(withoutPrivate(user), saved.user);
}

/** Returns the label of the current user: the saved name, with `edited` if the user differs from the saved one. */
export function currentLabel(user: StatsigUser, savedUserId: string | null, savedUsers: readonly SavedUser[] = []): string {
  const saved = savedUsers.find(({ id }) => id === savedUserId);
  if (saved === undefined) return userLabel(user);
  return isEdited(user, saved) ? `${userLabel(user, saved.name)} (edited)` : userLabel(user, saved.name);
}

/** The file format for exporting and importing saved users. Contains private attributes only on request. */
export const SavedUsersFileSchema = z.object({
  gatescope: z.literal("saved-users"),
  version: z.literal(1),
  users: z.array(z.object({ name: z.string().min(1).max(80), user: StatsigUserSchema })).max(10_000),
});
export type SavedUsersFile = z.infer<typeof SavedUsersFileSchema>;
