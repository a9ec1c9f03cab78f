import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";

// The browser host's key storage: in memory, or encrypted with a passphrase. Desktop hosts use the system keychain instead.

const key = "secret-VaultPlantedServerKey3Hn0000d70e";
const passphrase = "four lamps and a loom";
let statsig: SandboxServer;

test.beforeAll(async () => {
  statsig = await createSandboxServer({
    serverKey: key,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createSilentLog(),
  });
});
test.afterAll(() => statsig.close());

test("keys stay in memory until a passphrase is set, are locked after a restart, and are unlocked with the passphrase", async ({ app }) => {
  const { settings } = new Gatescope(app.page);
  await settings.addProject({ name: "Lumen live", hosts: statsig.hosts });
  await settings.addKey(key);
  const project = app.page.getByRole("region", { name: "Project Lumen live" });
  await expect(project).toContainText("Kept in memory only. Keys are not written to this machine");

  await test.step("two different passphrases are refused", async () => {
    await app.page.getByRole("button", { name: "Set a passphrase…" }).click();
    const dialog = app.page.getByRole("dialog", { name: "Protect keys with a passphrase" });
    await dialog.getByRole("textbox", { name: "Passphrase", exact: true }).fill(passphrase);
    await dialog.getByRole("textbox", { name: projectsLabels.repeatPassphrase }).fill("something else");
    await dialog.getByRole("button", { name: "Protect keys" }).click();
    await expect(dialog.getByRole("alert")).toHaveText("The passphrases do not match.");
    await dialog.getByRole("textbox", { name: projectsLabels.repeatPassphrase }).fill(passphrase);
    await dialog.getByRole("button", { name: "Protect keys" }).click();
    await expect(dialog).toBeHidden();
    await expect(project).toContainText("Encrypted with your passphrase.");
  });

  await app.restart();
  const after = new Gatescope(app.page);
  await test.step("locked keys are reported in the top bar, in the project and in the answer", async () => {
    await expect(after.topBar).toContainText("Keys are locked");
    expect(await violationsOn(app.page)).toEqual([]);
    await expect(app.page.getByRole("region", { name: "Project Lumen live" })).toContainText("Encrypted with your passphrase, and locked.");
    await after.open("inspect");
    await after.inspect.check("gate", "dark_mode");
    await expect(after.inspect.answer.heading).toHaveText("Not sentdark_mode");
    await expect(after.inspect.answer.line).toContainText("the keys are locked");
  });

  await test.step("a wrong passphrase is refused, and the right one unlocks the keys", async () => {
    await after.topBar.getByRole("button", { name: "Keys are locked" }).click();
    await after.settings.unlock("not the passphrase");
    await expect(after.settings.unlockForm).toContainText(/passphrase/i);
    await after.settings.unlock(passphrase);
    await expect(after.announcement).toHaveText("The keys are unlocked.");
    await after.open("inspect");
    await app.page.keyboard.press("ControlOrMeta+Enter");
    await expect(after.inspect.answer.heading).toHaveText("Passdark_mode");
  });
});
