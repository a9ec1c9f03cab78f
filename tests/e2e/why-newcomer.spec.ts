import { agreementLabels } from "#renderer/answer/agreement/agreement-labels.ts";
import { rolloutLabels } from "#renderer/answer/rollout/rollout-labels.ts";
import { operatorLabels } from "#renderer/answer/why/condition-text.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { bucketHad, placeText, rulerSentence } from "#shared/domain/explanation/bucket-text.ts";
import type { Bucket } from "#shared/domain/explanation/explanation.ts";
import { closestText } from "#shared/domain/explanation/explanation-text.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";

/** A position among a layer's slots; the tests fill in where. */
const bucket: Bucket = { idType: "userID", unitId: "", isMissing: false, bucket: 0, of: 1000, cutOff: null, slotCount: null, isIn: false };

// A newcomer to Statsig asks why Lena fails a gate.

test("a newcomer reads why Lena fails invite_friends, rule by rule, and tries other IDs and attributes", async ({ page }) => {
  test.slow(); // three answers, one after the other
  const gatescope = new Gatescope(page);
  const { user, inspect, announcement } = gatescope;

  await test.step("the panel marks the attributes that the rules read before a check, and adds a missing one", async () => {
    await user.switchTo("Lena, Hamburg");
    await inspect.openTab("gate");
    await inspect.nameField.fill("invite_friends");
    await expect(user.panel).toContainText(`invite_friends${userLabels.readsAttributes(9)}`);
    await user.panel.getByRole("button", { name: userLabels.suggestion("loyalty_tier", "gold") }).click();
    await expect(announcement).toHaveText(userLabels.fieldSet("loyalty_tier", "gold"));
    await expect(user.field("loyalty_tier")).toHaveValue("gold");
    await user.panel.getByRole("button", { name: userLabels.showUsedOnly }).click();
    await expect(user.field("locale")).toBeHidden();
    await expect(user.field("country")).toBeVisible();
    await user.panel.getByRole("button", { name: userLabels.showAll }).click();
    await expect(user.field("locale")).toBeVisible();
  });

  await test.step("another ID can be tried on a layer's slots, and the next check uses the current user again", async () => {
    await user.switchTo("Mia, US, iPhone");
    await gatescope.switchTier("production");
    await inspect.check("layer", "checkout_layer");
    await expect(inspect.answer.line).toContainText(
      closestText({ number: 2, name: null, groupName: null, delegatesTo: "checkout_button_color" }),
    );
    await inspect.answer.openTab("why");
    const ruler = inspect.why.rules.getByRole("figure").first();
    await expect(ruler).toContainText(rulerSentence({ ...bucket, bucket: 937, slotCount: 400 }, "Mia", "slice"));
    await ruler.getByRole("button", { name: `${rolloutLabels.by} userID ${rolloutLabels.tryAnotherId}` }).click();
    await page.getByRole("textbox", { name: rolloutLabels.whereWould("userID") }).fill("u-2000");
    await expect(ruler).toContainText(bucketHad({ ...bucket, bucket: 901 }));
    await page.keyboard.press("Escape");

    await inspect.check("layer", "homepage_layer");
    await expect(inspect.why.rules).toContainText(rulerSentence({ ...bucket, bucket: 687, slotCount: 1000, isIn: true }, "Mia", "slice"));
    await expect(inspect.why.rules).toContainText(rulerSentence({ ...bucket, bucket: 539, cutOff: 750, isIn: true }, "Mia", "slice"));
  });

  await user.switchTo("Lena, Hamburg");
  await inspect.check("gate", "invite_friends");
  await expect(inspect.answer.heading).toHaveText(headingText("fail", "invite_friends"));

  await test.step("the answer starts with the reason in one sentence", async () => {
    await expect(inspect.answer.line).toContainText(closestText({ number: 1, name: "Loyal and clean", groupName: null }));
  });

  await test.step("the rules are in order, with her values beside the expected ones", async () => {
    await inspect.answer.openTab("why");
    const { why } = inspect;
    await expect(why.rule(1, "Loyal and clean")).toContainText(whyLabels.closest);
    await expect(why.condition("tier")).toContainText("production");
    await expect(why.condition("tier")).toContainText(`${operatorLabels.any} staging`);
    await expect(why.condition("lifetime_spend")).toContainText("410");
    await expect(why.rules.getByRole("figure").first()).toContainText(
      rulerSentence({ ...bucket, bucket: 1842, of: 10_000, cutOff: 1000 }, "Lena"),
    );
    await expect(why.rules).toContainText(whyLabels.decided(stateLabels.fail));
  });

  await test.step("folded conditions can be unfolded with the keyboard, one by one or all at once", async () => {
    const { why } = inspect;
    const fold = why.fold(whyLabels.inside("passes checkout_v2"));
    await expect(fold).toHaveAttribute("aria-expanded", "false");
    await fold.focus();
    await page.keyboard.press("ArrowRight");
    await expect(why.rules.getByRole("list", { name: whyLabels.rulesOf("gate", "checkout_v2") })).toBeVisible();
    await page.keyboard.press("ArrowLeft");
    await expect(fold).toHaveAttribute("aria-expanded", "false");
    await page.getByRole("button", { name: whyLabels.expandAll }).click();
    await expect(announcement).toHaveText(whyLabels.allExpanded);
    await expect(fold).toHaveAttribute("aria-expanded", "true");
  });

  await test.step("the number of agreeing sources is shown", async () => {
    await expect(inspect.answer.line.getByRole("button", { name: agreementLabels.agree(3, 3) })).toBeVisible();
  });

  await test.step("the bucket of another ID can be tried", async () => {
    await page
      .getByRole("button", { name: `${rolloutLabels.by} userID ${rolloutLabels.tryAnotherId}` })
      .first()
      .click();
    await page.getByRole("textbox", { name: rolloutLabels.whereWould("userID") }).fill("u-2000");
    await expect(inspect.why.rules.getByRole("figure").first()).toContainText(placeText({ bucket: 5903, of: 10_000 }));
    await page.keyboard.press("Escape");
  });
});
