import { readFileSync } from "node:fs";
import { join } from "node:path";
import { colourSchemes } from "#renderer/app/app-labels.ts";
import { connectionLabels } from "#renderer/app/frame/connection-labels.ts";
import { openTheLinkText } from "#renderer/host/open-the-link-text.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { userTextProblem } from "./pages/user-panel.ts";

// The browser host only: in the desktop hosts the page ends with its program.

// The JSON editor is loaded on demand. Without the program it could not be loaded, and the panel crashed.
test("reports a lost connection when the program ends, accepts a user as JSON meanwhile, and opens again with a new link", async ({
  app,
}) => {
  const { user } = new Gatescope(app.page);
  await expect(user.field("userID")).toBeVisible();

  // Once a font was loading at this moment, and the test failed.
  await test.step("a request in progress when the program is killed is not reported as a problem", async () => {
    const { pid } = JSON.parse(readFileSync(join(app.dataFolder, "lock.json"), "utf8"));
    process.kill(pid, "SIGSTOP"); // the program accepts the request and does not answer
    const inProgress = app.page.waitForRequest("**/icon.svg?late");
    await app.page.evaluate(() => void Object.assign(new Image(), { src: "/icon.svg?late" }));
    const broken = app.page.waitForEvent("requestfailed", await inProgress.then((request) => (failed) => failed === request));
    await app.kill9();
    await broken;
  });
  await expect(app.page.getByText(connectionLabels.lost, { exact: true })).toBeVisible();
  await user.showView("json");
  await user.json.fill('{ "userID": ');
  await expect(user.panel).toContainText(userTextProblem('{ "userID": '));
  await user.json.fill('{ "userID": "u-77" }');
  await user.showView("form");
  await expect(user.field("userID")).toHaveValue("u-77");
  await app.restart();
  await expect(app.page.getByRole("banner")).toBeVisible();
  await expect(app.page.getByText(connectionLabels.lost, { exact: true })).toBeHidden();
});

test("does not accept a second page without a new link, and reconnects when only the connection was lost", async ({ app }) => {
  await test.step("removes the token from the address, and does not accept a second page without a new link", async () => {
    await expect(app.page.getByRole("banner")).toBeVisible();
    expect(new URL(app.page.url()).hash).not.toContain("token");
    const other = await app.page.context().newPage();
    await other.goto(app.page.url());
    await expect(other.getByText(openTheLinkText)).toBeVisible();
    await other.close();
  });

  await test.step("a tab with a copied address is let in by the other tab after a click, and shows the address's place", async () => {
    const other = await app.page.context().newPage();
    await other.goto(new URL("#/settings/about", app.page.url()).href);
    await expect(other.getByRole("heading", { name: connectionLabels.notSignedIn })).toBeVisible();
    await expect(other.getByText(connectionLabels.openElsewhere)).toBeVisible();
    await other.getByRole("button", { name: connectionLabels.enter }).click();
    await expect(other.getByRole("banner")).toBeVisible();
    await expect(other).toHaveURL(/#\/settings\/about/);
    // It has a session of its own, which survives the other tab.
    await other.reload();
    await expect(other.getByRole("banner")).toBeVisible();
    await other.close();
    const browser = app.page.context().browser();
    if (browser === null) throw new Error("The page is in no browser.");
    const context = await browser.newContext();
    const elsewhere = await context.newPage();
    await elsewhere.goto(app.page.url());
    await expect(elsewhere.getByText(openTheLinkText)).toBeVisible();
    await expect(elsewhere.getByRole("button", { name: connectionLabels.enter })).toHaveCount(0);
    // A tab that is let in after it can let it in, too.
    const session = await app.page.evaluate(() => ({ ...sessionStorage }));
    const later = await context.newPage();
    await later.addInitScript((items) => Object.assign(sessionStorage, items), session);
    await later.goto(app.page.url());
    await expect(later.getByRole("banner")).toBeVisible();
    await elsewhere.getByRole("button", { name: connectionLabels.enter }).click();
    await expect(elsewhere.getByRole("banner")).toBeVisible();
    await context.close();
  });

  const sockets: { close(): Promise<void> }[] = [];
  await app.page.routeWebSocket("**/rpc", (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await app.page.reload();
  await expect(app.page.getByRole("banner")).toBeVisible();
  await sockets.at(-1)?.close();
  await expect(app.page.getByText(connectionLabels.back)).toBeAttached();
  await expect(app.page.getByText(connectionLabels.lost, { exact: true })).toBeHidden();
});

// Such a page was locked out before.
test("a page that is reloaded before it was authorised can still connect", async ({ app }) => {
  let resolveWelcome = () => {};
  const welcomeSent = new Promise<void>((resolve) => {
    resolveWelcome = resolve;
  });
  let isFirst = true;
  await app.page.routeWebSocket("**/rpc", (socket) => {
    const server = socket.connectToServer();
    if (!isFirst) return;
    isFirst = false;
    server.onMessage(() => resolveWelcome()); // the message is not passed on to the page
  });
  await app.restart();
  await welcomeSent;
  await app.page.reload();
  await expect(app.page.getByRole("banner")).toBeVisible();
  expect(await app.page.evaluate(() => Object.keys(sessionStorage).filter((item) => /token|gatescope:page/.test(item)))).toEqual([]);
});

// The last tab that saved overwrote what was typed in the others, which was seen at their next reload.
test("two tabs keep what was typed in each, and share saved settings and the number of what was written", async ({ app }) => {
  const first = new Gatescope(app.page);
  await first.user.field("userID").fill("typed in the first");
  const copied = await app.page.evaluate(() => ({ ...sessionStorage }));
  const page = await app.page.context().newPage();
  // As Chromium's "Duplicate tab" does.
  await page.addInitScript((items) => {
    if (sessionStorage.length === 0) for (const [name, value] of Object.entries(items)) sessionStorage.setItem(name, value);
  }, copied);
  await page.goto(app.page.url());
  const second = new Gatescope(page);
  await expect(second.user.field("userID")).toHaveValue("typed in the first");
  await second.user.field("userID").fill("typed in the second");
  await first.user.field("email").fill("first@example.com");
  for (const each of [app.page, page, app.page]) await each.reload();
  await expect(second.user.field("userID")).toHaveValue("typed in the second");
  await expect(first.user.field("userID")).toHaveValue("typed in the first");
  await expect(first.user.field("email")).toHaveValue("first@example.com");

  await first.exposure("logging").click();
  await first.inspect.check("gate", "checkout_v2");
  for (const each of [first, second]) await expect(each.topBar).toContainText(writtenText(1));
  await first.settings.openSection("appearance");
  const [, , dark] = colourSchemes;
  await app.page.getByRole("main").getByText(dark.label, { exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", dark.value);
});
