import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { exposuresLabels } from "#renderer/answer/exposures/exposures-labels.ts";
import { paletteLabels } from "#renderer/app/palette/palette-labels.ts";
import { composeLabels } from "#renderer/features/events/compose/compose-labels.ts";
import { confirmLabels, snoozeMinutes } from "#renderer/features/events/confirm/confirm-labels.ts";
import { draftsLabels } from "#renderer/features/events/drafts/drafts-labels.ts";
import { parseDraftsText } from "#renderer/features/events/drafts/drafts-text.ts";
import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { lockedFormText } from "#renderer/parts/locked-form-text.ts";
import { protectedTierText } from "#renderer/parts/protected-tier-text.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { nameFindings, removeForbiddenLabel } from "#shared/domain/events/event-findings.ts";
import { readEvents } from "#shared/domain/events/event-json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { tabTo } from "./pages/keyboard.ts";

const one = formatCount(1, "event");
/** Parts of request bodies. */
const written = {
  event: '"eventName": "add_to_cart", "value": 49.9',
  metadata: '"metadata": { "sku": "lamp-arc-02" }',
  exposure: '"gateName": "checkout_v2", "passes": true, "ruleID":',
};

// A newcomer sends a first event and looks for it in the sandbox.

test("a newcomer composes an event, fixes an invalid name, sends it and finds it in the sandbox", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { events, settings, topBar } = gatescope;
  await gatescope.open("events");
  await expect(events.panel).toContainText(composeLabels.nothingSentYet);

  await events.addEvent("add[to]cart");
  await expect(events.panel).toContainText(messageAbout("add[to]cart"));
  await expect(events.drafts).toContainText(draftsLabels.cannotBeSent);
  await expect(events.sendButton).toBeDisabled();
  await events.panel.getByRole("button", { name: removeForbiddenLabel }).click();
  await expect(events.eventName).toHaveValue("addtocart");

  await events.eventName.fill("add_to_cart");
  await events.value.fill("49.9");
  await events.addMetadata("sku", "lamp-arc-02");
  await expect(events.body).toContainText(written.event);
  await expect(events.body).toContainText(written.metadata);
  await expect(topBar).toContainText(writtenText(0));

  await expect(events.sendButton).toHaveText(eventsLabels.send(one, "Sandbox, staging"));
  await events.sendButton.click();
  await expect(events.panel).toContainText(composeLabels.delivered(one));
  await expect(topBar).toContainText(writtenText(1));
  await events.panel.getByRole("button", { name: composeLabels.seeInSandbox(1) }).click();

  const received = page.getByRole("grid", { name: sandboxLabels.receivedEvents });
  await expect(received.getByRole("row").nth(1)).toContainText("add_to_cart");
  await expect(received.getByRole("row").nth(1)).toContainText("49.9");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "1", exposures: "0" });

  // The added event was lost before.
  await test.step("an event that is added while another one is being sent is kept", async () => {
    await gatescope.open("events");
    await events.addEvent("add_to_cart");
    const { pid } = JSON.parse(readFileSync(join(app.dataFolder, "lock.json"), "utf8"));
    process.kill(pid, "SIGSTOP"); // the program accepts the request and does not answer
    await events.sendButton.click();
    await events.addEvent("purchase");
    process.kill(pid, "SIGCONT");
    await expect(events.panel).toContainText(composeLabels.delivered(one));
    await expect(topBar).toContainText(writtenText(2));
    await expect(events.eventName).toHaveValue("purchase");
  });
});

test("selecting a draft shows its form from the top, form and JSON show the same drafts, and a reload keeps both", async ({ app }) => {
  const gatescope = new Gatescope(app.page);
  const { events } = gatescope;
  await gatescope.open("events");

  await test.step("selecting another event scrolls its form to the first field", async () => {
    await events.addEvent("add_to_cart");
    for (const name of ["sku", "currency", "cache", "colour", "size", "lamp", "shade"]) await events.addMetadata(name, "x");
    await events.panel.getByRole("button", { name: draftsLabels.duplicate }).click();
    await events.eventName.fill("checkout");
    await events.panel.getByRole("button", { name: draftsLabels.addGate }).scrollIntoViewIfNeeded();
    await expect(events.eventName).not.toBeInViewport();
    await events.drafts.getByRole("row").nth(1).click();
    await expect(events.eventName).toHaveValue("add_to_cart");
    await expect(events.eventName).toBeInViewport({ ratio: 1 });
  });

  await events.showView("json");
  await expect(events.json).toContainText("add_to_cart");
  await events.typeJson('[{ "eventName": "purchase", "value": "129,80" }, { "eventName": "refund" }]');
  await events.showView("form");
  await expect(events.eventName).toHaveValue("purchase");
  await expect(events.drafts.getByRole("row")).toHaveCount(3);

  await events.showView("json");
  const cut = '[{ "eventName": "purch';
  await events.typeJson(cut);
  await expect(events.panel).toContainText(problemOf(cut));
  await events.showView("form");
  await expect(events.panel).toContainText(lockedFormText);

  await app.page.reload();
  await expect(events.panel).toContainText(lockedFormText);
  await events.showView("json");
  await expect(events.json).toHaveText(cut);
  await app.page.getByRole("button", { name: draftsLabels.restore }).click();
  await events.showView("form");
  await expect(events.drafts.getByRole("row")).toHaveCount(3);
});

