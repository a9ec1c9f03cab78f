import type { Page } from "@playwright/test";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { valueLabel, variantsLabel } from "#renderer/answer/summary/value-labels.ts";
import { appLabels } from "#renderer/app/app-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { logLabels } from "#renderer/features/inspect/log-labels.ts";
import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { logExposuresTitle } from "#renderer/parts/protected-tier-text.ts";
import { dialogLabels } from "#renderer/ui/dialog-labels.ts";
import { abilityNames, keyWorksText } from "#services/key-test/key-test-text.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import { noSuchNameText } from "#shared/domain/evaluation/answers/answers.ts";
import { namesProblem } from "#shared/domain/evaluation/names.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { keyKindAllows, keyKindLabels } from "#shared/domain/project/key-info.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { any, like } from "./pages/label.ts";
import { textsInMemory } from "./pages/memory.ts";

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
  tag: "@electron",
}, async ({ app }) => {
  const frames = await recordFrames(app.page);
  const { settings, topBar, announcement } = new Gatescope(app.page);

  await settings.addProject({ name: "Lumen staging", hosts: statsig.hosts });
  await expect(announcement).toHaveText(projectsLabels.added("Lumen staging"));
  await settings.keyField.fill(serverKey);
  await expect(settings.keyForm).toContainText(`${keyKindLabels.server}: ${keyKindAllows.server}`);
  await settings.addKey(serverKey, "ci");
  await settings.addKey(clientKey, "web");
  await expect(topBar).toContainText("c41d");

  await test.step("no key is left in the page", async () => {
    expect(await textsInMemory(app.page, ["Lumen staging", serverKey, clientKey]), "only the control, the project's name").toEqual([
      "Lumen staging",
    ]);
    for (const key of [serverKey, clientKey]) expect(await findKeyInPage(app.page, key)).toEqual([]);
    if (app.host === "browser-host") {
      for (const key of [serverKey, clientKey])
        expect(frames.filter(({ text }) => text.includes(key))).toEqual([{ direction: "sent", text: expect.any(String) }]);
    }
  });

  await test.step("Test lists what each key may do", async () => {
    await settings.testKey("c41d");
    await expect(settings.keys).toContainText(keyWorksText("server"));
    await expect(settings.testKeyButton("c41d")).toBeFocused();
    await expect(settings.keys).toContainText(projectsLabels.ability(true) + abilityNames.definitions);
    await settings.testKey("e52f");
    await expect(settings.keys).toContainText(keyWorksText("client"));
    await expect(settings.keys).toContainText(projectsLabels.ability(true) + abilityNames.initialize);
  });
  expect(statsig.info().exposuresReceived).toBe(0);

  await test.step("keys are sent to a new host only after a confirmation", async () => {
    await settings.address("api").fill("http://127.0.0.1:9/v1");
    await app.page.getByRole("button", { name: projectsLabels.saveChanges }).click();
    const consent = app.page.getByRole("dialog", { name: projectsLabels.moveKeysTitle });
    await expect(consent).toContainText("127.0.0.1:9");
    await consent.getByRole("button", { name: dialogLabels.cancel }).click();
    await app.page.getByRole("button", { name: projectsLabels.discardChanges }).click();
    await expect(settings.address("api")).toHaveValue(statsig.hosts.api);
  });
});

