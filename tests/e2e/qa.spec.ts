import type { Page } from "@playwright/test";
import { appLabels } from "#renderer/app/app-labels.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { isTextInMemory } from "./pages/memory.ts";

// QA tests a product against the company's own project; here, a second sandbox server on this machine.

const serverKey = "secret-QaPlantedServerKey7Tz0000c41d";
const clientKey = "client-QaPlantedClientKey9Lm0000e52f";
let statsig: SandboxServer;

test.beforeAll(async () => {
  statsig = await createSandboxServer({
    serverKey,
    clientKey,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createSilentLog(),
  });
});
test.afterAll(() => statsig.close());
test.beforeEach(() => statsig.reset());

test("QA adds a project with its keys, which leave the page when they are saved, and tests the keys", {
  tag: "@host",
}, async ({ app }) => {
  const frames = await recordFrames(app.page);
  const { settings, topBar, announcement } = new Gatescope(app.page);

  await settings.addProject({ name: "Lumen staging", hosts: statsig.hosts });
  await expect(announcement).toHaveText("Lumen staging added. Add its key next.");
  await settings.keyField.fill(serverKey);
  await expect(settings.keyForm).toContainText("Server secret: check, log, definitions: everything works");
  await settings.addKey(serverKey, "ci");
  await settings.addKey(clientKey, "web");
  await expect(topBar).toContainText("c41d");

  await test.step("no key is left in the page", async () => {
    expect(await isTextInMemory(app.page, "Lumen staging"), "control: the project name is in the page's memory").toBe(true);
    for (const key of [serverKey, clientKey]) expect(await findKeyInPage(app.page, key)).toEqual([]);
    if (app.host === "browser-host") {
      for (const key of [serverKey, clientKey])
        expect(frames.filter(({ text }) => text.includes(key))).toEqual([{ direction: "sent", text: expect.any(String) }]);
    }
  });

  await test.step("Test lists what each key may do", async () => {
    await settings.testKey("c41d");
    await expect(settings.keys).toContainText("This server secret key works.");
    await expect(settings.keys).toContainText("allowed:Read definitions");
    await settings.testKey("e52f");
    await expect(settings.keys).toContainText("This client key works.");
    await expect(settings.keys).toContainText("allowed:Everything for a user at once (initialize)");
  });
  expect(statsig.info().exposuresReceived).toBe(0);

  await test.step("keys are sent to a new host only after a confirmation", async () => {
    await settings.address("api").fill("http://127.0.0.1:9/v1");
    await app.page.getByRole("button", { name: /^Save/ }).click();
    const consent = app.page.getByRole("dialog", { name: "Send this project’s keys to a new host?" });
    await expect(consent).toContainText("127.0.0.1:9");
    await consent.getByRole("button", { name: "Cancel" }).click();
    await app.page.getByRole("button", { name: "Discard changes" }).click();
    await expect(settings.address("api")).toHaveValue(statsig.hosts.api);
  });
});

test("QA checks one gate, a hundred, too many, and every other kind", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, settings } = gatescope;
  await user.saveCopyOf("Jonas, Germany");
  await settings.addProject({ name: "Lumen staging", hosts: statsig.url });
  await settings.addKey(serverKey);
  await gatescope.open("inspect");

  await test.step("one gate", async () => {
    await inspect.check("gate", "dark_mode");
    await expect(inspect.answer.heading).toHaveText("Passdark_mode");
    await expect(inspect.answer.line).toContainText("live");
  });

  await test.step("a hundred gates are checked in one request", async () => {
    const before = requests("check_gate");
    await inspect.check("gate", ["dark_mode", ...names(99)].join(", "));
    await expect(inspect.answersHeading).toHaveText("100 gates for Jonas, Germany 2 in production");
    await expect(inspect.row("dark_mode")).toContainText("Pass");
    expect(requests("check_gate")).toBe(before + 1);
  });

  await test.step("a hundred and one are not sent", async () => {
    const before = requests("check_gate");
    await inspect.check("gate", names(101).join("\n").replaceAll("\n", ", "));
    await expect(inspect.result).toContainText("Statsig takes at most 100 names at once; these are 101");
    expect(requests("check_gate")).toBe(before);
  });

  await test.step("config, experiment, layer, ranked list", async () => {
    await inspect.check("config", "shipping_rates");
    await expect(inspect.answer.heading).toHaveText("Valueshipping_rates");
    await expect(inspect.answer.evidence.getByRole("tree", { name: "Value" })).toContainText("currency");
    await inspect.check("experiment", "hero_image_test");
    await expect(inspect.answer.heading).toHaveText(/^(?:Group .+|No group)hero_image_test$/);
    await inspect.check("layer", "homepage_layer");
    await expect(inspect.answer.heading).toHaveText(/^(?:Value|Default)homepage_layer$/);
    await inspect.check("ranked", "recommendation_bandit");
    await expect(inspect.answer.evidence.getByRole("list", { name: "Variants, best first" }).getByRole("listitem")).not.toHaveCount(0);
  });

  await test.step("an unknown name is not found instead of fail, and a similar name can be checked with one click", async () => {
    await inspect.check("gate", "legacy_reviews");
    await expect(inspect.answer.heading).toHaveText("Faillegacy_reviews");
    await inspect.check("gate", "chekout_v2");
    await expect(inspect.answer.heading).toHaveText("Not foundchekout_v2");
    await expect(inspect.answer.line).toContainText("definitions have no gate of this name");
    await inspect.similarName("checkout_v2").click();
    await expect(inspect.answer.heading).toHaveText(/^(?:Pass|Fail)checkout_v2$/);
    for (const [kind, word] of [
      ["config", "config"],
      ["layer", "layer"],
      ["ranked", "contextual autotune"],
    ] as const) {
      await inspect.check(kind, "nobody_made_this");
      await expect(inspect.answer.heading).toHaveText("Not foundnobody_made_this");
      await expect(inspect.answer.line).toContainText(word);
    }
  });

  expect(statsig.info().exposuresReceived).toBe(0);
});