test("sending to a protected tier needs a confirmation that names the tier, and can be snoozed", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, user, settings } = gatescope;
  await user.pasteText("u-1036");
  await user.applyPastedUser();
  await gatescope.switchTier("production");
  await gatescope.open("events");
  await events.addEvent("add_to_cart");
  await expect(events.sendButton).toHaveText(`${eventsLabels.send(one, "Sandbox, production")}…`);

  await test.step("Ctrl+Enter opens the confirmation and does not confirm it", async () => {
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(events.confirmation).toContainText(protectedTierText("production", "Sandbox"));
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(events.confirmation).toBeVisible();
    await events.cancelConfirmation();
    await expect(events.drafts).toContainText("add_to_cart");
  });

  await test.step("confirming sends once, and can snooze the confirmation", async () => {
    await events.sendButton.click();
    await events.confirmation.getByRole("checkbox", { name: confirmLabels.snooze("production", snoozeMinutes) }).check();
    await events.confirmation.getByRole("button", { name: eventsLabels.send(one, "production") }).click();
    await expect(events.panel).toContainText(composeLabels.delivered(one));
    await events.addEvent("checkout_step");
    await expect(events.panel).toContainText(confirmLabels.isSnoozed("production"));
    await events.sendButton.click();
    await expect(events.drafts).toBeHidden();
    await expect(events.panel).toContainText(composeLabels.delivered(one));
  });

  await test.step("Ctrl+Enter asks for confirmation even while snoozed, and the snooze can be ended", async () => {
    await events.addEvent("purchase");
    await page.keyboard.press("ControlOrMeta+Enter");
    await events.cancelConfirmation();
    await events.panel.getByRole("button", { name: confirmLabels.endSnooze }).click();
    await events.sendButton.click();
    await events.cancelConfirmation();
  });

  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "2" });
});

test("checks write nothing, and an exposure can be logged from an answer afterwards", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, events, settings, history } = gatescope;
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
  await inspect.checkEverything();
  await expect(inspect.answersHeading).toBeVisible();
  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0", exposures: "0" });

  await gatescope.open("inspect");
  await inspect.openTab("gate");
  await page.getByRole("button", { name: answerLabels.logExposure }).click();
  await expect(events.body).toContainText(written.exposure);
  await events.sendButton.click();
  await expect(events.panel).toContainText(composeLabels.delivered(formatCount(1, "exposure")));
  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0", exposures: "1" });

  await gatescope.open("history");
  await history.search.fill("check_gate");
  await history.row(stateLabels.pass).first().click();
  await history.answer.openTab("summary");
  await page.getByRole("button", { name: answerLabels.logExposure }).click();
  await expect(events.drafts).toContainText("checkout_v2");

  await test.step("an exposure logged from an answer or from the history includes its secondary exposures", async () => {
    const gates =
      '"secondaryExposures": [ { "gate": "loyalty_program", "gateValue": "false", "ruleID": "default" }, { "gate": "fraud_watch"';
    await gatescope.open("inspect");
    await inspect.check("gate", "invite_friends");
    await inspect.answer.openTab("exposures");
    await expect(inspect.answer.evidence).toContainText(exposuresLabels.carries(3));
    await inspect.answer.openTab("summary");
    await page.getByRole("button", { name: answerLabels.logExposure }).click();
    await expect(events.body).toContainText(gates);
    await events.panel.getByRole("button", { name: draftsLabels.remove, exact: true }).click();

    await gatescope.open("history");
    await history.search.fill("check_gate");
    await history.row("invite_friends").first().click();
    await history.answer.openTab("exposures");
    await expect(history.answer.evidence).toContainText(exposuresLabels.carries(3));
    await history.answer.openTab("summary");
    await page.getByRole("button", { name: answerLabels.logExposure }).click();
    await expect(events.body).toContainText(gates);
  });
});

test("composes and sends events with the keyboard alone", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, inspect, palette, announcement } = gatescope;
  await expect(inspect.firstSteps).toBeVisible();
  await palette.open();
  await page.keyboard.type(paletteLabels.compose);
  await expect(palette.selectedOption).toContainText(paletteLabels.compose);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: composeLabels.addFirst, exact: true }));
  await page.keyboard.press("Enter");
  await events.eventName.focus();
  await page.keyboard.type("add_to_cart");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await page.keyboard.type("3");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: draftsLabels.duplicate, exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(events.drafts.getByRole("row")).toHaveCount(3);
  await events.value.fill("4");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: draftsLabels.moveUp, exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(announcement).toHaveText(draftsLabels.moved(1, 2));
  await expect(events.drafts.getByRole("row").nth(1)).toContainText("4");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(events.panel).toContainText(composeLabels.delivered(formatCount(2, "event")));
});

/** The reason for which an event of this name is not sent. */
function messageAbout(name: string): string {
  return nameFindings(name)[0]?.message ?? "";
}

/** The problem of a text in the JSON view. */
function problemOf(text: string): string {
  const read = parseDraftsText(text, readEvents);
  return read.kind === "unreadable" ? read.message : "";
}
