import type { Page } from "@playwright/test";
import { experimentPathLabel } from "#renderer/answer/rollout/experiment-path.ts";
import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { removeForbiddenLabel } from "#shared/domain/events/event-findings.ts";
import type { LocalHttpServer } from "#tests/fakes/local-servers.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { type App, expect, test } from "./fixtures/app.ts";
import { colourViolationsOn, horizontalOverflowPx, violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { startFailingServer } from "./servers/failing-server.ts";

// axe checks every screen and main state in light and dark, at the minimum and the default window size.

const large = { width: 1440, height: 900 };
/** In this size the tabs of Inspect are a menu. */
const small = { width: 1024, height: 640 };

// Each test visits about thirty states and runs axe four times in each.
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
  await checkAccessibility(app, "first steps");

  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText(/checkout_v2$/);
  await checkAccessibility(app, "an answer");
  for (const tab of ["exchange", "code"] as const) {
    await inspect.answer.openTab(tab);
    await checkAccessibility(app, `an answer, ${tab}`);
  }
  await inspect.answer.openTab("summary");
  await inspect.nameField.press("ArrowDown");
  await expect(page.getByRole("listbox", { name: "Known gates" })).toBeVisible();
  await checkAccessibility(app, "known names");
  await page.keyboard.press("Escape");

  await inspect.check("config", "shipping_rates");
  await expect(inspect.answer.heading).toHaveText(/shipping_rates$/);
  await checkAccessibility(app, "a config value");
  await inspect.check("ranked", "recommendation_bandit");
  await expect(inspect.answer.heading).toHaveText(/recommendation_bandit$/);
  await checkAccessibility(app, "a ranked list");
  await inspect.check("layer", "checkout_laier");
  await expect(inspect.answer.heading).toHaveText("Not foundcheckout_laier");
  await checkAccessibility(app, "not found");
  await inspect.openTab("experiment");
  await checkAccessibility(app, "before the first check");

  await inspect.checkEverything();
  await expect(inspect.answersHeading).toHaveText(/^30 answers/);
  await checkAccessibility(app, "all answers");
  await inspect.row("onboarding_flow").click();
  await expect(inspect.answer.line).toBeVisible();
  await checkAccessibility(app, "all answers, one open");

  await user.showView("json");
  await expect(user.json).toBeVisible();
  await checkAccessibility(app, "the user as JSON");
  await user.typeJson('{ "userID": ');
  await expect(user.panel).toContainText("Line ");
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
  await expect(gatescope.dialog("Saved users")).toBeVisible();
  await checkAccessibility(app, "manage users");
  await page.keyboard.press("Escape");
  await user.startEmpty();
  await expect(user.panel).toContainText("This user is empty");
  await checkAccessibility(app, "an empty user");

  await gatescope.open("history");
  await expect(history.rows).not.toHaveCount(0);
  await checkAccessibility(app, "history");
  await history.search.fill("nothing like it");
  await expect(history.list).toContainText("matches “nothing like it”");
  await checkAccessibility(app, "history without a match");
  await history.search.fill("");

  await palette.open();
  await checkAccessibility(app, "palette");
  await page.keyboard.type("no such thing here");
  await expect(palette.options).toHaveCount(0);
  await checkAccessibility(app, "palette without a match");
  await page.keyboard.press("Escape");
  await history.rows.first().click();
  await page.keyboard.press("?");
  await expect(gatescope.dialog("Keyboard shortcuts")).toBeVisible();
  await checkAccessibility(app, "keyboard shortcuts");
  await page.keyboard.press("Escape");

  for (const section of ["sandbox", "appearance", "shortcuts", "about", "projects"] as const) {
    await settings.openSection(section);
    await checkAccessibility(app, `settings, ${section}`);
  }

  await app.kill9();
  await expect(page.getByRole("region", { name: "Connection" })).toContainText("Gatescope does not answer.");
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
  await expect(page.getByRole("heading", { name: "Lumen live has no key yet" })).toBeVisible();
  await checkAccessibility(app, "checks unavailable without a key");
  await settings.addKeyButton.click();
  await settings.addKey(key);
  await settings.testKey("e8f9");
  await expect(settings.keys).toContainText("This server secret key works.");
  await checkAccessibility(app, "tested key");
  await gatescope.topBar.getByRole("button", { name: /^Key in use/ }).click();
  await checkAccessibility(app, "key menu");
  await page.keyboard.press("Escape");

  await gatescope.open("inspect");
  await gatescope.exposure("logging").click();
  await expect(inspect.checkButton).toHaveText(/^Check and log in production/);
  await checkAccessibility(app, "logging on a protected tier");
  await inspect.check("gate", "dark_mode");
  await expect(gatescope.dialog("Log exposures in production?")).toBeVisible();
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
  await checkAccessibility(app, "history with faults");
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
  await expect(why.flips.getByRole("button", { name: "Try on a copy: loyalty_tier = gold" })).toBeVisible();
  await checkAccessibility(app, "why");
  await page.getByRole("button", { name: "Expand all" }).click();
  await expect(why.fold("Inside passes checkout_v2")).toHaveAttribute("aria-expanded", "true");
  await checkAccessibility(app, "why, unfolded");
  await page.getByRole("button", { name: "by userID try another ID" }).first().click();
  await page.getByRole("textbox", { name: "Where would another userID stand?" }).fill("u-2000");
  await checkAccessibility(app, "why, another ID");
  await page.keyboard.press("Escape");
  await answer.line.getByRole("button", { name: "3 of 3 agree" }).click();
  await expect(page.getByRole("heading", { name: "All sources agree" })).toBeVisible();
  await checkAccessibility(app, "agreement of the sources");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Explain at another time or tier" }).click();
  await page.getByLabel("At", { exact: true }).fill("2026-12-24T18:00");
  await checkAccessibility(app, "another time and tier");
  await page.getByRole("button", { name: "Explain", exact: true }).click();
  await expect(answer.evidence).toContainText("Not live as of 24 Dec 2026, 18:00");
  await checkAccessibility(app, "why, not live");
  await page.getByRole("button", { name: "Back to now" }).click();
  await why.flips.getByRole("button", { name: "Try on a copy: loyalty_tier = gold" }).click();
  await expect(why.before).toContainText("Fails for Lena, Hamburg");
  await checkAccessibility(app, "a change tried on a copy");
  await answer.openTab("exposures");
  await expect(answer.evidence.getByRole("list", { name: "Exposures" })).toBeVisible();
  await checkAccessibility(app, "exposures of a gate");

  await user.switchTo("Lena, Hamburg");
  await inspect.check("experiment", "checkout_trust_badges");
  await expect(page.getByRole("list", { name: experimentPathLabel })).toBeVisible();
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
  await expect(inspect.answersHeading).toHaveText(/^4 gates/);
  await checkAccessibility(app, "several gates");
  await inspect.row("invite_friends").click();
  await answer.openTab("why");
  await expect(why.rules).toBeVisible();
  await checkAccessibility(app, "several gates, why one of them");

  await gatescope.open("history");
  await history.row("checkout_trust_badges").first().click();
  for (const tab of ["summary", "why", "exposures", "exchange", "code"] as const) {
    await history.answer.openTab(tab);
    await checkAccessibility(app, `history, ${tab}`);
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
  await checkAccessibility(app, "three events");
  await events.showView("json");
  await checkAccessibility(app, "events as JSON");
  await events.typeJson('[{ "eventName": "purch');
  await checkAccessibility(app, "invalid events JSON");
  await page.getByRole("button", { name: "Restore the last valid JSON" }).click();
  await events.showView("form");
  await page.getByRole("button", { name: "Templates" }).click();
  await checkAccessibility(app, "templates");
  await page.keyboard.press("Escape");
  await events.sendButton.click();
  await expect(events.panel).toContainText("3 events delivered.");
  await checkAccessibility(app, "delivered events");

  await gatescope.switchTier("production");
  await events.addEvent("purchase");
  await page.keyboard.press("Escape");
  await events.sendButton.click();
  await expect(events.confirmation).toBeVisible();
  await checkAccessibility(app, "confirmation before sending");
  await page.keyboard.press("Escape");
  await gatescope.switchTier("staging");

  await gatescope.open("inspect");
  await inspect.check("experiment", "checkout_trust_badges");
  await page.getByRole("button", { name: "Log this exposure…" }).click();
  await expect(events.body).toContainText("checkout_trust_badges");
  await checkAccessibility(app, "an exposure");

  await events.openTab("file");
  await events.uploadText(
    "cart.csv",
    "event,value,userID,sku,at\nadd_to_cart,49.9,u-1036,lamp-arc-02,1760000000\nbad[name],,u-17,,\n,1,u-2,,\n",
  );
  await expect(events.panel).toContainText("1 of 3 rows can be sent.");
  await checkAccessibility(app, "file preview");
  await events.panel.getByRole("tab", { name: /^Refused/ }).click();
  await checkAccessibility(app, "refused rows");
  await events.panel.getByRole("tab", { name: /^Warnings/ }).click();
  await checkAccessibility(app, "rows with warnings");
  await events.sendButton.click();
  await expect(events.fileImport("cart.csv")).toContainText("Finished");
  await checkAccessibility(app, "finished file import");

  await topBar.getByRole("button", { name: /written$/ }).click();
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
  await expect(events.batch("purchase")).toContainText("Next attempt in");
  await checkAccessibility(app, "outbox");
  await events.batch("purchase").getByRole("button", { name: "Edit…" }).click();
  await expect(gatescope.dialog("Edit 2 events")).toBeVisible();
  await checkAccessibility(app, "edit a waiting batch");
  await page.keyboard.press("Escape");
  await events.batch("purchase").getByRole("button", { name: "Discard…" }).click();
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
  await inspect.firstSteps.getByRole("button", { name: /^Gate checkout_v2/ }).click();
  await expect(inspect.answer.heading).toHaveText(/checkout_v2$/);
  for (const tab of ["summary", "why", "exposures", "exchange", "code"] as const) {
    await inspect.answer.openTab(tab);
    await expectNoHorizontalScroll(tab);
  }
  await page.getByRole("button", { name: /^User: / }).click();
  await expect(gatescope.dialog("User")).toBeVisible();
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
  await history.answer.evidence.getByText("What decided").scrollIntoViewIfNeeded();
  await expect(history.answer.evidence.getByText("What decided")).toBeInViewport();
  for (const section of ["sandbox", "appearance", "shortcuts", "about", "projects"] as const) {
    await settings.openSection(section);
    await expectNoHorizontalScroll(section);
  }
});

