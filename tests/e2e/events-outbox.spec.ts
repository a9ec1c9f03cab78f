import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { ledgerLabels } from "#renderer/features/events/ledger/ledger-labels.ts";
import { maybeTwiceText } from "#renderer/features/events/outbox/maybe-twice-text.ts";
import { batchText, outboxLabels } from "#renderer/features/events/outbox/outbox-labels.ts";
import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { closedPort, type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { startingWith } from "./pages/label.ts";

// Events are neither lost nor sent twice without a confirmation, whatever the network does.

const key = "secret-OutboxPlantedServerKey6Tz000a1c4";
const passphrase = "two rivers and a bridge";
const one = formatCount(1, "event");
const nextInAnHour = new RegExp(`${outboxLabels.nextAttempt} 59:\\d\\d`);

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
    await expect(before.events.batch("add_to_cart")).toContainText(batchStateLabels.waiting);
    await expect(before.events.batch("add_to_cart")).toContainText(outboxLabels.nextAttempt);
    await expect(before.screenButton("events")).toHaveAccessibleName(/ 1\b/);
    await before.events.openTab("ledger");
    await expect(before.events.ledgerRow("add_to_cart")).toContainText(batchStateLabels.waiting);
  });

  await app.restart();
  const after = new Gatescope(app.page);
  await unlock(after, app.host === "browser-host");
  await after.open("events");
  await after.events.openTab("outbox");
  await expect(after.events.batch("add_to_cart")).toContainText(batchStateLabels.waiting);

  // The server first answers 429 with an hour's delay, so that no automatic retry happens during the test.
  let isAccepting = false;
  const received: unknown[] = [];
  const server = await startEventServer(({ body }) => {
    if (!isAccepting) return 429;
    received.push(...JSON.parse(body).events.map(({ eventName, user }: { eventName: string; user: object }) => [eventName, user]));
    return 202;
  }, port);
  try {
    const sendNow = after.events.batch("add_to_cart").getByRole("button", { name: outboxLabels.sendNow });
    await sendNow.click();
    await expect(after.events.batch("add_to_cart")).toContainText(nextInAnHour);
    isAccepting = true;
    await sendNow.click();
    await expect(after.events.panel).toContainText(outboxLabels.empty);
    await after.events.openTab("ledger");
    await expect(after.events.ledgerRow("add_to_cart")).toContainText(batchStateLabels.delivered);
    expect(received).toEqual([["add_to_cart", expect.objectContaining({ userID: "u-1036" })]]);
    await after.events.ledgerRow("add_to_cart").dblclick();
    await expect(after.history.detail).toContainText("202");
  } finally {
    await server.close();
  }
});

