import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

test("opens on the sandbox, and again after a reload and a restart", { tag: "@host" }, async ({ app }) => {
  const isOpen = () => expect(app.page.getByRole("banner").getByText("Sandbox")).toBeVisible();
  await isOpen();
  await app.page.reload();
  await isOpen();
  await app.restart();
  await isOpen();
});

test("what was typed the moment before a reload or a stop is there: that of the last 300 ms was lost", { tag: "@host" }, async ({
  app,
}) => {
  const sessionFile = join(app.dataFolder, "session.json");
  const typedIn = async (email: string) => {
    await new Gatescope(app.page).user.field("email").fill(email);
    // The double carries a page's message over the debugger, a hop that Electron's port has not and that a reload cuts: there it is waited for.
    if (app.host === "electron-double")
      await expect.poll(() => existsSync(sessionFile) && readFileSync(sessionFile, "utf8").includes(email)).toBe(true);
  };
  const isThere = (email: string) => expect(new Gatescope(app.page).user.field("email")).toHaveValue(email);
  await typedIn("before@the.reload");
  await app.page.reload();
  await isThere("before@the.reload");
  await typedIn("before@the.stop");
  await app.restart();
  await isThere("before@the.stop");
});