test("selected options differ from unselected ones when the system sets the colours", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, user } = gatescope;
  await page.emulateMedia({ forcedColors: "active" });
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.line).toContainText("Pass");
  const groups = [gatescope.exposureSwitch.getByRole("radio"), user.views.locator("label")];
  for (const group of groups) {
    const colours = await group.evaluateAll((choices) => choices.map((choice) => getComputedStyle(choice).backgroundColor));
    expect(colours).toHaveLength(2);
    expect(colours[0]).not.toBe(colours[1]);
  }
});

/** Runs axe on the current state at both sizes, in dark and light. */
async function checkAccessibility({ page }: App, state: string): Promise<void> {
  const checkScheme = async (scheme: "light" | "dark", size: { width: number; height: number }) => {
    await page.setViewportSize(size);
    await setColorScheme(page, scheme);
    const violations = scheme === "light" ? violationsOn : colourViolationsOn;
    expect.soft(await violations(page), `${state}, ${size.width} × ${size.height}, ${scheme}`).toEqual([]);
  };
  await test.step(state, async () => {
    // Each step changes either the size or the scheme, because a change makes the whole page restyle. It ends as it started.
    await checkScheme("light", large);
    await checkScheme("dark", large);
    await checkScheme("dark", small);
    await checkScheme("light", small);
    await page.setViewportSize(large);
  });
}

async function setColorScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
}
