import { type ForgetReport, forgetUser } from "#services/forget/forget-user.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
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
    terminal.print(`${reportLines(report, { isPreview }).join("\n")}\n`);
    return report.places.length + report.unchanged.length === 0 ? 1 : 0;
  } finally {
    lock.release();
  }
}

/** The preview or the receipt, without any value of the user. */
function reportLines({ places, unchanged, notSearched, wasInterrupted }: ForgetReport, { isPreview }: { isPreview: boolean }): string[] {
  const lines = places.map(
    ({ file, one, many, count, note }) => `  ${formatCount(count, one, many)} (${file})${note === null ? "" : `; ${note}`}`,
  );
  return [
    ...(wasInterrupted ? ["An earlier removal was interrupted. Run it again with the IDs of that user."] : []),
    ...(lines.length === 0 ? ["Nothing of this user is kept here."] : [isPreview ? "Would be removed:" : "Removed:", ...lines]),
    ...(unchanged.length === 0 ? [] : ["Not changed, because they are your own files:", ...unchanged.map((name) => `  ${name}`)]),
    ...(notSearched.length === 0
      ? []
      : ["Could not be searched; remove them if they are not needed:", ...notSearched.map((name) => `  ${name}`)]),
    "Only Statsig can remove the events and exposures that it received, and overrides and lists that name this user.",
    ...(isPreview && lines.length > 0 ? ["Nothing was changed. Add --yes to remove it; that cannot be undone."] : []),
  ];
}
