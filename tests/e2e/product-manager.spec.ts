import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// A product manager reads what a customer gets, without adding exposures to an experiment.

test("a product manager checks everything for Jonas, filters the answers, opens one, and writes nothing", async ({ page }) => {
  const { user, inspect, settings, topBar, announcement } = new Gatescope(page);

  await user.switchTo("Jonas, Germany");
  await inspect.checkEverything();
  await expect(inspect.answersHeading).toHaveText("30 answers for Jonas, Germany in staging");
  await expect(announcement).toHaveText(/^30 answers for Jonas, Germany: /);
  await expect(inspect.result).toContainText("Looking: nothing was logged");

  await test.step("reads the closest rule where none matched, and rules by name", async () => {
    await expect(inspect.table).toContainText(/no rule matched; closest was rule \d/);
    await expect(inspect.row("invite_friends")).not.toContainText("the rule with the ID");
  });

  await test.step("filters by text and by answer", async () => {
    await inspect.filter.fill("checkout");
    await expect(inspect.row("checkout_v2")).toBeVisible();
    await expect(inspect.row("dark_mode")).toBeHidden();
    await inspect.filter.fill("no such thing");
    await expect(inspect.result).toContainText("No answer contains “no such thing”.");
    await page.getByRole("button", { name: "Show all" }).click();
    await inspect.stateFilter("Pass").click();
    await expect(inspect.stateFilter("Pass")).toHaveAttribute("aria-pressed", "true");
    await expect(inspect.table.getByRole("row").filter({ hasText: "Fail" })).toHaveCount(0);
  });

  await test.step("opens an answer, reads the reason, and closes it", async () => {
    await inspect.stateFilter("All").click();
    await inspect.row("onboarding_flow").click();
    await expect(inspect.answer.heading).toHaveText(/^Group .+onboarding_flow$/);
    await expect(inspect.answer.line).toContainText("because this unit was assigned to the group");
    await page.getByRole("button", { name: "Close this answer" }).click();
    await expect(inspect.answer.line).toBeHidden();
  });

  await test.step("the sandbox has received nothing", async () => {
    await expect(topBar).toContainText("nothing written");
    await settings.openSection("sandbox");
    await expect.poll(() => settings.sandboxFacts()).toMatchObject({ exposures: "0", events: "0" });
    await expect(settings.sandbox).toContainText("Nothing received yet. Exposures from checks appear here while Logging is on");
  });
});
