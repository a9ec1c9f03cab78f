import { createSandboxServer, type SandboxServer } from "#services/sandbox-server/sandbox-server.ts";
import type { LocalHttpServer } from "#tests/fakes/local-servers.ts";
import { createQuietLog } from "#tests/fakes/quiet-log.ts";
import { type App, expect, test } from "./fixtures/app.ts";
import { sidewaysOverflow, violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { startFailingServer } from "./servers/failing-server.ts";

// Every screen and main state, as axe sees it: light and dark, at the smallest and at the usual size of a window.

const darkAndSmall = { colorScheme: "dark", width: 1024, height: 640 } as const;
/** A test goes on in it: in a small window the tabs of Inspect are a menu. */
const lightAndUsual = { colorScheme: "light", width: 1440, height: 900 } as const;

const key = "secret-AccessPlantedServerKey0000e8f9";
let statsig: SandboxServer;
let faulty: LocalHttpServer;

test.beforeAll(async () => {
  statsig = await createSandboxServer({ serverKey: key, clock: { nowMs: Date.now }, log: createQuietLog() });
  faulty = await startFailingServer();
});
test.afterAll(async () => {
  await statsig.close();
  await faulty.close();
});

test("nothing that asks, answers or refuses keeps anybody out", async ({ app }) => {
  test.slow();
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, history, palette } = gatescope;
  await page.emulateMedia({ reducedMotion: "reduce" });

  await expect(inspect.firstSteps.getByRole("button", { name: /^Mia/ })).toBeVisible();
  await seen(app, "first steps");

  await inspect.check("Gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText(/checkout_v2$/);
  await seen(app, "an answer");
  for (const tab of ["Exchange", "Code"] as const) {
    await inspect.answer.openTab(tab);
    await seen(app, `an answer, ${tab}`);
  }
  await inspect.answer.openTab("Summary");
  await inspect.nameField.press("ArrowDown");
  await expect(page.getByRole("listbox", { name: "Known gates" })).toBeVisible();
  await seen(app, "known names");
  await page.keyboard.press("Escape");

  await inspect.check("Config", "shipping_rates");
  await expect(inspect.answer.heading).toHaveText(/shipping_rates$/);
  await seen(app, "a value");
  await inspect.check("Ranked list", "recommendation_bandit");
  await expect(inspect.answer.heading).toHaveText(/recommendation_bandit$/);
  await seen(app, "a ranked list");
  await inspect.check("Layer", "checkout_laier");
  await expect(inspect.answer.heading).toHaveText("Not foundcheckout_laier");
  await seen(app, "not found");
  await inspect.choose("Experiment");
  await seen(app, "nothing asked yet");

  await inspect.checkEverything();
  await expect(inspect.severalHeading).toHaveText(/^30 answers/);
  await seen(app, "everything");
  await inspect.row("onboarding_flow").click();
  await expect(inspect.answer.line).toBeVisible();
  await seen(app, "everything, one open");

  await user.show("JSON");
  await expect(user.json).toBeVisible();
  await seen(app, "the user as JSON");
  await user.typeJson('{ "userID": ');
  await expect(user.panel).toContainText("Line ");
  await seen(app, "JSON that cannot be read");
  await page.getByRole("button", { name: "Back to the last user that could be read" }).click();
  await user.show("Form");
  await user.switcher.click();
  await expect(user.option("Ada, staff")).toBeVisible();
  await seen(app, "saved users");
  await page.keyboard.press("Escape");
  await user.paste("user={'user_id': 'u-1'}");
  await expect(user.understood).toBeVisible();
  await seen(app, "pasting a user");
  await page.keyboard.press("Escape");
  await user.switchTo("Manage, import, export…");
  await expect(gatescope.dialog("Saved users")).toBeVisible();
  await seen(app, "managing users");
  await page.keyboard.press("Escape");
  await user.startEmpty();
  await expect(user.panel).toContainText("This user is empty");
  await seen(app, "an empty user");

  await gatescope.open("History");
  await expect(history.rows).not.toHaveCount(0);
  await seen(app, "history");
  await history.search.fill("nothing like it");
  await expect(history.list).toContainText("matches “nothing like it”");
  await seen(app, "history without a match");
  await history.search.fill("");

  await palette.open();
  await seen(app, "palette");
  await page.keyboard.type("no such thing here");
  await expect(palette.options).toHaveCount(0);
  await seen(app, "palette without a match");
  await page.keyboard.press("Escape");
  await history.rows.first().click();
  await page.keyboard.press("?");
  await expect(gatescope.dialog("Keyboard shortcuts")).toBeVisible();
  await seen(app, "shortcut sheet");
  await page.keyboard.press("Escape");

  for (const section of ["Sandbox", "Appearance", "Shortcuts", "About", "Projects and keys"] as const) {
    await settings.openSection(section);
    await seen(app, `settings, ${section}`);
  }
});

test("nor does anything of a project of one's own", async ({ app }) => {
  test.slow();
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, history } = gatescope;
  await page.emulateMedia({ reducedMotion: "reduce" });

  await settings.addProject({ name: "Lumen live", hosts: statsig.hosts });
  await seen(app, "a project without a key");
  await gatescope.open("Inspect");
  await expect(page.getByRole("heading", { name: "Lumen live has no key yet" })).toBeVisible();
  await seen(app, "nothing can be asked yet");
  await page.getByRole("button", { name: "Add a key…" }).click();
  await settings.addKey(key);
  await settings.testKey("e8f9");
  await expect(settings.keys).toContainText("This server secret key works.");
  await seen(app, "a key that was tested");
  await gatescope.topBar.getByRole("button", { name: /^Key in use/ }).click();
  await seen(app, "key menu");
  await page.keyboard.press("Escape");

  await gatescope.open("Inspect");
  await user.switchTo("Jonas, Germany");
  await gatescope.exposure("Logging").click();
  await expect(gatescope.dialog("Log exposures in production?")).toBeVisible();
  await seen(app, "asking before logging");
  await gatescope.dialog("Log exposures in production?").getByRole("button", { name: "Log in production" }).click();
  await expect(inspect.checkButton).toHaveText(/^Check and log in production/);
  await seen(app, "logging on a protected tier");
  await gatescope.exposure("Looking").click();

  await settings.addProject({ name: "Faulty", hosts: faulty.origin, waitSeconds: 1 });
  await settings.addKey(key);
  await gatescope.open("Inspect");
  for (const name of ["answers_401", "slows_down_by_30_s", "stalls", "answers_a_web_page"]) {
    await inspect.check("Gate", name);
    await expect(inspect.answer.heading).toHaveText(new RegExp(`${name}$`));
    await seen(app, name);
  }
  await inspect.answer.openTab("Exchange");
  await seen(app, "a web page in the exchange");
  await inspect.check("Gate", "healthy, answers_500");
  await gatescope.open("History");
  await expect(history.rows).not.toHaveCount(0);
  await seen(app, "faults in the history");
});

