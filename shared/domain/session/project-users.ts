import { isSandboxPersona } from "../user/saved-user.ts";
import type { StatsigUser } from "../user/statsig-user.ts";

/** The user in the panel: `userText` is the text of the JSON view while it cannot be read, `savedUserId` the saved user that it was taken from. */
export interface PanelUser {
  readonly user: StatsigUser;
  readonly userText: string | null;
  readonly savedUserId: string | null;
}

/** The users that the panel had in the projects that are not selected, by project ID. */
export type ProjectUsers = Readonly<Record<string, PanelUser>>;

const noUser: PanelUser = { user: {}, userText: null, savedUserId: null };

/**
 * Returns the panel for another project, and the users to keep. A project gets the user back that it was left with, as it was typed. One without a user takes
 * the current one along, but the made-up people of the sandbox stay there: no real project knows their IDs.
 */
export function switchProjectUser(
  { panel, users }: { readonly panel: PanelUser; readonly users: ProjectUsers },
  from: { readonly id: string },
  to: { readonly id: string; readonly isSandbox: boolean },
): { readonly panel: PanelUser; readonly users: ProjectUsers } {
  if (from.id === to.id) return { panel, users };
  const { [to.id]: own, ...others } = users;
  return { panel: own ?? (canTakeAlong(panel, to) ? panel : noUser), users: { ...others, [from.id]: panel } };
}

function canTakeAlong({ savedUserId }: PanelUser, to: { readonly isSandbox: boolean }): boolean {
  return to.isSandbox || savedUserId === null || !isSandboxPersona({ id: savedUserId });
}
