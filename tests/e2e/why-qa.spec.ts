import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";

// QA finds the condition that failed and verifies a change; also without a network.

test("QA reads which condition failed, tries the smallest change on a copy, and sees the new answer above the old one", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history, topBar, announcement } = gatescope;
  await user.switchTo("Lena, Hamburg");
  await gatescope.switchTier("production");
  await inspect.check("gate", "invite_friends");
  await inspect.answer.openTab("why");
  await expect(inspect.why.condition("loyalty_tier")).toContainText("not met");

  await inspect.why.flips.getByRole("button", { name: "Try on a copy: loyalty_tier = gold" }).click();
  await expect(inspect.answer.line).toContainText("Passes for Lena, Hamburg, edited in production");
  await expect(announcement).toHaveText(/^Pass, invite_friends\. Passes for Lena, Hamburg, edited in production/);
  await expect(inspect.why.before).toContainText("Fails for Lena, Hamburg in production because no rule matched; closest was rule");
  await expect(user.field("loyalty_tier")).toHaveValue("gold");
  await expect(user.switcher).toContainText("edited");
  await gatescope.open("history");
  await expect(history.row("check_gate").filter({ hasText: "Lena, Hamburg, edited" })).toHaveCount(1);
  await gatescope.open("inspect");
  await expect(topBar).toContainText("nothing written");
  await inspect.why.before.getByRole("button", { name: answerLabels.undoTrial }).click();
  await expect(inspect.answer.line).toContainText("Fails for Lena, Hamburg in production");
  await expect(user.switcher).not.toContainText("edited");
});

test("an explanation at another date and tier is marked as not live", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect } = gatescope;
  await user.switchTo("Lena, Hamburg");
  await gatescope.switchTier("production");
  await inspect.check("gate", "invite_friends");
  await inspect.answer.openTab("why");
  await page.getByRole("button", { name: "Explain at another time or tier" }).click();
  await page.getByLabel("At", { exact: true }).fill("2026-12-24T18:00");
  await page.getByRole("combobox", { name: "Tier" }).click();
  await page.getByRole("option", { name: "staging" }).click();
  await page.getByRole("button", { name: "Explain", exact: true }).click();
  await expect(inspect.answer.evidence).toContainText("Not live as of 24 Dec 2026, 18:00, in staging");
  await expect(inspect.answer.evidence).toContainText("Passes for Lena, Hamburg in staging");
  await expect(inspect.answer.heading).toHaveText("Failinvite_friends");
  await page.getByRole("button", { name: "Back to now" }).click();
  await expect(inspect.answer.evidence).not.toContainText("Not live");
});

test("a definitions file of ten thousand rules explains answers of an unreachable project", { tag: "@host" }, async ({
  app,
  page,
  dataFolder,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, settings } = gatescope;
  app.expectProblems(/brought no answer/);
  await user.saveCopyOf("Lena, Hamburg");
  await settings.addProject({ name: "Behind a wall", hosts: "http://127.0.0.1:9" });
  await settings.addKey("client-WhyPlantedClientKey9Lm0000e52f");
  await gatescope.open("inspect");
  await inspect.check("gate", "many_rules");
  await expect(inspect.answer.heading).toHaveText("Could not reachmany_rules");
  await inspect.answer.openTab("why");
  await expect(inspect.answer.evidence).toContainText("Add a server secret key");

  const file = join(dataFolder, "definitions.json");
  writeFileSync(file, JSON.stringify(definitionsWithRules(10_000)));
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a definitions file…" }).click();
  await (await chosen).setFiles(file);
  await expect(inspect.answer.evidence).toContainText("definitions.json");
  await expect(inspect.answer.evidence).toContainText("Passes for Lena, Hamburg");
  await page.getByRole("button", { name: "Rules 1 to 9,999 did not match" }).click();
  await expect(page.getByRole("button", { name: "Show 100 more of 9,999" })).toBeAttached();
  expect(await violationsOn(page)).toEqual([]);

  await inspect.answer.openTab("summary");
  await expect(inspect.answer.evidence).toContainText("explained here");
  await expect(inspect.answer.evidence).toContainText("rules of the file definitions.json");
});

/** Returns definitions with one gate: its last rule matches Germany, and no other rule matches any user. */
function definitionsWithRules(count: number) {
  const shared = { type: "user_field", operator: "any", field: "country", additionalValues: {}, idType: "userID" };
  const rules = Array.from({ length: count }, (_, at) => ({
    name: `rule-${at}`,
    id: `rule-${at}`,
    salt: "",
    passPercentage: 100,
    conditions: [at === count - 1 ? "germany" : "nowhere"],
    returnValue: true,
    idType: "userID",
  }));
  const gate = { type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: false, idType: "userID", rules };
  return {
    has_updates: true,
    time: 1,
    feature_gates: { many_rules: gate },
    dynamic_configs: {},
    layer_configs: {},
    condition_map: { germany: { ...shared, targetValue: ["DE"] }, nowhere: { ...shared, targetValue: ["XX"] } },
    experiment_to_layer: {},
  };
}
