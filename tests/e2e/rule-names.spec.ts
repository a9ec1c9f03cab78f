import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { keyWorksText, notTestedText } from "#services/key-test/key-test-text.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { noAnswerCauses } from "#shared/domain/evaluation/answers/no-answer-text.ts";
import { ruleNamesProblem } from "#shared/domain/explanation/rule-names.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { any, containing } from "./pages/label.ts";

// Statsig's definitions do not contain rule names. The console API returns them for a console key.

const serverKey = "secret-NamesPlantedServerKey0000a1b2";
const consolePath = "/console/v1/";
const consoleKey = "console-NamesPlantedConsoleKey000c3d4";
let statsig: SandboxServer;

test.beforeEach(async () => {
  statsig = await createSandboxServer({
    serverKey,
    consoleKey,
    hasNamelessRules: true,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createSilentLog(),
  });
});
test.afterEach(() => statsig.close());

test("the names of a new project are there as soon as its key was added, wherever it is opened first", async ({ app: { page } }) => {
  const gatescope = new Gatescope(page);
  await gatescope.settings.addProject({ name: "Lumen live", hosts: statsig.hosts });
  await gatescope.settings.addKey(serverKey);
  await gatescope.open("events");
  await gatescope.events.openTab("support");
  await gatescope.events.namesField.focus();
  await expect(page.getByRole("option", { name: "checkout_v2" })).toBeVisible();
});

test("a console key adds rule names to explanations, and a failure to read them is reported", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, settings, history } = gatescope;
  const pilot = "Germany pilot";
  await user.saveCopyOf("Lena, Hamburg");
  await settings.addProject({ name: "Lumen live", hosts: statsig.hosts });
  await settings.addKey(serverKey);

  await test.step("without a console key, rules have numbers and IDs", async () => {
    await gatescope.open("inspect");
    await inspect.check("gate", "checkout_v2");
    await inspect.answer.openTab("why");
    await expect(inspect.why.fold("Rule 1").first()).toBeVisible();
    expect(statsig.info().requests["console/gates"]).toBeUndefined();
  });

  await test.step("testing a console key reports what it can do", async () => {
    await settings.openSection("projects");
    await settings.addKey(consoleKey);
    await settings.testKey("c3d4");
    await expect(settings.keys).toContainText(keyWorksText("console"));
    await expect(settings.keys).toContainText(notTestedText);
  });

  await test.step("with a console key, rules have the console's names, also in segments", async () => {
    await gatescope.open("inspect");
    await inspect.check("gate", "checkout_v2");
    await inspect.answer.openTab("why");
    await expect(inspect.why.rule(1, "Staff")).toBeVisible();
    await expect(inspect.why.rule(4, pilot)).toBeVisible();
    // Why has read the names, and the sentence of the answer has them too.
    await expect(inspect.answer.line).toContainText(pilot);
    expect(statsig.info().requests["console/segments"]).toBe(1);
  });

  await test.step("the request is in the history with its key masked", async () => {
    await gatescope.open("history");
    await history.row("console").first().click();
    await expect(history.detail).toContainText(consolePath);
    await expect(history.detail).not.toContainText(consoleKey);
  });

  await test.step("a console that refuses adds a note, and the explanation stays", async () => {
    await settings.openSection("projects");
    await settings.address("console").fill(`${statsig.url}/elsewhere`);
    await page.getByRole("button", { name: projectsLabels.saveChanges }).click();
    await gatescope.open("inspect");
    await inspect.check("gate", "loyalty_program");
    await inspect.answer.openTab("why");
    await expect(inspect.answer.evidence).toContainText(
      containing(ruleNamesProblem(noAnswerCauses.noEndpoint(new URL(statsig.url).host, any))),
    );
    await expect(inspect.why.rules.locator("> li").first()).toBeVisible();
  });
});
