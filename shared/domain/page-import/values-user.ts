import { isJsonObject } from "../json/json.ts";
import type { PageUser } from "../user/pasted/page-copy.ts";
import { type StatsigUser, unitIds } from "../user/statsig-user.ts";

/** The user for whom the values of a page were made, and the types of the IDs in which it differs from the user of the page. */
export interface ValuesUser {
  readonly user: StatsigUser;
  readonly idTypes: readonly string[];
}

/**
 * Returns the user of the page with the IDs that Statsig names in `evaluated_keys` of the values, if they are others. A page that starts with values of its server
 * (bootstrap) often has them without the stable ID, which the client makes later.
 */
export function userOfValues({ user, values }: Pick<PageUser, "user" | "values">): ValuesUser | null {
  const keys = values?.evaluated_keys;
  if (!isJsonObject(keys)) return null;
  const { userID, customIDs, stableID } = keys;
  const custom = { ...(isJsonObject(customIDs) ? customIDs : {}), ...(stableID !== undefined && { stableID }) };
  const ids = { ...(userID !== undefined && { userID }), ...(Object.keys(custom).length > 0 && { customIDs: custom }) };
  const [own, made] = [idsByType(user), idsByType(ids)];
  const idTypes = [...new Set([...own.keys(), ...made.keys()])].filter((type) => own.get(type) !== made.get(type));
  if (idTypes.length === 0) return null;
  const { userID: _userId, customIDs: _customIds, ...others } = user;
  return { user: { ...others, ...ids }, idTypes };
}

function idsByType(user: StatsigUser): Map<string, string> {
  return new Map(unitIds(user).map(({ idType, value }) => [idType, value]));
}
