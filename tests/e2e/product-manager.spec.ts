import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { currentLabels } from "#renderer/answer/current/current-labels.ts";
import { answersLabels } from "#renderer/features/inspect/answers/answers-labels.ts";
import { comparedLabels } from "#renderer/features/inspect/everything/compared/compared-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { describeCauses } from "#shared/domain/comparison/comparison-text.ts";
import { assignedToGroupText } from "#shared/domain/evaluation/answers/answers.ts";
import { nameRule } from "#shared/domain/evaluation/rule-text.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { closestText } from "#shared/domain/explanation/explanation-text.ts";
import { expect, test } from "./fixtures/app.ts";
import { expectBothSchemesAccessible } from "./pages/accessibility.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { any, like } from "./pages/label.ts";

// A product manager reads what a customer gets, without adding exposures to an experiment.

test("a product manager checks everything for Jonas, filters the answers, opens one, and writes nothing", async ({ page }) => {
  const { user, inspect, settings, topBar, announcement } = new Gatescope(page);

  await user.switchTo("Jonas, Germany");
  await inspect.checkEverything();
  await expect(inspect.answersHeading).toHaveText(`${inspectLabels.answersFor(30, "answers", "Jonas, Germany")} in staging`);
  await expect(announcement).toContainText(`${inspectLabels.answersFor(30, "answers", "Jonas, Germany")} in staging: `);
  await expect(inspect.result).toContainText(answerLabels.looked);

  await test.step("reads the closest rule where none matched, and rules by name", async () => {
    await expect(inspect.table).toContainText(closestText({ number: 1, name: null, groupName: null }).replace(/ 1$/, ""));
    await expect(inspect.row("invite_friends")).not.toContainText(nameRule("", null).trim());
  });

  await test.step("filters by text and by answer", async () => {
    await inspect.filter.fill("checkout");
    await expect(inspect.row("checkout_v2")).toBeVisible();
    await expect(inspect.row("dark_mode")).toBeHidden();
    await inspect.filter.fill("no such thing");
    await expect(inspect.result).toContainText(answersLabels.noAnswer + answersLabels.noneContains("no such thing"));
    await page.getByRole("button", { name: answersLabels.showAll }).click();
    await inspect.stateFilter(stateLabels.pass).click();
    await expect(inspect.stateFilter(stateLabels.pass)).toHaveAttribute("aria-pressed", "true");
    await expect(inspect.table.getByRole("row").filter({ hasText: stateLabels.fail })).toHaveCount(0);
  });

  await test.step("opens an answer, reads the reason, and closes it", async () => {
    await inspect.stateFilter(answersLabels.all).click();
    await inspect.row("onboarding_flow").click();
    await expect(inspect.answer.heading).toHaveText(like(headingText("group", "onboarding_flow", any)));
    await expect(inspect.answer.line).toContainText(assignedToGroupText("").replace(/ “”$/, ""));
    await page.getByRole("button", { name: answersLabels.close }).click();
    await expect(inspect.answer.line).toBeHidden();
  });

  await test.step("the sandbox has received nothing", async () => {
    await expect(topBar).toContainText(writtenText(0));
    await settings.openSection("sandbox");
    await expect.poll(() => settings.sandboxFacts()).toMatchObject({ exposures: "0", events: "0" });
    await expect(settings.sandbox).toContainText(sandboxLabels.nothingReceived);
  });
});

test("a product manager sees in Everything what differs for another user, and why", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, topBar } = gatescope;
  const [lena, mia] = ["Lena, Hamburg", "Mia, US, iPhone"];
  const fromMia = answersLabels.from("Mia");
  const country = { part: { kind: "field", path: ["country"] }, reference: "DE", compared: "US" } as const;
  /** The first comparison starts a thread, which takes long on a busy machine. */
  const compared = { timeout: 60_000 };
  const same = inspect.table.getByRole("row", { name: compareLabels.isFolded });
  await user.switchTo(lena);
  await inspect.checkEverything();
  await page.getByRole("button", { name: compareWithLabels.open }).click();
  await page.getByRole("menuitem", { name: mia }).click();

  await test.step("reads how many differ, what Mia gets and because of what", async () => {
    await expect(inspect.answersHeading).toContainText(inspectLabels.answersFor(30, "answers", "Lena"), compared);
    await expect(inspect.answersHeading).toContainText(fromMia, compared);
    await expect(inspect.row("free_shipping_banner")).toContainText(`${stateLabels.pass}free_shipping_banner`);
    await expect(inspect.row("free_shipping_banner")).toContainText(`${compareLabels.differsMark}${stateLabels.fail}country`);
    await expect(page.getByRole("img", { name: compareLabels.sideBySide("Lena and Mia") })).toBeVisible();
    await expectBothSchemesAccessible(page);
  });

  await test.step("unfolds what is the same, and shows only what differs, with the keyboard", async () => {
    await expect(inspect.row("dark_mode")).toHaveCount(0);
    const folds = await same.count();
    await inspect.table.focus();
    await page.keyboard.press("=");
    await expect(inspect.row("dark_mode")).toContainText(compareLabels.sameAnswer);
    await page.keyboard.press("=");
    await expect(same).toHaveCount(folds);
    const differs = page.getByRole("button", { name: answersLabels.differs });
    await differs.press("Enter");
    await expect(same).toHaveCount(0);
    await differs.press("Enter");
  });

  await test.step("opens a row, reads the cause with both values, and is back on the row", async () => {
    await inspect.row("free_shipping_banner").click();
    await expect(inspect.answer.line).toBeVisible();
    await expect(inspect.result).toContainText(describeCauses([{ parts: [country] }]));
    await page.keyboard.press("Escape");
    await expect(inspect.answer.line).toBeHidden();
  });

  await test.step("another screen and a reload keep the comparison; the address has no attributes", async () => {
    await gatescope.open("history");
    await gatescope.open("inspect");
    await expect(inspect.answersHeading).toContainText(fromMia);
    expect(decodeURIComponent(page.url())).not.toMatch(/Mia|country|lifetime|example/);
    await page.reload();
    await expect(inspect.answersHeading).toContainText(fromMia, compared);
  });

  await test.step("an edit of the user makes both sides not current, and a check renews both", async () => {
    await user.field("country").fill("US");
    await expect(inspect.result).toContainText(currentLabels.notCurrent);
    await page.keyboard.press("Control+Enter");
    await expect(inspect.result).not.toContainText(currentLabels.notCurrent);
    await expect(inspect.answersHeading).toContainText(fromMia, compared);
    await expect(inspect.row("free_shipping_banner")).toHaveCount(0);
  });

  await test.step("compares with somebody else, and ends the comparison", async () => {
    await page.getByRole("button", { name: comparedLabels.compared }).press("Enter");
    await page.getByRole("combobox", { name: compareLabels.user, exact: true }).click();
    await page.getByRole("option", { name: "Jonas, Germany" }).click();
    await expect(inspect.answersHeading).toContainText(answersLabels.from("Jonas"), compared);
    await page.keyboard.press("Escape");
    await expect(inspect.answersHeading).toContainText(fromMia, compared);
    await page.getByRole("button", { name: compareLabels.stop }).click();
    await expect(inspect.answersHeading).not.toContainText("Mia");
    await expect(page.getByRole("button", { name: compareWithLabels.open })).toBeVisible();
    await expect(topBar).toContainText(writtenText(0));
  });
});
