import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { WrongPassphrase } from "#services/failures.ts";
import { keysLockedText } from "#services/keys/choose-key.ts";
import { storageSentence } from "#services/keys/storage-sentence.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { keyNowTexts } from "#shared/domain/evaluation/answers/missing-key.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { headingText } from "./pages/answer.ts";
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
  const project = settings.project("Lumen live");
  await expect(project).toContainText(storageSentence({ protection: "session" }));

  await test.step("two different passphrases are refused", async () => {
    const dialog = await settings.protectKeys(passphrase, "something else");
    await expect(dialog.getByRole("alert")).toHaveText(projectsLabels.passphrasesDiffer);
    await settings.protectKeys(passphrase);
    await expect(dialog).toBeHidden();
    await expect(project).toContainText(storageSentence({ protection: "passphrase", condition: "open" }));
  });

  await app.restart();
  const after = new Gatescope(app.page);
  await test.step("locked keys are reported in the top bar, in the project and in the answer", async () => {
    await expect(after.lockedKeys).toBeVisible();
    expect(await violationsOn(app.page)).toEqual([]);
    await expect(after.settings.project("Lumen live")).toContainText(storageSentence({ protection: "passphrase", condition: "locked" }));
    await after.open("inspect");
    await after.inspect.check("gate", "dark_mode");
    await expect(after.inspect.answer.heading).toHaveText(headingText("not_sent", "dark_mode"));
    await expect(after.inspect.answer.line).toContainText(keysLockedText);
  });

  await test.step("a wrong passphrase is refused, and the right one unlocks the keys", async () => {
    await after.lockedKeys.click();
    await after.settings.unlock("not the passphrase");
    await expect(after.settings.unlockForm).toContainText(new WrongPassphrase().message);
    await after.settings.unlock("wrong");
    await expect(after.settings.unlockForm.getByRole("textbox", { name: projectsLabels.passphrase })).toBeFocused();
    await after.settings.unlock(passphrase);
    await expect(after.announcement).toHaveText(projectsLabels.unlocked);
    await after.open("inspect");
    await expect(after.inspect.answer.line).toContainText(upperFirst(keyNowTexts.unlock));
    await expect(after.inspect.answer.line).not.toContainText(keysLockedText);
    await app.page.keyboard.press("ControlOrMeta+Enter");
    // A new project starts with an empty user, for whom the gate fails.
    await expect(after.inspect.answer.heading).toHaveText(headingText("fail", "dark_mode"));
  });
});