test("logged checks are announced, counted and confirmed on a protected tier, and Statsig receives exactly those exposures", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, topBar, announcement } = gatescope;
  await user.saveCopyOf("Jonas, Germany");
  await settings.addProject({ name: "Lumen staging", hosts: statsig.hosts });
  await settings.addKey(serverKey);
  await gatescope.open("inspect");
  const exposures = () => statsig.received(100).map(({ eventName, userID, body }) => [eventName, userID, exposedTo(body)]);

  await test.step("an unprotected tier needs no confirmation", async () => {
    await gatescope.switchTier("staging");
    await gatescope.exposure("logging").click();
    await expect(announcement).toHaveText("Logging. Checks in staging are written as exposures from now on.");
    await expect(inspect.checkButton).toHaveText(/^Check and log/);
    await inspect.check("gate", "dark_mode");
    await expect(inspect.answer.line).toContainText("logged");
    await expect(topBar).toContainText("1 written");
    await inspect.check("experiment", "hero_image_test");
    await expect(topBar).toContainText("2 written");
    expect(exposures()).toEqual([
      ["statsig::config_exposure", "u-1002", "hero_image_test"],
      ["statsig::gate_exposure", "u-1002", "dark_mode"],
    ]);
  });

  await test.step("a check of everything never logs", async () => {
    await inspect.checkEverything();
    await expect(inspect.answersHeading).toHaveText(/ answers for Jonas, Germany 2 in staging$/);
    expect(exposures()).toHaveLength(2);
  });

  await test.step("a change of the tier turns logging off, and a protected tier asks once: before it writes, naming what", async () => {
    await gatescope.switchTier("production");
    await expect(gatescope.exposure("looking")).toBeChecked();
    const consent = gatescope.dialog("Log exposures in production?");
    await gatescope.exposure("logging").click();
    await expect(announcement).toHaveText(appLabels.loggingAsks("production"));
    await expect(topBar).toContainText(appLabels.asksFirst);
    await expect(consent).toBeHidden();

    await inspect.openTab("gate");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(consent).toContainText("Jonas, Germany 2 as exposed to dark_mode in production of Lumen staging");
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.keyboard.press("Escape");
    await expect(consent).toBeHidden();
    expect(exposures()).toHaveLength(2);
    await inspect.checkButton.click();
    await consent.getByRole("button", { name: "Check and log in production" }).click();
    await expect(topBar).toContainText("3 written");
    expect(exposures()[0]).toEqual(["statsig::gate_exposure", "u-1002", "dark_mode"]);
    expect(exposures()).toHaveLength(3);
  });

  await test.step("checks with logging off write nothing", async () => {
    await gatescope.exposure("looking").click();
    await inspect.check("gate", "apple_pay");
    await expect(inspect.answer.heading).toHaveText(/apple_pay$/);
    await expect(inspect.answer.line).toContainText("Looking: nothing was logged");
    expect(exposures()).toHaveLength(3);
  });
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `made_up_gate_${at}`);
}

function requests(endpoint: string): number {
  return statsig.info().requests[endpoint] ?? 0;
}

function exposedTo(body: unknown): unknown {
  const { metadata } = body as { metadata: Record<string, unknown> };
  return metadata.gate ?? metadata.config;
}

/** Returns the places that contain a key: the page's document, fields, storage, address and memory. */
async function findKeyInPage(page: Page, key: string): Promise<string[]> {
  const pageState = await page.evaluate((text) => {
    const fields = [...document.querySelectorAll("input, textarea")] as HTMLInputElement[];
    const storages = [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store }));
    return {
      document: document.documentElement.outerHTML.includes(text),
      fields: fields.some(({ value }) => value.includes(text)),
      storage: storages.some((store) => store.includes(text)),
      address: location.href.includes(text),
    };
  }, key);
  const found = Object.entries(pageState).flatMap(([place, hasKey]) => (hasKey ? [place] : []));
  return (await isTextInMemory(page, key)) ? [...found, "memory"] : found;
}

/** Reloads the page and records its WebSocket frames from then on. A desktop host has no socket, and the list stays empty. */
async function recordFrames(page: Page): Promise<{ direction: "sent" | "received"; text: string }[]> {
  const frames: { direction: "sent" | "received"; text: string }[] = [];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => frames.push({ direction: "sent", text: payload.toString() }));
    socket.on("framereceived", ({ payload }) => frames.push({ direction: "received", text: payload.toString() }));
  });
  await expect(page.getByRole("banner")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("banner")).toBeVisible();
  return frames;
}
