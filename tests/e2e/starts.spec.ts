import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// Input of the last 300 ms was lost before.
test("opens the sandbox project, and after a reload and a restart again with what was typed just before", { tag: "@host" }, async ({
  app,
}) => {
  const sessionFile = join(app.dataFolder, "session.json");
  const typeEmail = async (email: string) => {
    await new Gatescope(app.page).user.field("email").fill(email);
    // The Electron double sends page messages through the debugger, which a reload interrupts. Electron's message port does not have this delay.
    if (app.host === "electron-double")
      await expect.poll(() => existsSync(sessionFile) && readFileSync(sessionFile, "utf8").includes(email)).toBe(true);
  };
  const expectSandboxWith = async (email: string) => {
    await expect(app.page.getByRole("banner").getByText(sandboxLabels.sandbox)).toBeVisible();
    await expect(new Gatescope(app.page).user.field("email")).toHaveValue(email);
  };
  await expect(app.page.getByRole("banner").getByText(sandboxLabels.sandbox)).toBeVisible();
  await typeEmail("before@the.reload");
  await app.page.reload();
  await expectSandboxWith("before@the.reload");
  await typeEmail("before@the.stop");
  await app.restart();
  await expectSandboxWith("before@the.stop");
});
