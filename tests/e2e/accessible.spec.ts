import type { Page } from "@playwright/test";
import { agreementLabels } from "#renderer/answer/agreement/agreement-labels.ts";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { exposuresLabels } from "#renderer/answer/exposures/exposures-labels.ts";
import { experimentPathLabels } from "#renderer/answer/rollout/experiment-path.ts";
import { rolloutLabels } from "#renderer/answer/rollout/rollout-labels.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";
import { appLabels } from "#renderer/app/app-labels.ts";
import { connectionLabels } from "#renderer/app/frame/connection-labels.ts";
import { cohortsLabels } from "#renderer/features/cohorts/cohorts-labels.ts";
import { composeLabels } from "#renderer/features/events/compose/compose-labels.ts";
import { draftsLabels } from "#renderer/features/events/drafts/drafts-labels.ts";
import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { importLabels, runStateLabels } from "#renderer/features/events/import/import-labels.ts";
import { outboxLabels } from "#renderer/features/events/outbox/outbox-labels.ts";
import { inspectLabels, inspectTabLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { logLabels } from "#renderer/features/inspect/log-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { knownNamesLabel } from "#renderer/parts/name-picker/name-field-label.ts";
import { logExposuresTitle } from "#renderer/parts/protected-tier-text.ts";
import { commandLabels } from "#renderer/session/commands.ts";
import { keyWorksText } from "#services/key-test/key-test-text.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { removeForbiddenLabel } from "#shared/domain/events/event-findings.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { userWarnings } from "#shared/domain/user/statsig-user.ts";
import type { LocalHttpServer } from "#tests/fakes/local-servers.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { type App, expect, test } from "./fixtures/app.ts";
import { colourViolationsOn, horizontalOverflowPx, structureViolationsOn, violationsOn } from "./pages/accessibility.ts";
import { fails, headingText } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { any, like, startingWith } from "./pages/label.ts";
import { userTextProblem } from "./pages/user-panel.ts";
import { startFailingServer } from "./servers/failing-server.ts";

// axe checks every screen and main state in light and dark, at the minimum and the default window size.

const large = { width: 1440, height: 900 };
/** In this size the tabs of Inspect are a menu. */
const small = { width: 1024, height: 640 };

// Each test visits about thirty states and runs axe twice in most of them.
test.describe.configure({ timeout: 300_000 });

const key = "secret-AccessPlantedServerKey0000e8f9";
let statsig: SandboxServer;
let faulty: LocalHttpServer;

test.beforeAll(async () => {
  statsig = await createSandboxServer({
    serverKey: key,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createSilentLog(),
  });
  faulty = await startFailingServer();
});
test.afterAll(async () => {
  await statsig.close();
  await faulty.close();
});

test("axe finds no violation in Inspect, the user panel, History, the palette and Settings", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, history, palette } = gatescope;
  await page.emulateMedia({ reducedMotion: "reduce" });

  await expect(inspect.firstSteps.getByRole("button", { name: /^Mia/ })).toBeVisible();
  await checkAccessibility(app, "first steps", { hasOwnParts: true });
  // Here, because axe examines what is behind a dialog too, and this is the smallest screen.
  await palette.open();
  await checkAccessibility(app, "palette");
  await page.keyboard.type("no such thing here");
  await expect(palette.options).toHaveCount(0);
  await checkAccessibility(app, "palette without a match");
  await page.keyboard.press("Escape");
  await inspect.firstSteps.getByRole("button", { name: /^Mia/ }).focus();
  await page.keyboard.press("?");
  await expect(gatescope.dialog(commandLabels.shortcuts)).toBeVisible();
  await checkAccessibility(app, "keyboard shortcuts");
  await page.keyboard.press("Escape");

  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText(/checkout_v2$/);
  await checkAccessibility(app, "an answer", { hasOwnParts: true });
  for (const tab of ["exchange", "code"] as const) {
    await inspect.answer.openTab(tab);
    await checkAccessibility(app, `an answer, ${tab}`);
  }
  await inspect.answer.openTab("summary");
  await inspect.nameField.press("ArrowDown");
  await expect(page.getByRole("listbox", { name: knownNamesLabel(entityKindLabels.gate.many) })).toBeVisible();
  await checkAccessibility(app, "known names");
  await page.keyboard.press("Escape");

  await inspect.check("config", "shipping_rates");
  await expect(inspect.answer.heading).toHaveText(/shipping_rates$/);
  await checkAccessibility(app, "a config value");
  await inspect.check("ranked", "recommendation_bandit");
  await expect(inspect.answer.heading).toHaveText(/recommendation_bandit$/);
  await checkAccessibility(app, "a ranked list");
  await inspect.check("layer", "checkout_laier");
  await expect(inspect.answer.heading).toHaveText(headingText("not_found", "checkout_laier"));
  await checkAccessibility(app, "not found");
  await inspect.openTab("experiment");
  await checkAccessibility(app, "before the first check");

  await inspect.checkEverything();
  await expect(inspect.answersHeading).toContainText(inspectLabels.answersFor(30, "answers", ""));
  await checkAccessibility(app, "all answers");
  await inspect.row("onboarding_flow").click();
  await expect(inspect.answer.line).toBeVisible();
  await checkAccessibility(app, "all answers, one open", { hasOwnParts: true });

  await user.showView("json");
  await expect(user.json).toBeVisible();
  await checkAccessibility(app, "the user as JSON");
  await user.typeJson('{ "userID": ');
  await expect(user.panel).toContainText(userTextProblem('{ "userID": '));
  await checkAccessibility(app, "invalid user JSON");
  await user.restoreButton.click();
  await user.showView("form");
  await user.switcher.click();
  await expect(user.option("Ada, staff")).toBeVisible();
  await checkAccessibility(app, "saved users");
  await page.keyboard.press("Escape");
  await user.pasteText("user={'user_id': 'u-1'}");
  await expect(user.parseNotes).toBeVisible();
  await checkAccessibility(app, "paste a user");
  await page.keyboard.press("Escape");
  await user.manageUsers();
  await expect(gatescope.dialog(userLabels.savedUsers)).toBeVisible();
  await checkAccessibility(app, "manage users");
  await page.keyboard.press("Escape");
  await user.startEmpty();
  await expect(user.panel).toContainText(userWarnings({})[0]?.message ?? "");
  await checkAccessibility(app, "an empty user");

  await gatescope.open("history");
  await expect(history.rows).not.toHaveCount(0);
  await checkAccessibility(app, "history");
  await history.search.fill("nothing like it");
  await expect(history.list).toContainText("nothing like it");
  await checkAccessibility(app, "history without a match");
  await history.search.fill("");

  for (const section of ["sandbox", "appearance", "shortcuts", "about", "projects"] as const) {
    await settings.openSection(section);
    await checkAccessibility(app, `settings, ${section}`);
  }

  await app.kill9();
  await expect(page.getByRole("region", { name: connectionLabels.strip })).toContainText(connectionLabels.lost);
  await checkAccessibility(app, "connection lost");
});

