import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

test("opens on the sandbox, and again after a reload and a restart", async ({ app }) => {
  const isOpen = () => expect(app.page.getByRole("banner").getByText("Sandbox")).toBeVisible();
  await isOpen();
  await app.page.reload();
  await isOpen();
  await app.restart();
  await isOpen();
});

test("what was typed the moment before a reload or a stop is there: that of the last 300 ms was lost", async ({ app }) => {
  const typedIn = (email: string) => new Gatescope(app.page).user.field("email").fill(email);
  const isThere = (email: string) => expect(new Gatescope(app.page).user.field("email")).toHaveValue(email);
  await typedIn("before@the.reload");
  await app.page.reload();
  await isThere("before@the.reload");
  await typedIn("before@the.stop");
  await app.restart();
  await isThere("before@the.stop");
});
