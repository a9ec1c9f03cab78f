import type { KeyVault } from "#services/keys/key-vault.ts";
import type { Log } from "#services/ports.ts";
import { createServices, type Services } from "#services/services.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { createConfSettings } from "../shared/conf-settings.ts";
import { chooseDataFolder, openDataFolder } from "../shared/data-folder.ts";
import { lockFolder } from "../shared/folder-lock.ts";
import { createNoSecretBox } from "../shared/no-secret-box.ts";
import { UnusableArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

/** A data folder in use by this process alone, and one of its projects. */
export interface SavedProject {
  readonly services: Services;
  readonly project: Project;
  close(): Promise<void>;
}

/** Opens a project of the data folder, with its own hosts and keys. Throws `UnusableArguments`, or `StorageFailed`. */
export async function openSavedProject(
  name: string,
  { dataFolder }: { readonly dataFolder: string | undefined },
  { env, clock, log, network, version, knowSecrets }: Terminal,
): Promise<SavedProject> {
  const folders = openDataFolder(chooseDataFolder(dataFolder));
  const lock = lockFolder(folders.data, "terminal");
  const services = await createServices({
    folders,
    settings: createConfSettings({ folder: folders.data, clock, log }),
    secretBox: createNoSecretBox(),
    network,
    clock,
    log,
    host: { kind: "terminal", version },
  });
  knowSecrets(() => services.vault.knownSecrets());
  const close = async () => {
    await services.close();
    lock.release();
  };
  try {
    const project = findProject(services.projects.list(), name);
    await openKeys(services.vault, env.GATESCOPE_PASSPHRASE ?? "", log);
    return { services, project, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

/** Keys that stay locked are an answer of their own, `not_sent`; this tells what can be done about it here. */
async function openKeys(vault: KeyVault, passphrase: string, log: Log): Promise<void> {
  const { isLocked, protection } = vault.storage();
  if (!isLocked) return;
  if (protection !== "passphrase")
    return log.warn("This project's keys are sealed by the system for the desktop window; they cannot be opened here.");
  if (passphrase === "")
    return log.warn("This project's keys are locked. Give their passphrase in the environment variable GATESCOPE_PASSPHRASE.");
  await vault.unlock(passphrase);
}

function findProject(projects: readonly Project[], name: string): Project {
  const wanted = name.trim().toLowerCase();
  const found = projects.find((project) => project.name.toLowerCase() === wanted) ?? projects.find(({ id }) => id === wanted);
  if (found === undefined)
    throw new UnusableArguments(
      `There is no project “${name}” in this data folder; it has ${projects.map((project) => project.name).join(", ")}.`,
    );
  return found;
}