test("axe finds no violation while adding a project, testing a key, logging and showing faults", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, history } = gatescope;
  await page.emulateMedia({ reducedMotion: "reduce" });

  await user.saveCopyOf("Jonas, Germany");
  await settings.addProject({ name: "Lumen live", hosts: statsig.hosts });
  await checkAccessibility(app, "a project without a key");
  await gatescope.open("inspect");
  await expect(page.getByRole("heading", { name: inspectLabels.noKey("Lumen live") })).toBeVisible();
  await checkAccessibility(app, "checks unavailable without a key");
  await settings.addKeyButton.click();
  await settings.addKey(key);
  await settings.testKey("e8f9");
  await expect(settings.keys).toContainText(keyWorksText("server"));
  await checkAccessibility(app, "tested key");
  await gatescope.topBar.getByRole("button", { name: startingWith(appLabels.keyInUse) }).click();
  await checkAccessibility(app, "key menu");
  await page.keyboard.press("Escape");

  await gatescope.open("inspect");
  await gatescope.exposure("logging").click();
  await expect(inspect.checkButton).toContainText(logLabels.confirm("production"));
  await checkAccessibility(app, "logging on a protected tier");
  await inspect.check("gate", "dark_mode");
  await expect(gatescope.dialog(logExposuresTitle("production"))).toBeVisible();
  await checkAccessibility(app, "confirmation before logging");
  await page.keyboard.press("Escape");
  await gatescope.exposure("looking").click();

  await settings.addProject({ name: "Faulty", hosts: faulty.origin, timeoutSeconds: 1 });
  await settings.addKey(key);
  await gatescope.open("inspect");
  for (const name of ["answers_401", "retry_after_30_s", "never_answers", "answers_a_web_page"]) {
    await inspect.check("gate", name);
    await expect(inspect.answer.heading).toHaveText(new RegExp(`${name}$`));
    await checkAccessibility(app, name);
  }
  await inspect.answer.openTab("exchange");
  await checkAccessibility(app, "a web page in the exchange");
  await inspect.check("gate", "healthy, answers_500");
  await gatescope.open("history");
  await expect(history.rows).not.toHaveCount(0);
  await checkAccessibility(app, "history with faults", { hasOwnParts: true });
});

