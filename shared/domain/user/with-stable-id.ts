import { isJsonObject, type JsonValue } from "../json/json.ts";
import type { StatsigUser } from "./statsig-user.ts";

/** Returns the user with the stable ID that a client SDK sends beside it, in `statsigMetadata`, unless the user has one (statsig-http.md §9.1). */
export function withStableId(user: StatsigUser, stableId: JsonValue | undefined): StatsigUser {
  const ids = isJsonObject(user.customIDs) ? user.customIDs : {};
  const hasOne = Object.keys(ids).some((name) => name.toLowerCase() === "stableid");
  return typeof stableId !== "string" || stableId === "" || hasOne ? user : { ...user, customIDs: { ...ids, stableID: stableId } };
}
