import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { explainLabels } from "#renderer/answer/explain/explain-labels.ts";
import { conditionResultLabels } from "#renderer/answer/why/condition-text.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { addKeyText } from "#services/keys/choose-key.ts";
import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { closestText } from "#shared/domain/explanation/explanation-text.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { fails, headingText, passes } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { any, like } from "./pages/label.ts";

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
  await expect(inspect.why.condition("loyalty_tier")).toContainText(conditionResultLabels.not_met);

  await inspect.why.flips.getByRole("button", { name: whyLabels.tryFlip("loyalty_tier = gold") }).click();
  await expect(inspect.answer.line).toContainText(passes("Lena, Hamburg (edited)", "production"));
  await expect(announcement).toContainText(
    inspectLabels.answered(stateLabels.pass, "invite_friends", passes("Lena, Hamburg (edited)", "production")),
  );
  await expect(inspect.why.before).toContainText(fails("Lena, Hamburg", "production"));
  await expect(inspect.why.before).toContainText(closestText({ number: 1, name: "Loyal and clean", groupName: null }));
  await expect(user.field("loyalty_tier")).toHaveValue("gold");
  await expect(user.switcher).toContainText(userLabels.edited);
  await gatescope.open("history");
  await expect(history.row("check_gate").filter({ hasText: "Lena, Hamburg (edited)" })).toHaveCount(1);
  await gatescope.open("inspect");
  await expect(topBar).toContainText(writtenText(0));
  const undo = inspect.why.before.getByRole("button", { name: answerLabels.undoTrial });
  await inspect.answer.openTab("why");
  await inspect.why.flips
    .getByRole("button", { name: like(whyLabels.tryFlip(any)) })
    .first()
    .click();
  await expect(inspect.answer.line).toContainText(fails("Lena, Hamburg", "production"));
  await undo.click();
  await expect(inspect.answer.line).toContainText(passes("Lena, Hamburg (edited)", "production"));
  await expect(inspect.why.before).toContainText(fails("Lena, Hamburg", "production"));
  await undo.click();
  await expect(inspect.answer.line).toContainText(fails("Lena, Hamburg", "production"));
  await expect(user.switcher).not.toContainText(userLabels.edited);

  await test.step("an explanation at another date and tier is marked as not live", async () => {
    await inspect.answer.openTab("why");
    await page.getByRole("button", { name: whyLabels.anotherTime }).click();
    await page.getByLabel(whyLabels.at, { exact: true }).fill("2026-12-24T18:00");
    await page.getByRole("combobox", { name: whyLabels.tier }).click();
    await page.getByRole("option", { name: "staging" }).click();
    await page.getByRole("button", { name: whyLabels.explain, exact: true }).click();
    await expect(inspect.answer.evidence).toContainText(`${whyLabels.notLive} ${whyLabels.asOf("24 Dec 2026, 18:00", "staging")}`);
    await expect(inspect.answer.evidence).toContainText(passes("Lena, Hamburg", "staging"));
    await expect(inspect.answer.heading).toHaveText(headingText("fail", "invite_friends"));
    await page.getByRole("button", { name: whyLabels.backToNow }).click();
    await expect(inspect.answer.evidence).not.toContainText(whyLabels.notLive);
  });
});

test("a definitions file of ten thousand rules explains answers of an unreachable project", { tag: "@electron" }, async ({
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
  await expect(inspect.answer.heading).toHaveText(headingText("unreached", "many_rules"));
  await inspect.answer.openTab("why");
  await expect(inspect.answer.evidence).toContainText(addKeyText("Behind a wall", "definitions"));

  const file = join(dataFolder, "definitions.json");
  writeFileSync(file, JSON.stringify(definitionsWithRules(10_000)));
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: explainLabels.openFile }).click();
  await (await chosen).setFiles(file);
  await expect(inspect.answer.evidence).toContainText("definitions.json");
  await expect(inspect.answer.evidence).toContainText(passes("Lena, Hamburg", ""));
  await page.getByRole("button", { name: whyLabels.run(1, 9_999, false) }).click();
  await expect(page.getByRole("button", { name: whyLabels.showMore(100, 9_999) })).toBeAttached();
  expect(await violationsOn(page)).toEqual([]);

  await inspect.answer.openTab("summary");
  await expect(inspect.answer.evidence).toContainText(provenanceText.explained_here);
  await expect(inspect.answer.evidence).toContainText(rulesText({ time: "", fileName: "definitions.json" }));
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
