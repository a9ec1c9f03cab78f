import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";

// A newcomer to Statsig asks why Lena fails a gate.

test("a newcomer reads why Lena fails invite_friends, rule by rule", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, announcement } = gatescope;
  await user.switchTo("Lena, Hamburg");
  await gatescope.switchTier("production");
  await inspect.check("gate", "invite_friends");
  await expect(inspect.answer.heading).toHaveText("Failinvite_friends");

  await test.step("the answer starts with the reason in one sentence", async () => {
    await expect(inspect.answer.line).toContainText("because no rule matched; closest was rule 1 “Loyal and clean”");
  });

  await test.step("the rules are in order, with her values beside the expected ones", async () => {
    await inspect.answer.openTab("why");
    const { why } = inspect;
    await expect(why.rule(1, "Loyal and clean")).toContainText("closest");
    await expect(why.condition("tier")).toContainText("production");
    await expect(why.condition("tier")).toContainText("any of staging");
    await expect(why.condition("lifetime_spend")).toContainText("410");
    await expect(why.rules.getByRole("figure").first()).toContainText("Lena enters at 18.42 %: outside the 10 % rollout");
    await expect(why.rules).toContainText("decided: Fail");
  });

  await test.step("folded conditions can be unfolded with the keyboard, one by one or all at once", async () => {
    const { why } = inspect;
    const fold = why.fold("Inside passes checkout_v2");
    await expect(fold).toHaveAttribute("aria-expanded", "false");
    await fold.focus();
    await page.keyboard.press("ArrowRight");
    await expect(why.rules.getByRole("list", { name: "Rules of the gate checkout_v2" })).toBeVisible();
    await page.keyboard.press("ArrowLeft");
    await expect(fold).toHaveAttribute("aria-expanded", "false");
    await page.getByRole("button", { name: "Expand all" }).click();
    await expect(announcement).toHaveText("All rules are expanded.");
    await expect(fold).toHaveAttribute("aria-expanded", "true");
  });

  await test.step("the number of agreeing sources is shown", async () => {
    await expect(inspect.answer.line.getByRole("button", { name: "3 of 3 agree" })).toBeVisible();
  });

  await test.step("the bucket of another ID can be tried", async () => {
    await page.getByRole("button", { name: "by userID try another ID" }).first().click();
    await page.getByRole("textbox", { name: "Where would another userID stand?" }).fill("u-2000");
    await expect(inspect.why.rules.getByRole("figure").first()).toContainText("u-2000 enters at 59.03 %");
    await page.keyboard.press("Escape");
  });

  for (const scheme of ["light", "dark"] as const) {
    await test.step(`axe finds no violation in the ${scheme} colour scheme`, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await violationsOn(page)).toEqual([]);
    });
  }
});

test("the panel marks the attributes that the rules read before a check, and adds a missing one", async ({ page }) => {
  const { user, inspect, announcement } = new Gatescope(page);
  await user.switchTo("Lena, Hamburg");
  await inspect.openTab("gate");
  await inspect.nameField.fill("invite_friends");
  await expect(user.panel).toContainText(`invite_friends${userLabels.readsAttributes(9)}`);
  await user.panel.getByRole("button", { name: "loyalty_tier = gold" }).click();
  await expect(announcement).toHaveText("loyalty_tier is now gold.");
  await expect(user.field("loyalty_tier")).toHaveValue("gold");
  await user.panel.getByRole("button", { name: userLabels.showUsedOnly }).click();
  await expect(user.field("locale")).toBeHidden();
  await expect(user.field("country")).toBeVisible();
  await user.panel.getByRole("button", { name: userLabels.showAll }).click();
  await expect(user.field("locale")).toBeVisible();
});

test("another ID can be tried on a layer's slots, and the next check uses the current user again", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect } = gatescope;
  await user.switchTo("Mia, US, iPhone");
  await gatescope.switchTier("production");
  await inspect.check("layer", "checkout_layer");
  await expect(inspect.answer.line).toContainText("closest was rule 2, for the experiment “checkout_button_color”");
  await inspect.answer.openTab("why");
  const ruler = inspect.why.rules.getByRole("figure").first();
  await expect(ruler).toContainText("Mia has slot 937 of 1,000: none of the 400 that the rule names.");
  await ruler.getByRole("button", { name: "by userID try another ID" }).click();
  await page.getByRole("textbox", { name: "Where would another userID stand?" }).fill("u-2000");
  await expect(ruler).toContainText("u-2000 has slot 901 of 1,000");
  await page.keyboard.press("Escape");
  expect(await violationsOn(page)).toEqual([]);

  await inspect.check("layer", "homepage_layer");
  await expect(inspect.why.rules).toContainText("Mia has slot 687 of 1,000: one of the 1,000 that the rule names.");
  await expect(inspect.why.rules).toContainText("Mia stands at 53.9 %: inside the first 75 %.");
});
