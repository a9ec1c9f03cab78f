import { experimentPathLabel } from "#renderer/answer/rollout/experiment-path.ts";
import { expect, test } from "./fixtures/app.ts";
import { violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { Why } from "./pages/why.ts";

// Support reads which exposures a logged check would write, and why an experiment returned its group.

test("support reads the exposures that a logged check would write, and nothing is written", async ({ page }) => {
  const { user, inspect, topBar } = new Gatescope(page);
  await user.switchTo("Lena, Hamburg");
  await inspect.check("experiment", "checkout_trust_badges");
  await expect(inspect.answer.heading).toHaveText("Group Badgescheckout_trust_badges");

  await test.step("the summary shows the steps of the experiment, the slot and the group", async () => {
    const way = page.getByRole("list", { name: experimentPathLabel });
    await expect(way.getByRole("listitem")).toHaveText([/none$/, /not held back$/, /810 of 1,000$/, /passes$/, /Badges$/]);
    await expect(inspect.answer.evidence).toContainText("Lena falls at 75.7 %, in Badges (50 to 100 %)");
    await expect(page.getByRole("img", { name: "Slot 810 of 1,000 is this experiment’s" })).toBeAttached();
  });

  await test.step("the Exposures tab lists primary and secondary exposures, and the private attributes that are not sent", async () => {
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

test("an answer in the history is explained as of its own time", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  await user.switchTo("Lena, Hamburg");
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText("Passcheckout_v2");
  await gatescope.open("history");
  await history.row("checkout_v2").first().click();
  await history.answer.openTab("why");
  await expect(history.answer.evidence).toContainText("lifetime_spend is private and not stored");
  await expect(new Why(page).rules).toContainText("Germany pilot");
});