test("axe finds no violation in explanations, exposures and the history of answers", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  const { answer, why } = inspect;
  await page.emulateMedia({ reducedMotion: "reduce" });

  await user.switchTo("Lena, Hamburg");
  await gatescope.switchTier("production");
  await inspect.check("gate", "invite_friends");
  await answer.openTab("why");
  await expect(why.flips.getByRole("button", { name: whyLabels.tryFlip("loyalty_tier = gold") })).toBeVisible();
  await checkAccessibility(app, "why", { hasOwnParts: true });
  await page.getByRole("button", { name: whyLabels.expandAll }).click();
  await expect(why.fold(whyLabels.inside("passes checkout_v2"))).toHaveAttribute("aria-expanded", "true");
  await checkAccessibility(app, "why, unfolded");
  await page
    .getByRole("button", { name: `${rolloutLabels.by} userID ${rolloutLabels.tryAnotherId}` })
    .first()
    .click();
  await page.getByRole("textbox", { name: rolloutLabels.whereWould("userID") }).fill("u-2000");
  await checkAccessibility(app, "why, another ID");
  await page.keyboard.press("Escape");
  await answer.line.getByRole("button", { name: agreementLabels.agree(3, 3) }).click();
  await expect(page.getByRole("heading", { name: agreementLabels.allAgree })).toBeVisible();
  await checkAccessibility(app, "agreement of the sources");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: whyLabels.anotherTime }).click();
  await page.getByLabel(whyLabels.at, { exact: true }).fill("2026-12-24T18:00");
  await checkAccessibility(app, "another time and tier");
  await page.getByRole("button", { name: whyLabels.explain, exact: true }).click();
  await expect(answer.evidence).toContainText(`${whyLabels.notLive} ${whyLabels.asOf("24 Dec 2026, 18:00", "production")}`);
  await checkAccessibility(app, "why, not live");
  await page.getByRole("button", { name: whyLabels.backToNow }).click();
  await why.flips.getByRole("button", { name: whyLabels.tryFlip("loyalty_tier = gold") }).click();
  await expect(why.before).toContainText(fails("Lena, Hamburg", ""));
  await checkAccessibility(app, "a change tried on a copy");
  await answer.openTab("exposures");
  await expect(answer.evidence.getByRole("list", { name: exposuresLabels.list })).toBeVisible();
  await checkAccessibility(app, "exposures of a gate");

  await user.switchTo("Lena, Hamburg");
  await inspect.check("experiment", "checkout_trust_badges");
  await expect(page.getByRole("list", { name: experimentPathLabels.list })).toBeVisible();
  await checkAccessibility(app, "an experiment");
  for (const tab of ["why", "exposures"] as const) {
    await answer.openTab(tab);
    await checkAccessibility(app, `an experiment, ${tab}`);
  }
  await inspect.check("layer", "checkout_layer");
  await expect(answer.heading).toHaveText(/checkout_layer$/);
  await checkAccessibility(app, "a layer");
  await answer.openTab("why");
  await checkAccessibility(app, "a layer, why");

  await inspect.check("gate", "checkout_v2, invite_friends, dark_mode, no_such_gate");
  await expect(inspect.answersHeading).toContainText(inspectLabels.answersFor(4, "gates", ""));
  await checkAccessibility(app, "several gates");
  await inspect.row("invite_friends").click();
  await answer.openTab("why");
  await expect(why.rules).toBeVisible();
  await checkAccessibility(app, "several gates, why one of them");

  await gatescope.open("history");
  await history.row("checkout_trust_badges").first().click();
  for (const tab of ["summary", "why", "exposures", "exchange", "code"] as const) {
    await history.answer.openTab(tab);
    await checkAccessibility(app, `history, ${tab}`, { hasOwnParts: tab === "summary" });
  }
});

