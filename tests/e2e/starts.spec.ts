import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

test("opens the sandbox project at the first start, after a reload and after a restart", { tag: "@host" }, async ({ app }) => {
  const expectSandbox = () => expect(app.page.getByRole("banner").getByText(sandboxLabels.sandbox)).toBeVisible();
  await expectSandbox();
  await app.page.reload();
  await expectSandbox();
  await app.restart();
  await expectSandbox();
});

// Input of the last 300 ms was lost before.
test("keeps input that was typed just before a reload or a stop", { tag: "@host" }, async ({ app }) => {
  const sessionFile = join(app.dataFolder, "session.json");
  const typeEmail = async (email: string) => {
    await new Gatescope(app.page).user.field("email").fill(email);
    // The Electron double sends page messages through the debugger, which a reload interrupts. Electron's message port does not have this delay.
    if (app.host === "electron-double")
      await expect.poll(() => existsSync(sessionFile) && readFileSync(sessionFile, "utf8").includes(email)).toBe(true);
  };
  const expectEmail = (email: string) => expect(new Gatescope(app.page).user.field("email")).toHaveValue(email);
  await typeEmail("before@the.reload");
  await app.page.reload();
  await expectEmail("before@the.reload");
  await typeEmail("before@the.stop");
  await app.restart();
  await expectEmail("before@the.stop");
});
