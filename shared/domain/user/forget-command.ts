import { isJsonObject } from "../json/json.ts";
import type { StatsigUser } from "./statsig-user.ts";

/** The notice of a start after a removal that was interrupted. */
export const interruptedForgettingText =
  "Forgetting a user was interrupted. Parts of what is kept of this user may remain: close Gatescope and run “gatescope forget-user” again with the same IDs.";

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

/** Returns the command that lists what a data folder keeps of a user, or removes it, for a shell of this system. */
export function forgetCommand({
  values,
  dataFolder,
  platform,
  isRemoving,
}: {
  readonly values: readonly string[];
  readonly dataFolder: string;
  /** Node's name of the system. */
  readonly platform: string;
  readonly isRemoving: boolean;
}): string {
  const quoted = platform === "win32" ? quotedForPowerShell : quotedForPosix;
  const ids = values.map((value) => `--id=${quoted(value)}`).join(" ");
  return `npm run -s gatescope -- forget-user --data ${quoted(dataFolder)} ${ids}${isRemoving ? " --yes" : ""}`;
}

function quotedForPosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** PowerShell takes the typographic apostrophes for `'` as well. */
function quotedForPowerShell(text: string): string {
  return `'${text.replaceAll(/['‘’‚‛]/g, "$&$&")}'`;
}