test("axe finds no violation in Events, the outbox, the ledger and the sandbox", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, events, settings, topBar } = gatescope;
  await page.emulateMedia({ reducedMotion: "reduce" });

  await user.switchTo("Lena, Hamburg");
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  for (const tab of ["compose", "exposure", "file", "outbox", "ledger", "support"] as const) {
    await events.openTab(tab);
    await checkAccessibility(app, `events, ${tab}, empty`);
  }

  await events.openTab("compose");
  await events.addEvent("add[to]cart");
  await page.keyboard.press("Escape");
  await events.value.fill("49,9");
  await events.addMetadata("email", "lena@example.com");
  await expect(events.sendButton).toBeDisabled();
  await checkAccessibility(app, "an invalid event");
  await events.panel.getByRole("button", { name: removeForbiddenLabel }).click();
  for (const name of ["checkout_step", "purchase"]) {
    await events.addEvent(name);
    await page.keyboard.press("Escape");
  }
  await checkAccessibility(app, "three events", { hasOwnParts: true });
  await events.showView("json");
  await checkAccessibility(app, "events as JSON");
  await events.typeJson('[{ "eventName": "purch');
  await checkAccessibility(app, "invalid events JSON");
  await page.getByRole("button", { name: draftsLabels.restore }).click();
  await events.showView("form");
  await page.getByRole("button", { name: composeLabels.templates }).click();
  await checkAccessibility(app, "templates");
  await page.keyboard.press("Escape");
  await events.sendButton.click();
  await expect(events.panel).toContainText(composeLabels.delivered(formatCount(3, "event")));
  await checkAccessibility(app, "delivered events");

  await gatescope.switchTier("production");
  await events.addEvent("purchase");
  await page.keyboard.press("Escape");
  await events.sendButton.click();
  await expect(events.confirmation).toBeVisible();
  await checkAccessibility(app, "confirmation before sending");
  await events.cancelConfirmation();
  await gatescope.switchTier("staging");

  await gatescope.open("inspect");
  await inspect.check("experiment", "checkout_trust_badges");
  await page.getByRole("button", { name: answerLabels.logExposure }).click();
  await expect(events.body).toContainText("checkout_trust_badges");
  await checkAccessibility(app, "an exposure");

  await events.openTab("file");
  await events.uploadText(
    "cart.csv",
    "event,value,userID,sku,at\nadd_to_cart,49.9,u-1036,lamp-arc-02,1760000000\nbad[name],,u-17,,\n,1,u-2,,\n",
  );
  await expect(events.panel).toContainText(importLabels.sendable(1, 3));
  await checkAccessibility(app, "file preview");
  await events.panel.getByRole("tab", { name: startingWith(importLabels.refused) }).click();
  await checkAccessibility(app, "refused rows");
  await events.panel.getByRole("tab", { name: startingWith(importLabels.warnings) }).click();
  await checkAccessibility(app, "rows with warnings");
  await events.sendButton.click();
  await expect(events.fileImport("cart.csv")).toContainText(runStateLabels.finished);
  await checkAccessibility(app, "finished file import");

  await topBar.getByRole("button", { name: like(`${any} ${appLabels.written}`) }).click();
  await events.ledgerRow("add_to_cart").first().click();
  await checkAccessibility(app, "ledger");
  await events.ledgerSearch.fill("nobody");
  await expect(events.panel).toContainText(eventsLabels.noRowsMatch("nobody"));
  await checkAccessibility(app, "ledger without a match");

  await events.openTab("support");
  await events.checkExposures();
  await expect(events.report).toBeVisible();
  await checkAccessibility(app, "results for support");
  await settings.openSection("sandbox");
  await page.getByRole("grid", { name: sandboxLabels.receivedEvents }).getByRole("row").nth(1).click();
  await checkAccessibility(app, "sandbox with received events");

  await settings.addProject({ name: "Lumen live", hosts: "http://127.0.0.1:9" });
  await settings.addKey(key);
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await events.openTab("compose");
  await events.addEvent("add_to_cart");
  await page.keyboard.press("Escape");
  await events.sendButton.click();
  await events.openTab("outbox");
  await expect(events.batch("purchase")).toContainText(outboxLabels.nextAttempt);
  await checkAccessibility(app, "outbox");
  await events.batch("purchase").getByRole("button", { name: outboxLabels.edit }).click();
  await expect(gatescope.dialog(outboxLabels.editing(formatCount(2, "event")))).toBeVisible();
  await checkAccessibility(app, "edit a waiting batch");
  await page.keyboard.press("Escape");
  await events.batch("purchase").getByRole("button", { name: outboxLabels.askToDiscard }).click();
  await checkAccessibility(app, "confirmation before discarding");
  await page.keyboard.press("Escape");
});

