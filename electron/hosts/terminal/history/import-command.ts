import { randomUUID } from "node:crypto";
import { gunzip } from "#services/file-text.ts";
import { createRequestHistory } from "#services/history/history.ts";
import { createHistoryImport } from "#services/history/import-history.ts";
import { unzstd } from "#services/history/unzstd.ts";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import { foundText, importedText } from "#shared/domain/history/import/import-text.ts";
import { readRecording, UnusableRecording } from "#shared/domain/history/import/read-recording.ts";
import { maxCallsAtOnce } from "#shared/domain/history/import/recorded-call.ts";
import { createConfSettings } from "../../shared/conf-settings.ts";
import { chooseDataFolder, openDataFolder } from "../../shared/data-folder.ts";
import { lockFolder } from "../../shared/folder-lock.ts";
import { createNoSecretBox } from "../../shared/no-secret-box.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { readSourcePieces } from "../input/read-source.ts";
import type { Terminal } from "../terminal.ts";

const importUsage = `Usage: gatescope history import FILE
       gatescope history import -

Imports calls to Statsig that another tool recorded into the history: a HAR file of a browser or a proxy,
requests copied as cURL or as fetch, or an export of the history as HAR or NDJSON.
- reads the standard input. Other requests are left out and counted. Keys and the values of private attributes are masked, the keys of the data folder in every
encoding if GATESCOPE_PASSPHRASE has their passphrase. A recording that cannot be
read to its end is not imported at all. The data folder must not be in use.

  --dry-run          says what would be imported
  --data DIR         the data folder

Exit code: 0 if something was imported, or already there, 1 if the recording has no call to Statsig, 2 if it cannot be read.
`;

/** Imports a recording into the history. Returns the exit code. */
export async function historyImportCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(
    "history import",
    args,
    { data: { type: "string" }, "dry-run": { type: "boolean" }, help: { type: "boolean" } },
    { positionals: 1 },
  );
  if (values.help) {
    terminal.print(importUsage);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined) throw new UnusableArguments("No file: give its name, or - for the standard input.");
  const { env, clock, log, signal, maskSecrets } = terminal;
  const recording = await readRecording(readSourcePieces(file, terminal), { gunzip, unzstd, nowMs: clock.nowMs(), signal }).catch(
    (failure: unknown) => {
      throw failure instanceof UnusableRecording
        ? new UnusableArguments(`${file === "-" ? "The standard input" : file}: ${failure.message}`)
        : failure;
    },
  );
  terminal.note(foundText({ ...recording, calls: recording.calls.length }));
  if (recording.calls.length === 0) return 1;
  if (values["dry-run"]) return 0;
  const folders = openDataFolder(chooseDataFolder(values.data));
  await using opened = new AsyncDisposableStack();
  const notices = createStorageNotices({ clock, log });
  opened.defer(lockFolder(folders.data, { host: "terminal", notices }).release);
  const history = await createRequestHistory({ folder: folders.data, clock, notices });
  opened.defer(history.close);
  const settings = createConfSettings({ folder: folders.data, clock, notices });
  const vault = await createKeyVault({ settings, secretBox: createNoSecretBox(), clock, log, notices });
  // Without the passphrase, keys are masked by their form and by what the recording says.
  if (vault.storage().isLocked && env.GATESCOPE_PASSPHRASE) await vault.unlock(env.GATESCOPE_PASSPHRASE);
  const secrets = vault.knownSecrets();
  maskSecrets(() => secrets);
  const imports = createHistoryImport({ history, clock, newId: randomUUID, secrets: () => secrets });
  const { importId } = imports.begin(file === "-" ? "the standard input" : file);
  for (let at = 0; at < recording.calls.length; at += maxCallsAtOnce) {
    signal.throwIfAborted();
    await imports.add(importId, recording.calls.slice(at, at + maxCallsAtOnce));
  }
  terminal.note(importedText(await imports.finish(importId)));
  return 0;
}
