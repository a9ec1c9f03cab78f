import { commandLabels } from "#renderer/session/commands.ts";

/** Texts of forgetting a user, for the page and the tests. */
export const forgetLabels = {
  ask: commandLabels.forgetUser,
  title: (who: string) => `Forget ${who}`,
  lead: "Removes what this machine keeps of a user: requests, stored events, ledger lines, cohorts, kept rules, the saved user, the session. It cannot be undone.",
  values: "Find the user by",
  count: "Count what is kept",
  counting: "Counting…",
  stopCounting: "Stop",
  notCounted: "Nothing is removed before it was counted.",
  closes:
    "Gatescope closes its data folder for the removal: running cohorts, imports and checks are stopped, and files are written anew, so that no removed word stays in their bytes. Keys stay open. Then the page is loaded again, without what was typed.",
  remove: "Forget this user",
  removing: "Removing. With a long history this takes a minute; the page is loaded again when it is done.",
  noValues: "This user has no ID and no e-mail address by which it could be found.",
  close: "Close",
  cancel: "Cancel",
  receiptTitle: "A user was forgotten",
  failedTitle: "The user was not forgotten completely",
  failedNext: "A part may remain. Choose “Forget this user…” again for a user with the same IDs.",
  receipt: "Receipt",
} as const;