test("at 200 % zoom no screen scrolls horizontally, and the evidence is readable", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, events, history, settings, palette } = gatescope;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize({ width: 720, height: 450 });
  const expectNoHorizontalScroll = async (state: string) => expect.soft(await horizontalOverflowPx(page), state).toBe(0);

  await expect(inspect.firstSteps).toBeVisible();
  await expectNoHorizontalScroll("first steps");
  await inspect.firstSteps.getByRole("button", { name: startingWith(`${inspectTabLabels.gate} checkout_v2`) }).click();
  await expect(inspect.answer.heading).toHaveText(/checkout_v2$/);
  for (const tab of ["summary", "why", "exposures", "exchange", "code"] as const) {
    await inspect.answer.openTab(tab);
    await expectNoHorizontalScroll(tab);
  }
  await page.getByRole("button", { name: startingWith(appLabels.userIs) }).click();
  await expect(gatescope.dialog(appLabels.user)).toBeVisible();
  await expectNoHorizontalScroll("the user's drawer");
  await page.keyboard.press("Escape");
  await palette.open();
  await expectNoHorizontalScroll("palette");
  await page.keyboard.press("Escape");

  await gatescope.open("events");
  for (const tab of ["exposure", "file", "outbox", "ledger", "support", "compose"] as const) {
    await events.openTabFromMenu(tab);
    await expectNoHorizontalScroll(tab);
  }
  await events.addEvent("add[to]cart");
  await expectNoHorizontalScroll("an invalid event");

  await gatescope.open("history");
  await history.row("checkout_v2").first().click();
  await expectNoHorizontalScroll("history");
  await history.answer.openTab("summary");
  await history.answer.evidence.getByText(answerLabels.whatDecided).scrollIntoViewIfNeeded();
  await expect(history.answer.evidence.getByText(answerLabels.whatDecided)).toBeInViewport();
  for (const section of ["sandbox", "appearance", "shortcuts", "about", "projects"] as const) {
    await settings.openSection(section);
    await expectNoHorizontalScroll(section);
  }
  await gatescope.open("cohorts");
  await expect(page.getByRole("tab", { name: cohortsLabels.setup })).toBeInViewport({ ratio: 1 });
});

test("selected options differ from unselected ones when the system sets the colours", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, user } = gatescope;
  await page.emulateMedia({ forcedColors: "active" });
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.line).toContainText(stateLabels.pass);
  const groups = [gatescope.exposureSwitch.getByRole("radio"), user.views.locator("label")];
  for (const group of groups) {
    const colours = await group.evaluateAll((choices) => choices.map((choice) => getComputedStyle(choice).backgroundColor));
    expect(colours).toHaveLength(2);
    expect(colours[0]).not.toBe(colours[1]);
  }
});

/**
 * Runs axe on the current state: the default size in the scheme that the page has, and the minimum size in the other one, which the page keeps for the next
 * state. `tokens.test.ts` proves that all inks are readable on all surfaces in both schemes. What the minimum size does not have, such as tabs and two
 * panes, is checked in both schemes once per screen; the colours of the minimum size are then proven by that check and by `tokens.test.ts`.
 */
async function checkAccessibility({ page }: App, state: string, { hasOwnParts = false } = {}): Promise<void> {
  const check = async (scheme: Scheme, size: { width: number; height: number }, violations = violationsOn) =>
    expect.soft(await violations(page), `${state}, ${size.width} × ${size.height}, ${scheme}`).toEqual([]);
  await test.step(state, async () => {
    const scheme = await colorSchemeOf(page);
    const other = scheme === "light" ? "dark" : "light";
    await check(scheme, large);
    await setColorScheme(page, other);
    if (hasOwnParts) await check(other, large, colourViolationsOn);
    await page.setViewportSize(small);
    await check(other, small, hasOwnParts ? structureViolationsOn : violationsOn);
    await page.setViewportSize(large);
  });
}

type Scheme = "light" | "dark";

const schemeAttribute = "data-mantine-color-scheme";

async function colorSchemeOf(page: Page): Promise<Scheme> {
  return (await page.locator("html").getAttribute(schemeAttribute)) === "dark" ? "dark" : "light";
}

async function setColorScheme(page: Page, colorScheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator("html")).toHaveAttribute(schemeAttribute, colorScheme);
}
