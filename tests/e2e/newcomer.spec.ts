import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { currentLabels } from "#renderer/answer/current/current-labels.ts";
import { inspectLabels, inspectTabLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { checkVerb } from "#renderer/session/check-verb.ts";
import { commandLabels } from "#renderer/session/commands.ts";
import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { answerIsText, panelHasText } from "#shared/domain/evaluation/request-change-text.ts";
import { nameRule } from "#shared/domain/evaluation/rule-text.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { outsideText } from "#shared/domain/explanation/explanation-text.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { expect, test } from "./fixtures/app.ts";
import { fails, headingText, passes, ruleMatched } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { tabTo } from "./pages/keyboard.ts";
import { startingWith } from "./pages/label.ts";

/** The request line and the status line of a check, as HTTP writes them. */
const request = /POST http:\/\/127\.0\.0\.1:\d+\/v1\/check_gate/;
const response = "200 OK";

// A newcomer starts Gatescope for the first time and has read no documentation.

test("a newcomer picks a user, checks a gate, reads the reason, and checks everything for that user", async ({ page }) => {
  const { user, inspect } = new Gatescope(page);

  await inspect.firstSteps.getByRole("button", { name: /^Mia/ }).click();
  await expect(user.switcher).toHaveAccessibleName(userLabels.switcher("Mia, US, iPhone", ""));
  await inspect.firstSteps.getByRole("button", { name: startingWith(`${inspectTabLabels.gate} checkout_v2`) }).click();

  await expect(inspect.answer.heading).toHaveText(headingText("fail", "checkout_v2"));
  // Statsig's response contains only the value; the reason comes from the definitions.
  await expect(inspect.answer.line).toContainText(
    fails(
      "Mia, US, iPhone",
      "staging",
      outsideText(nameRule("any", "US and Canada"), {
        ...{ idType: "userID", unitId: "u-1001", bucket: 8045, of: 10_000, cutOff: 5000, slotCount: null },
        ...{ isMissing: false, isIn: false },
      }),
    ),
  );
  await expect(inspect.answer.line).toContainText(provenanceText.sandbox);
  await expect(inspect.answer.line).toContainText(answerLabels.looked);

  await user.switchTo("Ada, staff");
  await expect(inspect.answer.line).toContainText(`${answerIsText} for Mia in staging. ${upperFirst(panelHasText("Ada"))}`);
  await page.getByRole("button", { name: currentLabels.checkFor(checkVerb(false), "Ada") }).click();
  await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
  await expect(inspect.answer.line).toContainText(passes("Ada, staff", "staging", ruleMatched("Staff")));
  await expect
    .poll(() => inspect.answer.facts())
    .toMatchObject({ Value: "true", Because: "rule “Staff” matched", Rule: "Staff", Unit: "userID staff-ada" });

  await inspect.answer.openTab("exchange");
  await expect(inspect.answer.evidence).toContainText(request);
  await expect(inspect.answer.evidence).toContainText(response);

  await inspect.checkEverything();
  await expect(inspect.answersHeading).toHaveText(`${inspectLabels.answersFor(30, "answers", "Ada, staff")} in staging`);
  await expect(inspect.row("checkout_v2")).toContainText(stateLabels.pass);
});

test("a newcomer does the same with the keyboard alone", async ({ page }) => {
  const { user, inspect, palette, announcement } = new Gatescope(page);
  const { keyboard } = page;
  await expect(inspect.firstSteps).toBeVisible();

  await tabTo(page, inspect.firstSteps.getByRole("button", { name: /^Mia/ }));
  await keyboard.press("Enter");
  await expect(user.switcher).toHaveAccessibleName(/Mia, US, iPhone/);
  await tabTo(page, inspect.firstSteps.getByRole("button", { name: startingWith(`${inspectTabLabels.gate} checkout_v2`) }));
  await keyboard.press("Enter");
  await expect(announcement).toContainText(inspectLabels.answered(stateLabels.fail, "checkout_v2", fails("Mia, US, iPhone", "staging")));

  await keyboard.press("ControlOrMeta+U");
  await expect(user.search).toBeFocused();
  await keyboard.type("ada");
  await keyboard.press("Enter");
  await expect(announcement).toHaveText(userLabels.switched("Ada, staff"));
  await expect(user.switcher).toBeFocused();
  await keyboard.press("ControlOrMeta+Enter");
  await expect(announcement).toHaveText(
    inspectLabels.answered(stateLabels.pass, "checkout_v2", passes("Ada, staff", "staging", ruleMatched("Staff"))),
  );

  await tabTo(page, inspect.answer.tab("summary"));
  await keyboard.press("End");
  await keyboard.press("ArrowLeft");
  await expect(inspect.answer.tab("exchange")).toBeFocused();
  await expect(inspect.answer.evidence).toContainText(response);

  await palette.open();
  await keyboard.type("shipping_rates config");
  await expect(palette.selectedOption).toContainText(`${checkVerb(false)} ${entityKindLabels.config.one}`);
  await keyboard.press("Enter");
  await expect(inspect.answer.heading).toHaveText(headingText("default", "shipping_rates"));

  await tabTo(page, inspect.tab("config"));
  await keyboard.press("Home");
  await expect(inspect.tab("everything")).toBeFocused();
  await keyboard.press("ControlOrMeta+Enter");
  await expect(inspect.answersHeading).toHaveText(`${inspectLabels.answersFor(30, "answers", "Ada, staff")} in staging`);
  await tabTo(page, inspect.table);
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
  await keyboard.press("Escape");
  await expect(inspect.answer.line).toBeHidden();

  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: commandLabels.shortcuts })).toBeVisible();
  await keyboard.press("Escape");
  await expect(inspect.table).toBeFocused();
});
