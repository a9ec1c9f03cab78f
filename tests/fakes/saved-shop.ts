import { createConfSettings } from "#hosts/shared/conf-settings.ts";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { createProjects } from "#services/projects/projects.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { createFixedClock } from "./fixed-clock.ts";
import { lowPassphraseCost } from "./low-passphrase-cost.ts";
import { createMemorySecretBox } from "./memory-secret-box.ts";
import { createRecordedNotices } from "./recorded-notices.ts";
import type { ScriptedStatsig } from "./scripted-statsig.ts";
import { createSilentLog } from "./silent-log.ts";

/** Opens the keys of the project. */
export const shopPassphrase = "correct horse battery";

/** Stores the project "Shop" in a data folder: its hosts are a scripted server, and it has a server secret key. */
export async function saveShop(folder: string, statsig: ScriptedStatsig): Promise<void> {
  const ports = { notices: createRecordedNotices(), clock: createFixedClock(), log: createSilentLog() };
  const settings = createConfSettings({ folder, ...ports });
  const vault = await createKeyVault({ settings, secretBox: createMemorySecretBox(), ...ports, passphraseCost: lowPassphraseCost });
  const projects = createProjects({ settings, vault, ...ports, sandboxHosts: () => statsig.hosts });
  const { id: projectId } = projects.create({ ...blankProject(), name: "Shop", hosts: statsig.hosts });
  await vault.add({ projectId, key: "secret-inventedForThisTest0123", label: "" });
  await vault.protectWithPassphrase(shopPassphrase);
}
