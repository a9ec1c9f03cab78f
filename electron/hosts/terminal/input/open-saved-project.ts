import type { KeyVault } from "#services/keys/key-vault.ts";
import type { Log } from "#services/ports.ts";
import { createServices, type Services } from "#services/services.ts";
import { createStorageNotices } from "#services/storage/storage-notices.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { createConfSettings } from "../../shared/conf-settings.ts";
import { chooseDataFolder, openDataFolder } from "../../shared/data-folder.ts";
import { lockFolder } from "../../shared/folder-lock.ts";
import { createNoSecretBox } from "../../shared/no-secret-box.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

/** One project of a data folder that is locked for this process. */
export interface SavedProject {
  readonly services: Services;
  readonly project: Project;
  close(): Promise<void>;
}

/** Opens a project of the data folder by its name or ID, with its hosts and keys. Throws `UnusableArguments` or `StorageFailed`; the folder is then free again. */
export async function openSavedProject(
  name: string,
  { dataFolder }: { readonly dataFolder: string | undefined },
  { env, clock, log, network, version, maskSecrets, signal }: Terminal,
): Promise<SavedProject> {
  const folders = openDataFolder(chooseDataFolder(dataFolder));
  const opened = new AsyncDisposableStack();
  try {
    const notices = createStorageNotices({ clock, log });
    opened.defer(lockFolder(folders.data, { host: "terminal", notices }).release);
    const services = await createServices({
      folders,
      settings: createConfSettings({ folder: folders.data, clock, notices }),
      notices,
      secretBox: createNoSecretBox(),
      network,
      clock,
      log,
      host: { kind: "terminal", version },
    });
    opened.defer(services.close);
    // A message about a failure is printed after the vault is closed.
    opened.defer(() => {
      const known = services.vault.knownSecrets();
      maskSecrets(() => known);
    });
    maskSecrets(() => services.vault.knownSecrets());
    signal.throwIfAborted();
    const project = findProject(services.projects.list(), name);
    await openKeys(services.vault, env.GATESCOPE_PASSPHRASE ?? "", log);
    return { services, project, close: () => opened.disposeAsync() };
  } catch (failure) {
    await opened.disposeAsync();
    throw failure;
  }
}

/** Opens the keys. If they stay locked, the answers will be `not_sent`; the warning says what to do. */
async function openKeys(vault: KeyVault, passphrase: string, log: Log): Promise<void> {
  const { isLocked, protection } = vault.storage();
  if (!isLocked) return;
  if (protection !== "passphrase")
    return log.warn(
      "The keys are protected by the system for the desktop window and cannot be opened in a terminal. Set a passphrase in the settings of the window to use them here.",
    );
  if (passphrase === "") return log.warn("The keys are locked. Put their passphrase into the environment variable GATESCOPE_PASSPHRASE.");
  await vault.unlock(passphrase);
}

/** Finds a project by its name or ID. Throws `UnusableArguments` that lists the projects. */
export function findProject(projects: readonly Project[], name: string): Project {
  const wanted = name.trim().toLowerCase();
  const found = projects.find((project) => project.name.toLowerCase() === wanted) ?? projects.find(({ id }) => id === wanted);
  if (found === undefined)
    throw new UnusableArguments(
      `There is no project “${name}” in this data folder; its projects are ${projects.map((project) => project.name).join(", ")}. Give one of them with --project, or another folder with --data.`,
    );
  return found;
}
