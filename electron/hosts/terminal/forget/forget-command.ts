import { forgetUser } from "#services/forget/forget-user.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { forgettingText } from "#shared/domain/session/forget-report.ts";
import { createConfSettings } from "../../shared/conf-settings.ts";
import { chooseDataFolder, openDataFolder } from "../../shared/data-folder.ts";
import { lockFolder } from "../../shared/folder-lock.ts";
import { readArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

const forgetUsage = `Usage: gatescope forget-user --id ID [--id ID ...] [--yes]

Finds a user in everything that the data folder keeps: history, outbox, ledger, cohorts, kept rules, saved users, session, last answers, copies of files. Without --yes it only prints
what would be removed. The data folder must not be in use.

  --id ID       a value of the user: userID, another unit ID, e-mail. Repeat it for each; they are found as whole words, whatever their case, also encoded
  --yes         removes what was found, and prints the receipt. It cannot be undone
  --data DIR    the data folder

What Statsig has stored, and your own files (test suites, cases, exports), are named or for you to look through: they are not changed.

Exit code: 0 if the user was found (and, with --yes, removed), 1 if nothing was found, 2 if an input cannot be used.
`;

/** Prints what a data folder knows of a user, or removes it. Returns the exit code. */
export async function forgetCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments("forget-user", args, {
    id: { type: "string", multiple: true },
    yes: { type: "boolean" },
    data: { type: "string" },
    help: { type: "boolean" },
  });
  if (values.help) {
    terminal.print(forgetUsage);
    return 0;
  }
  const { clock, log } = terminal;
  const { data: folder } = openDataFolder(chooseDataFolder(values.data));
  const notices = createStorageNotices({ clock, log });
  const lock = lockFolder(folder, { host: "terminal", notices });
  try {
    const isPreview = values.yes !== true;
    const report = forgetUser({ folder, settings: createConfSettings({ folder, clock, notices }), values: values.id ?? [], isPreview });
    const hint = isPreview && report.places.length > 0 ? "Nothing was changed. Add --yes to remove it; that cannot be undone.\n" : "";
    terminal.print(`${forgettingText(report, { isPreview })}\n${hint}`);
    return report.places.length + report.unchanged.length === 0 ? 1 : 0;
  } finally {
    lock.release();
  }
}
