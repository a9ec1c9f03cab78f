import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// Input of the last 300 ms was lost before.
test("opens the sandbox project, and after a reload and a restart again with what was typed just before", { tag: "@electron" }, async ({
  app,
}) => {
  const typeEmail = (email: string) => new Gatescope(app.page).user.field("email").fill(email);
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
