import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import { compareLabels } from "#renderer/features/compare/compare-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";

test("QA compares one user in two tiers, and sees the cause in two steps", async ({ app: { page } }) => {
  const { user, inspect } = new Gatescope(page);
  await user.switchTo("Lena, Hamburg");
  await inspect.check("gate", "invite_friends");

  await page.getByRole("button", { name: compareWithLabels.open }).click();
  await page.getByRole("menuitem", { name: compareWithLabels.inTier("production") }).click();

  const result = page.getByRole("region", { name: compareLabels.result });
  await expect(result.getByRole("heading", { level: 1 })).toHaveText(/^\d+ of \d+ differs? ?staging and production$/);
  await expect(result).toContainText("because the tier is production, not staging");
  const row = page.getByRole("row", { name: /invite_friends/ });
  await expect(row).toContainText("tier production, not staging");

  await row.click();
  const details = page.getByRole("complementary", { name: compareLabels.why("invite_friends") });
  await expect(details).toContainText("Differs because the tier is production, not staging.");
  await expect(details).toContainText("they part at rule");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violationsOn(page), colorScheme).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
});

test("a comparison is not current after a column was changed, and an edited copy makes two answers equal", async ({ app: { page } }) => {
  const gatescope = new Gatescope(page);
  await gatescope.user.switchTo("Lena, Hamburg");
  await gatescope.open("compare");
  const result = page.getByRole("region", { name: compareLabels.result });
  const columns = page.getByRole("group", { name: compareLabels.what }).getByRole("button", { name: /: change$/ });
  await expect(result.getByRole("heading", { level: 1 })).toHaveText(/differs? ?Lena and Ada$/);

  await columns.nth(1).click();
  await page.getByRole("combobox", { name: compareLabels.user }).click();
  await page.getByRole("option", { name: "Mia, US, iPhone" }).click();
  await page.keyboard.press("Escape");
  await expect(result).toContainText("A column was changed after this comparison.");
  await result.getByRole("button", { name: compareLabels.again }).click();
  await expect(result.getByRole("heading", { level: 1 })).toHaveText(/differs? ?Lena and Mia$/);

  await page
    .getByRole("grid")
    .getByRole("row", { name: /^shipping_rates/ })
    .click();
  await page.getByRole("button", { name: /^Try it with country = DE/ }).click();
  await expect(columns).toHaveCount(3);
  await expect(page.getByRole("row", { name: /^shipping_rates/ })).toContainText("the same");
});
