import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import type { OverrideAdapter } from "@statsig/js-client";
import { pageImportLabels } from "#renderer/features/page-import/page-import-labels.ts";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { consoleLine } from "#shared/domain/page-import/console-line.ts";
import type { PageCause } from "#shared/domain/page-import/page-comparison.ts";
import { causeTitle, pageDiffers } from "#shared/domain/page-import/page-import-text.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { filesWith, savedSession } from "./data-folder.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { any, like } from "./pages/label.ts";

// Support has the customer's page on the screen: what does it have, and why is that not what the customer gets now?

const shopUrl = "http://shop.example";
const sdk = readFileSync(new URL("../../node_modules/@statsig/js-client/build/statsig-js-client.min.js", import.meta.url), "utf8");
const country = { part: { kind: "field", path: ["country"] }, reference: "US", compared: "DE" } as const;
const titleOf = (cause: PageCause) => causeTitle(cause, { editTimes: [], nowMs: 0, valuesMs: null }).title;
let statsig: SandboxServer;

test.beforeAll(async () => {
  statsig = await createSandboxServer({
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createSilentLog(),
  });
});
test.afterAll(() => statsig.close());

test("support imports a user from a page with the official client, and sees why its answers differ", async ({ app, openBrowser }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const copied = await copyOfShop(await openBrowser());
  expect(copied).not.toContain(statsig.clientKey);
  const dialog = page.getByRole("dialog");
  const box = dialog.getByRole("textbox", { name: pageImportLabels.box });

  await test.step("refuses another text, and an incomplete one", async () => {
    await gatescope.palette.open();
    await page.keyboard.type(pageImportLabels.open);
    await expect(gatescope.palette.selectedOption).toHaveText(pageImportLabels.open);
    await page.keyboard.press("Enter");
    await box.fill("<html lang=en>");
    await dialog.getByRole("button", { name: pageImportLabels.read }).click();
    await expect(dialog).toContainText(pageImportLabels.wrong);
    await box.fill(copied.slice(0, 300));
    await page.keyboard.press("Control+Enter");
    await expect(dialog).toContainText(pageImportLabels.damaged);
    expect(await violationsOn(page)).toEqual([]);
  });

  await test.step("shows the users of the page, and each cause", async () => {
    await box.fill(copied);
    await page.keyboard.press("Control+Enter");
    await expect(dialog.getByRole("heading", { level: 1 })).toContainText(pageDiffers(2, "Lena, Hamburg"), {
      timeout: 60_000,
    });
    const answers = dialog.getByRole("region", { name: pageImportLabels.answers });
    await expect(answers.getByRole("rowheader", { name: titleOf({ kind: "parts", causes: [{ parts: [country] }] }) })).toBeVisible();
    await expect(answers.getByRole("row", { name: "free_shipping_banner" })).toContainText(stateLabels.fail);
    await expect(answers.getByRole("rowheader", { name: titleOf({ kind: "override" }) })).toBeVisible();
    await expect(dialog.getByRole("radio", { name: "u-1036" })).toBeFocused();
    await expect(dialog.getByRole("radio")).toHaveCount(2);
    expect(await violationsOn(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violationsOn(page)).toEqual([]);
  });

  await test.step("puts the page's user in the panel, and keeps no key", async () => {
    await dialog.getByRole("button", { name: pageImportLabels.use }).click();
    await expect(gatescope.user.field("country")).toHaveValue("US");
    await expect(gatescope.announcement).toHaveText(pageImportLabels.used);
    await expect.poll(() => savedSession(app.dataFolder)).toContain('"US"');
    expect(filesWith(app.dataFolder, statsig.clientKey)).toEqual([]);
  });

  await test.step("finds the edit of the rules since, which nothing had read yet", async () => {
    await gatescope.settings.addProject({ name: "Shop", hosts: statsig.url });
    await gatescope.settings.addKey(statsig.serverKey);
    await gatescope.open("inspect");
    await gatescope.inspect.check("gate", "checkout_v2");
    await gatescope.inspect.answer.tab("why").click();
    await expect(gatescope.inspect.answer.evidence).toContainText("Staff");
    const { checkout_v2: gate } = demoProject.feature_gates;
    const off = { ...gate, rules: [] } as (typeof demoProject.feature_gates)[string];
    const time = demoProject.time + 60_000;
    await statsig.replaceSpecs({ ...demoProject, time, feature_gates: { ...demoProject.feature_gates, checkout_v2: off } });
    await gatescope.palette.open();
    await page.keyboard.type(pageImportLabels.open);
    await expect(gatescope.palette.selectedOption).toHaveText(pageImportLabels.open);
    await page.keyboard.press("Enter");
    await box.fill(copied);
    await page.keyboard.press("Control+Enter");
    await expect(dialog.getByRole("heading", { level: 1 })).toContainText(pageDiffers(2, "u-1036"));
    await expect(dialog.getByRole("rowheader", { name: /checkout_v2: / })).toBeVisible();
    const result = dialog.getByRole("region", { name: pageImportLabels.result });
    await expect(result.getByText(like(rulesText({ time: any, fileName: null })))).toBeVisible();
  });
});

/** Opens a shop with the official client for two users, one after the other, and runs the line in its console. Returns what is in the clipboard then. */
async function copyOfShop(browser: Browser): Promise<string> {
  const context = await browser.newContext();
  try {
    const shop = await context.newPage();
    await serveShop(shop);
    await shop.goto(shopUrl);
    await shop.evaluate(startClient, { key: statsig.clientKey, api: `${shopUrl}/v1` });
    const console = await context.newCDPSession(shop);
    await console.send("Runtime.enable");
    const copied = new Promise<string>((resolve) =>
      console.once("Runtime.inspectRequested", ({ object }) => resolve(String(object.value))),
    );
    await console.send("Runtime.evaluate", { expression: consoleLine, includeCommandLineAPI: true });
    return await copied;
  } finally {
    await context.close();
  }
}

async function serveShop(shop: Page): Promise<void> {
  await shop.route(`${shopUrl}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    if (pathname === "/")
      return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Shop</title><script src=sdk.js></script>" });
    if (pathname === "/sdk.js") return route.fulfill({ contentType: "text/javascript", body: sdk });
    if (pathname !== "/v1/initialize") return route.fulfill({ status: 202, body: "{}" });
    return route.fulfill({ response: await route.fetch({ url: `${statsig.hosts.initialize}/initialize${search}` }) });
  });
}

/** Runs on the shop's page. */
async function startClient({ key, api }: { key: string; api: string }): Promise<void> {
  const { Statsig } = globalThis as unknown as { Statsig: typeof import("@statsig/js-client") };
  // What `@statsig/js-local-overrides` returns.
  const overrideAdapter: OverrideAdapter & { getAllOverrides(): unknown } = {
    getAllOverrides: () => ({ gate: {}, dynamicConfig: { shipping_rates: { eur: 1 } }, experiment: {}, layer: {} }),
  };
  const client = new Statsig.StatsigClient(key, { userID: "guest-77" }, { networkConfig: { api }, overrideAdapter });
  await client.initializeAsync();
  await client.updateUserAsync({ userID: "u-1036", email: "lena@example.de", country: "US", custom: { theme: "dark" } });
}