test("at 200 % zoom nothing has to be scrolled sideways", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, settings, palette } = gatescope;
  await page.setViewportSize({ width: 720, height: 450 });
  const fits = async (what: string) => expect.soft(await sidewaysOverflow(page), what).toBe(0);

  await expect(inspect.firstSteps).toBeVisible();
  await fits("first steps");
  await inspect.firstSteps.getByRole("button", { name: /^Gate checkout_v2/ }).click();
  await expect(inspect.answer.heading).toHaveText(/checkout_v2$/);
  for (const tab of ["Summary", "Exchange", "Code"] as const) {
    await inspect.answer.openTab(tab);
    await fits(tab);
  }
  await page.getByRole("button", { name: /^User: / }).click();
  await expect(gatescope.dialog("User")).toBeVisible();
  await fits("the user's drawer");
  await page.keyboard.press("Escape");
  await palette.open();
  await fits("palette");
  await page.keyboard.press("Escape");
  await gatescope.open("History");
  await expect(gatescope.history.rows).not.toHaveCount(0);
  await fits("history");
  for (const section of ["Sandbox", "Appearance", "Shortcuts", "About", "Projects and keys"] as const) {
    await settings.openSection(section);
    await fits(section);
  }
});

/** Holds this state against axe. The page is byte for byte the same in every host, so one of them shows it in both looks. */
async function seen({ page, host }: App, state: string): Promise<void> {
  await test.step(state, async () => {
    for (const { colorScheme, width, height } of host === "browser-host" ? [darkAndSmall, lightAndUsual] : [lightAndUsual]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
      expect.soft(await violationsOn(page), `${state}, ${colorScheme}, ${width} × ${height}`).toEqual([]);
    }
  });
}