test("QA checks one gate, a hundred, too many, and every other kind, and then logs exactly the exposures that were announced", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, topBar, announcement } = gatescope;
  await user.saveCopyOf("Jonas, Germany");
  await settings.addProject({ name: "Lumen staging", hosts: statsig.url });
  await settings.addKey(serverKey);
  await gatescope.open("inspect");

  await test.step("one gate", async () => {
    await inspect.check("gate", "dark_mode");
    await expect(inspect.answer.heading).toHaveText(headingText("pass", "dark_mode"));
    await expect(inspect.answer.line).toContainText(provenanceText.live);
  });

  await test.step("a hundred gates are checked in one request", async () => {
    const before = requests("check_gate");
    await inspect.check("gate", ["dark_mode", ...names(99)].join(", "));
    await expect(inspect.answersHeading).toHaveText(`${inspectLabels.answersFor(100, "gates", "Jonas, Germany 2")} in production`);
    await expect(inspect.row("dark_mode")).toContainText(stateLabels.pass);
    expect(requests("check_gate")).toBe(before + 1);
  });

  await test.step("a hundred and one are not sent", async () => {
    const before = requests("check_gate");
    await inspect.check("gate", names(101).join("\n").replaceAll("\n", ", "));
    await expect(inspect.result).toContainText(namesProblem("gate", names(101)) ?? "");
    expect(requests("check_gate")).toBe(before);
  });

  await test.step("config, experiment, layer, ranked list", async () => {
    await inspect.check("config", "shipping_rates");
    await expect(inspect.answer.heading).toHaveText(headingText("value", "shipping_rates"));
    await expect(inspect.answer.evidence.getByRole("tree", { name: valueLabel })).toContainText("currency");
    await inspect.check("experiment", "hero_image_test");
    await expect(inspect.answer.heading).toHaveText(
      like(headingText("group", "hero_image_test", any), headingText("no_group", "hero_image_test")),
    );
    await inspect.check("layer", "homepage_layer");
    await expect(inspect.answer.heading).toHaveText(like(headingText("value", "homepage_layer"), headingText("default", "homepage_layer")));
    await inspect.check("ranked", "recommendation_bandit");
    await expect(inspect.answer.evidence.getByRole("list", { name: variantsLabel }).getByRole("listitem")).not.toHaveCount(0);
  });

  await test.step("an unknown name is not found instead of fail, and a similar name can be checked with one click", async () => {
    await inspect.check("gate", "legacy_reviews");
    await expect(inspect.answer.heading).toHaveText(headingText("fail", "legacy_reviews"));
    await inspect.check("gate", "chekout_v2");
    await expect(inspect.answer.heading).toHaveText(headingText("not_found", "chekout_v2"));
    await expect(inspect.answer.line).toContainText(noSuchNameText("gate"));
    await inspect.similarName("checkout_v2").click();
    await expect(inspect.answer.heading).toHaveText(like(headingText("pass", "checkout_v2"), headingText("fail", "checkout_v2")));
    for (const [kind, word] of [
      ["config", "config"],
      ["layer", "layer"],
      ["ranked", "contextual autotune"],
    ] as const) {
      await inspect.check(kind, "nobody_made_this");
      await expect(inspect.answer.heading).toHaveText(headingText("not_found", "nobody_made_this"));
      await expect(inspect.answer.line).toContainText(word);
    }
  });

  expect(statsig.info().exposuresReceived).toBe(0);

  // Logged checks are announced, counted and confirmed on a protected tier, and Statsig receives exactly those exposures.
  const exposures = () => statsig.received(100).map(({ eventName, userID, body }) => [eventName, userID, exposedTo(body)]);

  await test.step("an unprotected tier needs no confirmation", async () => {
    await gatescope.switchTier("staging");
    await gatescope.exposure("logging").click();
    await expect(announcement).toHaveText(appLabels.loggingStarted("staging"));
    await expect(inspect.checkButton).toContainText(inspectLabels.checkAndLog);
    await inspect.check("gate", "dark_mode");
    await expect(inspect.answer.line).toContainText(answerLabels.logged);
    await expect(topBar).toContainText(writtenText(1));
    await inspect.check("experiment", "hero_image_test");
    await expect(topBar).toContainText(writtenText(2));
    expect(exposures()).toEqual([
      ["statsig::config_exposure", "u-1002", "hero_image_test"],
      ["statsig::gate_exposure", "u-1002", "dark_mode"],
    ]);
  });

  await test.step("a check of everything never logs", async () => {
    await inspect.checkEverything();
    await expect(inspect.answersHeading).toHaveText(
      new RegExp(`${inspectLabels.answersFor(0, "answers", "Jonas, Germany 2").slice(1)} in staging$`),
    );
    expect(exposures()).toHaveLength(2);
  });

  await test.step("a change of the tier turns logging off, and a protected tier asks once: before it writes, naming what", async () => {
    await gatescope.switchTier("production");
    await expect(gatescope.exposure("looking")).toBeChecked();
    const consent = gatescope.dialog(logExposuresTitle("production"));
    await gatescope.exposure("logging").click();
    await expect(announcement).toHaveText(appLabels.loggingAsks("production"));
    await expect(topBar).toContainText(appLabels.asksFirst);
    await expect(consent).toBeHidden();

    await inspect.openTab("gate");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(consent).toContainText(
      logLabels.exposed({ who: "Jonas, Germany 2", what: "dark_mode", tier: "production", projectName: "Lumen staging" }),
    );
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.keyboard.press("Escape");
    await expect(consent).toBeHidden();
    expect(exposures()).toHaveLength(2);
    await inspect.checkButton.click();
    await consent.getByRole("button", { name: logLabels.confirm("production") }).click();
    await expect(topBar).toContainText(writtenText(3));
    expect(exposures()[0]).toEqual(["statsig::gate_exposure", "u-1002", "dark_mode"]);
    expect(exposures()).toHaveLength(3);
  });

  await test.step("checks with logging off write nothing", async () => {
    await gatescope.exposure("looking").click();
    await inspect.check("gate", "apple_pay");
    await expect(inspect.answer.heading).toHaveText(/apple_pay$/);
    await expect(inspect.answer.line).toContainText(answerLabels.looked);
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

/** Returns the places that contain a key: the page's document, fields, storage and address. */
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
  return Object.entries(pageState).flatMap(([place, hasKey]) => (hasKey ? [place] : []));
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
