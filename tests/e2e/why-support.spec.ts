import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { Why } from "./pages/why.ts";

// Somebody in support reads what a logged call would have written, and why an experiment gave what it gave.

test("support reads the exposures that a logged check would write, before anything is written", async ({ page }) => {
  const { user, inspect, topBar } = new Gatescope(page);
  await user.switchTo("Lena, Hamburg");
  await inspect.check("experiment", "checkout_trust_badges");
  await expect(inspect.answer.heading).toHaveText("Group Badgescheckout_trust_badges");

  await test.step("the way in, the slot and the group", async () => {
    const way = page.getByRole("list", { name: "The way in" });
    await expect(way.getByRole("listitem")).toHaveText([/none$/, /not held back$/, /810 of 1,000$/, /passes$/, /Badges$/]);
    await expect(inspect.answer.evidence).toContainText("Lena falls at 75.7 %, in Badges (50 to 100 %)");
    await expect(page.getByRole("img", { name: "Slot 810 of 1,000 is this experiment’s" })).toBeAttached();
  });

  await test.step("the exposures, primary and secondary, and what stays here", async () => {
    await inspect.answer.openTab("exposures");
    const exposures = page.getByRole("list", { name: "Exposures" });
    await expect(exposures.getByRole("listitem")).toHaveText([
      /checkout_trust_badgesstatsig::config_exposure/,
      /Holdoutautumn_holdoutnot held back/,
      /Gatecheckout_v2Pass/,
    ]);
    await expect(inspect.answer.evidence).toContainText("Stays here: lifetime_spend (private).");
    await expect(topBar).toContainText("nothing written");
    expect(await violationsOn(page)).toEqual([]);
  });
});

test("an answer of the history is explained as of its own time", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  await user.switchTo("Lena, Hamburg");
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText("Passcheckout_v2");
  await gatescope.open("history");
  await history.row("checkout_v2").first().click();
  await history.answer.openTab("why");
  await expect(history.answer.evidence).toContainText("lifetime_spend was private and is never kept");
  await expect(new Why(page).rules).toContainText("Germany pilot");
});
