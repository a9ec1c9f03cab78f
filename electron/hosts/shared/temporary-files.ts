import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * The names of files that exist only while something is written: conf writes a document beside its file and renames it (`sealed-keys.json.tmp-…`),
 * `openDataFolder` tries to write, and a database is recovered beside its file. A process that was killed leaves them.
 */
const temporaryNames = [/\.json\.tmp-[0-9a-f]+$/, /^\.trial-\d+$/];

/** Files of users that the page chose for cohorts, until Gatescope ends. */
export const temporaryFolder = "cohort-files";

/**
 * Removes what killed processes left in a data folder that is locked for this process. A document that was never finished may contain keys that were
 * forgotten since, under an older passphrase. A file that cannot be removed stays for the next start.
 */
export function removeTemporaryFiles(folder: string): void {
  const uploads = join(folder, temporaryFolder);
  try {
    if (lstatSync(uploads, { throwIfNoEntry: false })?.isDirectory()) rmSync(uploads, { recursive: true, force: true });
  } catch {
    // It is emptied when the next file is chosen.
  }
  for (const name of readdirSync(folder).filter((each) => temporaryNames.some((pattern) => pattern.test(each)))) {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // It cannot be removed, or is a folder. Nothing depends on it.
    }
  }
}
