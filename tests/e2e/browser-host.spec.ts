import { expect, test } from "./fixtures/app.ts";

// Only here can the page outlive its program.

test("says that the connection is lost when the program ends, and opens again with a new link", async ({ app }) => {
  await expect(app.page.getByRole("banner")).toBeVisible();
  app.expectProblems(/WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/);
  await app.kill9();
  await expect(app.page.getByText("Gatescope does not answer.", { exact: true })).toBeVisible();
  await app.restart();
  await expect(app.page.getByRole("banner")).toBeVisible();
  await expect(app.page.getByText("Gatescope does not answer.", { exact: true })).toBeHidden();
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

test("takes the token out of the address, and lets nobody else in with it", async ({ app }) => {
  await expect(app.page.getByRole("banner")).toBeVisible();
  expect(new URL(app.page.url()).hash).toBe("");
  const other = await app.page.context().newPage();
  await other.goto(app.page.url());
  await expect(other.getByText("Open the link that Gatescope printed when it started")).toBeVisible();
});
