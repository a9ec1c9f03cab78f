import type { Page } from "@playwright/test";
import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { closedPort, type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// Events are neither lost nor sent twice without a confirmation, whatever the network does.

const key = "secret-OutboxPlantedServerKey6Tz000a1c4";
const passphrase = "two rivers and a bridge";

test("an unsent event waits in the outbox across a restart, and is delivered once when Statsig is reachable", { tag: "@host" }, async ({
  app,
}) => {
  test.slow();
  const port = await closedPort();
  const before = new Gatescope(app.page);
  await openComposer(before, `http://127.0.0.1:${port}/v1`, app.host === "browser-host");
  await before.events.addEvent("add_to_cart");
  await before.events.sendButton.click();

  await test.step("the outbox, the navigation and the ledger show the waiting event", async () => {
    await before.events.openTab("outbox");
    await expect(before.events.batch("add_to_cart")).toContainText("Waiting");
    await expect(before.events.batch("add_to_cart")).toContainText("Next attempt in");
    await expect(before.screenButton("events")).toHaveAccessibleName(/ 1\b/);
    await before.events.openTab("ledger");
    await expect(before.events.ledgerRow("add_to_cart")).toContainText("Waiting");
  });

  await app.restart();
  const after = new Gatescope(app.page);
  await unlock(after, app.host === "browser-host");
  await after.open("events");
  await after.events.openTab("outbox");
  await expect(after.events.batch("add_to_cart")).toContainText("Waiting");

  // The server first answers 429 with an hour's delay, so that no automatic retry happens during the test.
  let isAccepting = false;
  const received: unknown[] = [];
  const server = await startEventServer(({ body }) => {
    if (!isAccepting) return 429;
    received.push(...JSON.parse(body).events.map(({ eventName, user }: { eventName: string; user: object }) => [eventName, user]));
    return 202;
  }, port);
  try {
    const sendNow = after.events.batch("add_to_cart").getByRole("button", { name: "Send now" });
    await sendNow.click();
    await expect(after.events.batch("add_to_cart")).toContainText(/Next attempt in 59:\d\d/);
    isAccepting = true;
    await sendNow.click();
    await expect(after.events.panel).toContainText("The outbox is empty");
    await after.events.openTab("ledger");
    await expect(after.events.ledgerRow("add_to_cart")).toContainText("Delivered");
    expect(received).toEqual([["add_to_cart", expect.objectContaining({ userID: "u-1036" })]]);
    await after.events.ledgerRow("add_to_cart").dblclick();
    await expect(after.history.detail).toContainText("202");
  } finally {
    await server.close();
  }
});

test("a refused event shows the reason, and can be edited and sent again", async ({ app }) => {
  const statsig = await startEventServer(({ body }) => (body.includes("checkout_step") ? 202 : 400));
  try {
    const gatescope = new Gatescope(app.page);
    const { events } = gatescope;
    await openComposer(gatescope, `${statsig.origin}/v1`, false);
    await events.addEvent("checkout");
    await events.sendButton.click();
    await events.openTab("outbox");
    await expect(events.batch("checkout")).toContainText("Refused");
    await expect(events.batch("checkout")).toContainText("400");
    await events.batch("checkout").getByRole("button", { name: "Edit…" }).click();
    const dialog = gatescope.dialog("Edit 1 event");
    await dialog.getByRole("combobox", { name: "Event name" }).fill("checkout_step");
    await dialog.getByRole("button", { name: /^Send 1 event to/ }).click();
    await expect(events.panel).toContainText("The outbox is empty");
    expect(eventNames(statsig)).toEqual(["checkout", "checkout_step"]);
  } finally {
    await statsig.close();
  }
});

test("a batch behind a rate-limited one shows that it waits, and can be discarded", async ({ app }) => {
  const statsig = await startEventServer(() => 429);
  try {
    const gatescope = new Gatescope(app.page);
    const { events } = gatescope;
    await openComposer(gatescope, `${statsig.origin}/v1`, false);
    for (const name of ["add_to_cart", "purchase"]) {
      await events.addEvent(name);
      await events.sendButton.click();
    }
    await events.openTab("outbox");
    await expect(events.batch("add_to_cart")).toContainText(/Next attempt in 59:\d\d/);
    await expect(events.batch("purchase")).toContainText("Waiting: earlier batches of this project are sent first.");
    await events.batch("purchase").getByRole("button", { name: "Discard…" }).press("Enter");
    const question = gatescope.dialog("Discard 1 event?");
    await expect(question).toContainText("purchase for u-1036 in staging: it will not be sent. The ledger lists it as discarded.");
    await question.getByRole("button", { name: "Discard 1 event", exact: true }).press("Enter");
    await expect(events.batch("purchase")).toBeHidden();
    await expect(events.outbox).toBeFocused();
    await events.openTab("ledger");
    await expect(events.panel).toContainText("2 in total");
  } finally {
    await statsig.close();
  }
});

test("an event that may have arrived is sent again only after a confirmation that names the risk", async ({ app }) => {
  let answers = false;
  const statsig = await startEventServer(() => (answers ? 202 : null));
  try {
    const gatescope = new Gatescope(app.page);
    const { events } = gatescope;
    await openComposer(gatescope, `${statsig.origin}/v1`, false);
    await events.addEvent("purchase");
    await events.sendButton.click();
    await events.openTab("outbox");
    const item = events.batch("purchase");
    await expect(item).toContainText("May have arrived");
    await expect(item.getByRole("button", { name: "Send now" })).toBeHidden();
    answers = true;
    expect(eventNames(statsig)).toEqual(["purchase"]);

    await item.getByRole("button", { name: "Send again…" }).click();
    const question = gatescope.dialog("Send 1 event again?");
    await expect(question).toContainText("may count twice");
    await question.getByRole("button", { name: "Send 1 event again" }).click();
    await expect(events.panel).toContainText("The outbox is empty");
    expect(eventNames(statsig)).toEqual(["purchase", "purchase"]);
    await events.openTab("ledger");
    await events.ledgerRow("purchase").click();
    await expect(events.panel).toContainText("Statsig may count it twice");
  } finally {
    await statsig.close();
  }
});

/** Starts a server that answers events with a status (429 with a delay of an hour); null resets the connection instead. */
function startEventServer(statusOf: (request: { path: string; body: string }) => number | null, port = 0): Promise<LocalHttpServer> {
  const answer: Parameters<typeof startHttpServer>[0] = (response, { path, body }) => {
    if (!path.endsWith("/log_event")) return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    const status = statusOf({ path, body });
    if (status === null) return void response.socket?.resetAndDestroy();
    const retryAfter = status === 429 ? { "retry-after": "3600" } : {};
    response.writeHead(status, { "content-type": "application/json", ...retryAfter }).end(JSON.stringify({ success: status === 202 }));
  };
  return startHttpServer(answer, undefined, port);
}

function eventNames(statsig: LocalHttpServer): string[] {
  return statsig.requests
    .filter(({ path }) => path.endsWith("/log_event"))
    .flatMap(({ body }) => (JSON.parse(body) as { events: { eventName: string }[] }).events.map(({ eventName }) => eventName));
}

/** Adds a project, and opens the composer on its tier staging with u-1036 as the current user. */
async function openComposer(gatescope: Gatescope, address: string, hasPassphrase: boolean): Promise<void> {
  const { settings, user } = gatescope;
  await settings.addProject({ name: "Lumen live", hosts: address });
  await settings.addKey(key);
  if (hasPassphrase) await setPassphrase(gatescope.page);
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await user.pasteText("u-1036");
  await user.applyPastedUser();
}

async function setPassphrase(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Set a passphrase…" }).click();
  const dialog = page.getByRole("dialog", { name: "Protect keys with a passphrase" });
  await dialog.getByRole("textbox", { name: "Passphrase", exact: true }).fill(passphrase);
  await dialog.getByRole("textbox", { name: projectsLabels.repeatPassphrase }).fill(passphrase);
  await dialog.getByRole("button", { name: "Protect keys" }).click();
  await expect(dialog).toBeHidden();
}

async function unlock(gatescope: Gatescope, hasPassphrase: boolean): Promise<void> {
  if (!hasPassphrase) return;
  await gatescope.topBar.getByRole("button", { name: "Keys are locked" }).click();
  await gatescope.settings.unlock(passphrase);
}