test("a batch that is refused, may have arrived, or is rate-limited can be edited, sent again or discarded", async ({ app }) => {
  let answers = false;
  const statusOf: Record<string, () => number | null> = {
    checkout: () => 400,
    checkout_step: () => 202,
    refund: () => (answers ? 202 : null),
    add_to_cart: () => 429,
    purchase: () => 429,
  };
  const statsig = await startEventServer(({ body }) => statusOf[namesIn(body)[0] ?? ""]?.() ?? null);
  try {
    const gatescope = new Gatescope(app.page);
    const { events } = gatescope;
    await openComposer(gatescope, `${statsig.origin}/v1`, false);
    const send = async (name: string) => {
      await events.openTab("compose");
      await events.addEvent(name);
      await events.sendButton.click();
    };

    await test.step("a refused event shows the reason, and can be edited and sent again", async () => {
      await send("checkout");
      await events.openTab("outbox");
      await expect(events.batch("checkout")).toContainText(batchStateLabels.refused);
      await expect(events.batch("checkout")).toContainText("400");
      await events.batch("checkout").getByRole("button", { name: outboxLabels.edit }).click();
      const dialog = gatescope.dialog(outboxLabels.editing(one));
      await dialog.getByRole("combobox", { name: eventsLabels.eventName }).fill("checkout_step");
      await dialog.getByRole("button", { name: startingWith(eventsLabels.send(one, "")) }).click();
      await expect(events.panel).toContainText(outboxLabels.empty);
      expect(eventNames(statsig)).toEqual(["checkout", "checkout_step"]);
    });

    await test.step("an event that may have arrived is sent again only after a confirmation that names the risk", async () => {
      await send("refund");
      await events.openTab("outbox");
      const item = events.batch("refund");
      await expect(item).toContainText(batchStateLabels.may_have_arrived);
      await expect(item.getByRole("button", { name: outboxLabels.sendNow })).toBeHidden();
      answers = true;
      expect(eventNames(statsig).slice(2)).toEqual(["refund"]);

      await item.getByRole("button", { name: outboxLabels.askToResend }).click();
      const question = gatescope.dialog(outboxLabels.resendTitle(one));
      await expect(question).toContainText(outboxLabels.mayCountTwice);
      await question.getByRole("button", { name: outboxLabels.resend(one) }).click();
      await expect(events.panel).toContainText(outboxLabels.empty);
      expect(eventNames(statsig).slice(2)).toEqual(["refund", "refund"]);
      await events.openTab("ledger");
      await events.ledgerRow("refund").click();
      await expect(events.panel).toContainText(maybeTwiceText);
    });

    await test.step("a batch behind a rate-limited one shows that it waits, and can be discarded; the ledger keeps it", async () => {
      for (const name of ["add_to_cart", "purchase"]) await send(name);
      await events.openTab("outbox");
      await expect(events.batch("add_to_cart")).toContainText(nextInAnHour);
      await expect(events.batch("purchase")).toContainText(outboxLabels.behindEarlier);
      await events.batch("purchase").getByRole("button", { name: outboxLabels.askToDiscard }).press("Enter");
      const question = gatescope.dialog(outboxLabels.discardTitle(one));
      await expect(question).toContainText(
        `${batchText({ firstName: "purchase", userLabel: "u-1036", tier: "staging" }, 1).join("")}: ${outboxLabels.willNotBeSent(1)}`,
      );
      await question.getByRole("button", { name: outboxLabels.discard(one), exact: true }).press("Enter");
      await expect(events.batch("purchase")).toBeHidden();
      await expect(events.outbox).toBeFocused();
      await events.openTab("ledger");
      await expect(events.panel).toContainText(`4 ${ledgerLabels.within(null)}`);
    });

    await test.step("what waits is named in other projects, and stays reachable when its project is removed", async () => {
      await events.openTab("outbox");
      await gatescope.switchProject("Sandbox");
      await expect(events.panel).toContainText(outboxLabels.emptyOf("Sandbox"));
      await expect(events.panel).toContainText(outboxLabels.inProject(1, "Lumen live"));
      await events.panel.getByRole("button", { name: outboxLabels.showProject("Lumen live") }).click();
      await expect(events.batch("add_to_cart")).toBeVisible();

      await gatescope.open("settings");
      await app.page.getByRole("button", { name: projectsLabels.askToRemove("Lumen live") }).click();
      const removal = gatescope.dialog(projectsLabels.removeTitle("Lumen live"));
      await expect(removal).toContainText(projectsLabels.unsettled(1));
      await removal.getByRole("button", { name: projectsLabels.remove }).click();
      await gatescope.open("events");
      await events.openTab("compose");
      await expect(events.outbox).toContainText(outboxLabels.emptyHere(1));
      await events.openTab("outbox");
      await expect(events.outbox).toContainText(outboxLabels.ofRemoved("Lumen live"));
      await expect(events.batch("add_to_cart").getByRole("button", { name: outboxLabels.sendNow })).toBeHidden();
      await events.batch("add_to_cart").getByRole("button", { name: outboxLabels.askToDiscard }).click();
      await gatescope
        .dialog(outboxLabels.discardTitle(one))
        .getByRole("button", { name: outboxLabels.discard(one), exact: true })
        .click();
      await expect(events.panel).toContainText(outboxLabels.empty);

      await events.openTab("ledger");
      await events.panel.getByRole("button", { name: ledgerLabels.showAllProjects }).click();
      await expect(events.ledgerRow("add_to_cart").first()).toContainText("Lumen live");
    });
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
  return statsig.requests.filter(({ path }) => path.endsWith("/log_event")).flatMap(({ body }) => namesIn(body));
}

function namesIn(body: string): string[] {
  return (JSON.parse(body) as { events: { eventName: string }[] }).events.map(({ eventName }) => eventName);
}

/** Adds a project, and opens the composer on its tier staging with u-1036 as the current user. */
async function openComposer(gatescope: Gatescope, address: string, hasPassphrase: boolean): Promise<void> {
  const { settings, user } = gatescope;
  await settings.addProject({ name: "Lumen live", hosts: address });
  await settings.addKey(key);
  if (hasPassphrase) await expect(await settings.protectKeys(passphrase)).toBeHidden();
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await user.pasteText("u-1036");
  await user.applyPastedUser();
}

async function unlock(gatescope: Gatescope, hasPassphrase: boolean): Promise<void> {
  if (!hasPassphrase) return;
  await gatescope.lockedKeys.click();
  await gatescope.settings.unlock(passphrase);
}
