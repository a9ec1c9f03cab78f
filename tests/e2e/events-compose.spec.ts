import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { lockedFormText } from "#renderer/parts/locked-form-text.ts";
import { removeForbiddenLabel } from "#shared/domain/events/event-findings.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { tabTo } from "./pages/keyboard.ts";

// A newcomer sends a first event and looks for it in the sandbox.

test("a newcomer composes an event, fixes an invalid name, sends it and finds it in the sandbox", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, settings, topBar } = gatescope;
  await gatescope.open("events");
  await expect(events.panel).toContainText("Nothing is sent while you compose");

  await events.addEvent("add[to]cart");
  await expect(events.panel).toContainText("Statsig drops events whose name contains [ or ].");
  await expect(events.drafts).toContainText("cannot be sent");
  await expect(events.sendButton).toBeDisabled();
  await events.panel.getByRole("button", { name: removeForbiddenLabel }).click();
  await expect(events.eventName).toHaveValue("addtocart");

  await events.eventName.fill("add_to_cart");
  await events.value.fill("49.9");
  await events.addMetadata("sku", "lamp-arc-02");
  await expect(events.body).toContainText('"eventName": "add_to_cart", "value": 49.9');
  await expect(events.body).toContainText('"metadata": { "sku": "lamp-arc-02" }');
  await expect(topBar).toContainText("nothing written");

  await expect(events.sendButton).toHaveText("Send 1 event to Sandbox, staging");
  await events.sendButton.click();
  await expect(events.panel).toContainText("1 event delivered.");
  await expect(topBar).toContainText("1 written");
  await events.panel.getByRole("button", { name: "See it in the sandbox" }).click();

  const received = page.getByRole("grid", { name: sandboxLabels.receivedEvents });
  await expect(received.getByRole("row").nth(1)).toContainText("add_to_cart");
  await expect(received.getByRole("row").nth(1)).toContainText("49.9");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "1", exposures: "0" });
});

test("form and JSON show the same drafts, and a reload keeps both", async ({ app }) => {
  const gatescope = new Gatescope(app.page);
  const { events } = gatescope;
  await gatescope.open("events");
  await events.addEvent("add_to_cart");
  await events.showView("json");
  await expect(events.json).toContainText('"eventName": "add_to_cart"');
  await events.typeJson('[{ "eventName": "purchase", "value": "129,80" }, { "eventName": "refund" }]');
  await events.showView("form");
  await expect(events.eventName).toHaveValue("purchase");
  await expect(events.drafts.getByRole("row")).toHaveCount(3);

  await events.showView("json");
  await events.typeJson('[{ "eventName": "purch');
  await expect(events.panel).toContainText("Line 1");
  await events.showView("form");
  await expect(events.panel).toContainText(lockedFormText);

  await app.page.reload();
  await expect(events.panel).toContainText(lockedFormText);
  await events.showView("json");
  await expect(events.json).toHaveText('[{ "eventName": "purch');
  await app.page.getByRole("button", { name: "Restore the last valid JSON" }).click();
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
  await expect(events.sendButton).toHaveText("Send 1 event to Sandbox, production…");

  await test.step("Ctrl+Enter opens the confirmation and does not confirm it", async () => {
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(events.confirmation).toContainText("production of Sandbox is protected.");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(events.confirmation).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(events.confirmation).toBeHidden();
    await expect(events.drafts).toContainText("add_to_cart");
  });

  await test.step("confirming sends once, and can snooze the confirmation", async () => {
    await events.sendButton.click();
    await events.confirmation.getByRole("checkbox", { name: "Do not ask again for production for 15 minutes" }).check();
    await events.confirmation.getByRole("button", { name: "Send 1 event to production" }).click();
    await expect(events.panel).toContainText("1 event delivered.");
    await events.addEvent("checkout_step");
    await expect(events.panel).toContainText("Confirmation for production is off until");
    await events.sendButton.click();
    await expect(events.drafts).toBeHidden();
    await expect(events.panel).toContainText("1 event delivered.");
  });

  await test.step("Ctrl+Enter asks for confirmation even while snoozed, and the snooze can be ended", async () => {
    await events.addEvent("purchase");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(events.confirmation).toBeVisible();
    await page.keyboard.press("Escape");
    await events.panel.getByRole("button", { name: "Turn it on" }).click();
    await events.sendButton.click();
    await expect(events.confirmation).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "2" });
});

