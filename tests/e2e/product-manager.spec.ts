import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { answersLabels } from "#renderer/features/inspect/answers/answers-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { sandboxLabels } from "#renderer/features/sandbox/sandbox-labels.ts";
import { assignedToGroupText } from "#shared/domain/evaluation/answers/answers.ts";
import { nameRule } from "#shared/domain/evaluation/rule-text.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { closestText } from "#shared/domain/explanation/explanation-text.ts";
import { expect, test } from "./fixtures/app.ts";
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
