import { isJsonObject } from "../json/json.ts";
import type { StatsigUser } from "./statsig-user.ts";

/** The notice of a start after a removal that was interrupted. */
export const interruptedForgettingText =
  "Forgetting a user was interrupted. Parts of what is kept of this user may remain: choose “Forget this user…” again for a user with the same IDs, or close Gatescope and run “gatescope forget-user”.";

/** Returns the values by which a user can be found: the IDs and the e-mail address, each once. A value with a line break or another control character is no ID. */
export function forgettableValues(user: StatsigUser): { readonly field: string; readonly value: string }[] {
  const ids = isJsonObject(user.customIDs)
    ? Object.entries(user.customIDs).map(([name, value]) => [`customIDs.${name}`, value] as const)
    : [];
  const fields = [["userID", user.userID] as const, ...ids, ["email", user.email] as const];
  const found = fields.flatMap(([field, value]) =>
    typeof value === "string" && value.trim() !== "" && !/\p{Cc}/u.test(value) ? [{ field, value }] : [],
  );
  return found.filter(({ value }, at) => found.findIndex((other) => other.value === value) === at);
}
