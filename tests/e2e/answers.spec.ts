import { currentLabels } from "#renderer/answer/current/current-labels.ts";
import { inspectLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { asTypedLabels } from "#renderer/features/inspect/one-name/as-typed-labels.ts";
import { asClause } from "#services/keys/as-clause.ts";
import { unreadUserCauses } from "#shared/domain/evaluation/answers/unread-user.ts";
import { answerIsText, panelHasText } from "#shared/domain/evaluation/request-change-text.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText, passes, would } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { userTextProblem } from "./pages/user-panel.ts";

// Support compares what two users get, edits one of them, and leaves the page in between.

test("an answer belongs to its question: it is not current for another user, explained for edits, and kept across a reload", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  const { answer } = inspect;
  await user.switchTo("Lena, Hamburg");
  await inspect.check("gate", "checkout_v2");
  await expect(answer.line).toContainText(passes("Lena, Hamburg", "staging"));

  await test.step("another user makes it not current, in words, and one key checks again", async () => {
    await user.switchTo("Jonas, Germany");
    await expect(answer.line).toContainText(currentLabels.notCurrent);
    await expect(answer.line).toContainText(`${answerIsText} for Lena in staging. ${upperFirst(panelHasText("Jonas"))}`);
    await page.getByRole("button", { name: currentLabels.backTo("Lena") }).click();
    await expect(answer.line).not.toContainText(currentLabels.notCurrent);
  });

  await test.step("an edit is explained here, in the conditional, and sends nothing", async () => {
    await user.field("country").fill("US");
    await expect(answer.line).toContainText(would("pass", "Lena, Hamburg (edited)", "staging"));
    await expect(answer.line).toContainText(inspectLabels.asYouType);
    await expect(answer.line).toContainText(`${asTypedLabels.until} country = US`);
    await answer.line.getByRole("button", { name: asTypedLabels.undo }).click();
    await expect(user.field("country")).toHaveValue("DE");
  });

  await test.step("a reload and its old answer are not mixed up", async () => {
    await page.reload();
    await expect(answer.line).toContainText(passes("Lena, Hamburg", "staging"));
    await user.switchTo("Ada, staff");
    await expect(answer.line).toContainText(`${answerIsText} for Lena in staging.`);
  });

  await test.step("a user that cannot be read is not sent, and neither is the last valid one", async () => {
    await user.showView("json");
    const malformed = '{ "userID": "staff-ada",\n  oops }';
    await user.json.fill(malformed);
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(answer.heading).toHaveText(headingText("not_sent", "checkout_v2"));
    await expect(answer.line).toContainText(`${unreadUserCauses.cannotBeRead}: ${asClause(userTextProblem(malformed))}`);
    await page.getByRole("button", { name: inspectLabels.goToLine(2) }).click();
    await expect(user.json).toBeFocused();
    await gatescope.open("history");
    await expect(history.row("check_gate")).toHaveCount(1);
  });
});