test("checks write nothing, and an exposure can be logged from an answer afterwards", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, events, settings, history } = gatescope;
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText("Passcheckout_v2");
  await inspect.checkEverything();
  await expect(inspect.answersHeading).toBeVisible();
  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0", exposures: "0" });

  await gatescope.open("inspect");
  await inspect.openTab("gate");
  await page.getByRole("button", { name: "Log this exposure…" }).click();
  await expect(events.body).toContainText('"gateName": "checkout_v2", "passes": true, "ruleID":');
  await events.sendButton.click();
  await expect(events.panel).toContainText("1 exposure delivered.");
  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0", exposures: "1" });

  await gatescope.open("history");
  await history.search.fill("check_gate");
  await history.row("Pass").first().click();
  await history.answer.openTab("summary");
  await page.getByRole("button", { name: "Log this exposure…" }).click();
  await expect(events.drafts).toContainText("checkout_v2");
});

test("an exposure logged from an answer or from the history includes its secondary exposures", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, events, history } = gatescope;
  const gates = '"secondaryExposures": [ { "gate": "loyalty_program", "gateValue": "false", "ruleID": "default" }, { "gate": "fraud_watch"';
  await inspect.check("gate", "invite_friends");
  await inspect.answer.openTab("exposures");
  await expect(inspect.answer.evidence).toContainText("and carry 3 more");
  await inspect.answer.openTab("summary");
  await page.getByRole("button", { name: "Log this exposure…" }).click();
  await expect(events.body).toContainText(gates);
  await events.panel.getByRole("button", { name: "Remove", exact: true }).click();

  await gatescope.open("history");
  await history.search.fill("check_gate");
  await history.row("Pass").first().click();
  await history.answer.openTab("exposures");
  await expect(history.answer.evidence).toContainText("and carry 3 more");
  await history.answer.openTab("summary");
  await page.getByRole("button", { name: "Log this exposure…" }).click();
  await expect(events.body).toContainText(gates);
});

// The added event was lost before.
test("keeps an event that is added while another one is being sent", async ({ app }) => {
  const gatescope = new Gatescope(app.page);
  const { events } = gatescope;
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await events.addEvent("add_to_cart");
  const { pid } = JSON.parse(readFileSync(join(app.dataFolder, "lock.json"), "utf8"));
  process.kill(pid, "SIGSTOP"); // the program accepts the request and does not answer
  await events.sendButton.click();
  await events.addEvent("purchase");
  process.kill(pid, "SIGCONT");
  await expect(events.panel).toContainText("1 event delivered.");
  await expect(events.eventName).toHaveValue("purchase");
});

test("selecting another event scrolls its form to the first field", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events } = gatescope;
  await gatescope.open("events");
  await events.addEvent("add_to_cart");
  for (const name of ["sku", "currency", "cache", "colour", "size", "lamp", "shade"]) await events.addMetadata(name, "x");
  await events.panel.getByRole("button", { name: "Duplicate" }).click();
  await events.eventName.fill("checkout");
  await events.panel.getByRole("button", { name: "Add a gate" }).scrollIntoViewIfNeeded();
  await expect(events.eventName).not.toBeInViewport();
  await events.drafts.getByRole("row").nth(1).click();
  await expect(events.eventName).toHaveValue("add_to_cart");
  await expect(events.eventName).toBeInViewport({ ratio: 1 });
});

test("composes and sends events with the keyboard alone", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, inspect, palette, announcement } = gatescope;
  await expect(inspect.firstSteps).toBeVisible();
  await palette.open();
  await page.keyboard.type("compose events");
  await expect(palette.selectedOption).toHaveText(/Compose events/);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: "Add an event", exact: true }));
  await page.keyboard.press("Enter");
  await events.eventName.focus();
  await page.keyboard.type("add_to_cart");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await page.keyboard.type("3");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: "Duplicate", exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(events.drafts.getByRole("row")).toHaveCount(3);
  await events.value.fill("4");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: "Move up", exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(announcement).toHaveText("Moved to position 1 of 2.");
  await expect(events.drafts.getByRole("row").nth(1)).toContainText("4");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(events.panel).toContainText("2 events delivered.");
});
