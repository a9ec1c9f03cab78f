import { currentLabel, type SavedUser } from "../user/saved-user.ts";
import { effectiveTier, type StatsigUser, tierOf, unitIds, userLabel } from "../user/statsig-user.ts";

/** With whom a page's user is compared. */
export interface ComparedWith {
  readonly user: StatsigUser;
  readonly label: string;
  readonly tier: string;
  /** The saved user that this is; null for the user in the panel, and for the page's user itself. */
  readonly saved: SavedUser | null;
  /** True for the page's user itself, which then differs by the rules only. */
  readonly isPageUser: boolean;
}

/** Returns the saved user with one of the IDs of a page's user, the userID before others; else the user in the panel if it has one, and else the page's user itself. */
export function comparedWith(
  pageUser: StatsigUser,
  panel: { readonly user: StatsigUser; readonly savedUserId: string | null; readonly tier: string },
  savedUsers: readonly SavedUser[],
): ComparedWith {
  const saved = unitIds(pageUser)
    .map((unit) => savedUsers.find(({ user }) => hasUnit(user, unit)))
    .find((found) => found !== undefined);
  const isOfPanel = unitIds(pageUser).some((unit) => hasUnit(panel.user, unit));
  if (saved !== undefined)
    return { user: saved.user, label: saved.name, tier: effectiveTier(saved.user, panel.tier), saved, isPageUser: false };
  if (isOfPanel) {
    const label = currentLabel(panel.user, panel.savedUserId, savedUsers);
    return { user: panel.user, label, tier: effectiveTier(panel.user, panel.tier), saved: null, isPageUser: false };
  }
  return { user: pageUser, label: userLabel(pageUser), tier: tierOf(pageUser) ?? "", saved: null, isPageUser: true };
}

function hasUnit(user: StatsigUser, { idType, value }: { idType: string; value: string }): boolean {
  return unitIds(user).some((unit) => unit.idType === idType && unit.value === value);
}
