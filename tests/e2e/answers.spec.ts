import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// Support compares what two users get, edits one of them, and leaves the page in between.

test("an answer belongs to its question: it is not current for another user, explained for edits, and kept across a reload", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  const { answer } = inspect;
  await user.switchTo("Lena, Hamburg");
  await inspect.check("gate", "checkout_v2");
  await expect(answer.line).toContainText("Lena, Hamburg in staging");

  await test.step("another user makes it not current, in words, and one key checks again", async () => {
    await user.switchTo("Jonas, Germany");
    await expect(answer.line).toContainText(answerLabels.notCurrent);
    await expect(answer.line).toContainText("This is the answer for Lena in staging. The panel has Jonas");
    await page.getByRole("button", { name: answerLabels.backTo("Lena") }).click();
    await expect(answer.line).not.toContainText(answerLabels.notCurrent);
  });

  await test.step("an edit is explained here, in the conditional, and sends nothing", async () => {
    await user.field("country").fill("US");
    await expect(answer.line).toContainText("Would ");
    await expect(answer.line).toContainText(inspectLabels.asYouType);
    await expect(answer.line).toContainText("until country = US");
    await answer.line.getByRole("button", { name: "Undo" }).click();
    await expect(user.field("country")).toHaveValue("DE");
  });

  await test.step("a reload and its old answer are not mixed up", async () => {
    await page.reload();
    await expect(answer.line).toContainText("Lena, Hamburg in staging");
    await user.switchTo("Ada, staff");
    await expect(answer.line).toContainText("This is the answer for Lena in staging.");
  });

  await test.step("a user that cannot be read is not sent, and neither is the last valid one", async () => {
    await user.showView("json");
    await user.json.fill('{ "userID": "staff-ada",\n  oops }');
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(answer.heading).toHaveText("Not sentcheckout_v2");
    await expect(answer.line).toContainText("its JSON cannot be read: line 2, column 3:");
    await page.getByRole("button", { name: inspectLabels.goToLine(2) }).click();
    await expect(user.json).toBeFocused();
    await gatescope.open("history");
    await expect(history.row("check_gate")).toHaveCount(1);
  });
});
