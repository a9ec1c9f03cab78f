import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";

export const unsavedUserTitle = "Unsaved user";

/** Returns the title of a user that is not saved: its ID or e-mail address, or `Unsaved user` if it has neither. */
export function userTitle(user: StatsigUser): string {
  return isUntitled(user) ? unsavedUserTitle : userLabel(user);
}

/** Tests whether a user has neither an ID nor an e-mail address that could be its title. */
export function isUntitled(user: StatsigUser): boolean {
  return userLabel(user) === userLabel({});
}
