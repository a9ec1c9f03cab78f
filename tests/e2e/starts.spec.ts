import { expect, test } from "./fixtures/app.ts";

test("opens on the sandbox, and again after a reload and a restart", async ({ app }) => {
  const isOpen = () => expect(app.page.getByRole("banner").getByText("Sandbox")).toBeVisible();
  await isOpen();
  await app.page.reload();
  await isOpen();
  await app.restart();
  await isOpen();
});
