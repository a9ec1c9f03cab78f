import { commandLabels } from "#renderer/session/commands.ts";

/** Texts of forgetting a user, for the page and the tests. */
export const forgetLabels = {
  ask: commandLabels.forgetUser,
  title: (who: string) => `Forget ${who}`,
  lead: "Removes what this machine keeps of a user: requests, stored events, ledger lines, cohorts, kept rules, the saved user, the session. It cannot be undone.",
  closed:
    "Gatescope must be closed for this. An open one writes back what it has in memory, and the files are written anew so that no removed word stays in their bytes.",
  values: "Find the user by",
  steps: {
    close: "Close Gatescope: close its window, or press Ctrl+C where it runs.",
    preview: "In Gatescope’s folder, count what is kept. This changes nothing.",
    remove: "Remove it. The receipt is printed; it has counts and file names, and no value of the user.",
  },
  receipt: "Add “> receipt.txt” to keep the receipt as a file.",
  statsig: "Only Statsig can remove the events and exposures that it received, and overrides and lists that name this user.",
  preview: "Command that counts",
  remove: "Command that removes",
  noValues: "This user has no ID and no e-mail address by which it could be found.",
  close: "Close",
} as const;
