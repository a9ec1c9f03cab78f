import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// Only here can the page outlive its program.

test("says that the connection is lost when the program ends, and opens again with a new link", async ({ app }) => {
  await expect(app.page.getByRole("banner")).toBeVisible();
  await app.kill9();
  await expect(app.page.getByText("Gatescope does not answer.", { exact: true })).toBeVisible();
  await app.restart();
  await expect(app.page.getByRole("banner")).toBeVisible();
  await expect(app.page.getByText("Gatescope does not answer.", { exact: true })).toBeHidden();
});

test("what was under way when the program was killed is a problem of nobody's: once a font was, and the test before this one failed", async ({
  app,
}) => {
  await expect(app.page.getByRole("banner")).toBeVisible();
  const { pid } = JSON.parse(readFileSync(join(app.dataFolder, "lock.json"), "utf8"));
  process.kill(pid, "SIGSTOP"); // it takes the request in and does not answer
  const inProgress = app.page.waitForRequest("**/icon.svg?late");
  await app.page.evaluate(() => void Object.assign(new Image(), { src: "/icon.svg?late" }));
  const broken = app.page.waitForEvent("requestfailed", await inProgress.then((request) => (failed) => failed === request));
  await app.kill9();
  await broken;
  await expect(app.page.getByText("Gatescope does not answer.", { exact: true })).toBeVisible();
});

test("a page without its program takes a user as JSON all the same: its editor could not be loaded, and the panel fell over", async ({
  app,
}) => {
  const { user } = new Gatescope(app.page);
  await expect(user.field("userID")).toBeVisible();
  await app.kill9();
  await user.show("json");
  await user.json.fill('{ "userID": ');
  await expect(user.panel).toContainText("Line 1");
  await user.json.fill('{ "userID": "u-77" }');
  await user.show("form");
  await expect(user.field("userID")).toHaveValue("u-77");
});

test("finds its way back by itself when only the connection broke", async ({ app }) => {
  const sockets: { close(): Promise<void> }[] = [];
  await app.page.routeWebSocket("**/rpc", (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await app.page.reload();
  await expect(app.page.getByRole("banner")).toBeVisible();
  await sockets.at(-1)?.close();
  await expect(app.page.getByText("Gatescope answers again.")).toBeAttached();
  await expect(app.page.getByText("Gatescope does not answer.", { exact: true })).toBeHidden();
});

test("a page that is loaded again before it was let in, which used to lock it out, is let in", async ({ app }) => {
  let welcome = () => {};
  const wasWelcomed = new Promise<void>((resolve) => {
    welcome = resolve;
  });
  let isFirst = true;
  await app.page.routeWebSocket("**/rpc", (socket) => {
    const server = socket.connectToServer();
    if (!isFirst) return;
    isFirst = false;
    server.onMessage(() => welcome()); // and the page never hears it
  });
  await app.restart();
  await wasWelcomed;
  await app.page.reload();
  await expect(app.page.getByRole("banner")).toBeVisible();
  expect(await app.page.evaluate(() => Object.keys(sessionStorage).filter((item) => /token|page/.test(item)))).toEqual([]);
});

test("takes the token out of the address, and lets nobody else in with it", async ({ app }) => {
  await expect(app.page.getByRole("banner")).toBeVisible();
  expect(new URL(app.page.url()).hash).toBe("");
  const other = await app.page.context().newPage();
  await other.goto(app.page.url());
  await expect(other.getByText("Open the link that Gatescope printed when it started")).toBeVisible();
});
