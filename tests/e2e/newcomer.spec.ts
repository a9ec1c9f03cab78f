import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { tabTo } from "./pages/keyboard.ts";

// A newcomer starts Gatescope for the first time and has read no documentation.

test("a newcomer picks a user, checks a gate, reads the reason, and checks everything for that user", async ({ page }) => {
  const { user, inspect } = new Gatescope(page);

  await inspect.firstSteps.getByRole("button", { name: /^Mia/ }).click();
  await expect(user.switcher).toHaveAccessibleName("User: Mia, US, iPhone. Switch saved user");
  await inspect.firstSteps.getByRole("button", { name: /^Gate checkout_v2/ }).click();

  await expect(inspect.answer.heading).toHaveText("Failcheckout_v2");
  // Statsig's response contains only the value; the reason comes from the definitions.
  await expect(inspect.answer.line).toContainText(
    "Fails for Mia, US, iPhone in staging because rule “US and Canada” matched, but this userID is at 80.45 %, outside the first 50 %.",
  );
  await expect(inspect.answer.line).toContainText("sandbox");
  await expect(inspect.answer.line).toContainText("Looking: nothing was logged");

  await user.switchTo("Ada, staff");
  await expect(inspect.answer.line).toContainText("This is the answer for Mia in staging. The panel has Ada");
  await page.getByRole("button", { name: "Check for Ada" }).click();
  await expect(inspect.answer.heading).toHaveText("Passcheckout_v2");
  await expect(inspect.answer.line).toContainText("Passes for Ada, staff in staging because rule “Staff” matched.");
  await expect
    .poll(() => inspect.answer.facts())
    .toMatchObject({ Value: "true", Because: "rule “Staff” matched", Rule: "Staff", Unit: "userID staff-ada" });

  await inspect.answer.openTab("exchange");
  await expect(inspect.answer.evidence).toContainText(/POST http:\/\/127\.0\.0\.1:\d+\/v1\/check_gate/);
  await expect(inspect.answer.evidence).toContainText("200 OK");

  await inspect.checkEverything();
  await expect(inspect.answersHeading).toHaveText("30 answers for Ada, staff in staging");
  await expect(inspect.row("checkout_v2")).toContainText("Pass");
});

test("a newcomer does the same with the keyboard alone", async ({ page }) => {
  const { user, inspect, palette, announcement } = new Gatescope(page);
  const { keyboard } = page;
  await expect(inspect.firstSteps).toBeVisible();

  await tabTo(page, inspect.firstSteps.getByRole("button", { name: /^Mia/ }));
  await keyboard.press("Enter");
  await expect(user.switcher).toHaveAccessibleName(/Mia, US, iPhone/);
  await tabTo(page, inspect.firstSteps.getByRole("button", { name: /^Gate checkout_v2/ }));
  await keyboard.press("Enter");
  await expect(announcement).toContainText("Fail, checkout_v2. Fails for Mia, US, iPhone in staging");

  await keyboard.press("ControlOrMeta+U");
  await expect(user.search).toBeFocused();
  await keyboard.type("ada");
  await keyboard.press("Enter");
  await expect(announcement).toHaveText(userLabels.switched("Ada, staff"));
  await expect(user.switcher).toBeFocused();
  await keyboard.press("ControlOrMeta+Enter");
  await expect(announcement).toHaveText("Pass, checkout_v2. Passes for Ada, staff in staging because rule “Staff” matched.");

  await tabTo(page, inspect.answer.tab("summary"));
  await keyboard.press("End");
  await keyboard.press("ArrowLeft");
  await expect(inspect.answer.tab("exchange")).toBeFocused();
  await expect(inspect.answer.evidence).toContainText("200 OK");

  await palette.open();
  await keyboard.type("shipping_rates config");
  await expect(palette.selectedOption).toHaveText(/Check dynamic config.*shipping_rates/);
  await keyboard.press("Enter");
  await expect(inspect.answer.heading).toHaveText("Defaultshipping_rates");

  await tabTo(page, inspect.tab("config"));
  await keyboard.press("Home");
  await expect(inspect.tab("everything")).toBeFocused();
  await keyboard.press("ControlOrMeta+Enter");
  await expect(inspect.answersHeading).toHaveText("30 answers for Ada, staff in staging");
  await tabTo(page, inspect.table);
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await expect(inspect.answer.heading).toHaveText("Passcheckout_v2");
  await keyboard.press("Escape");
  await expect(inspect.answer.line).toBeHidden();

  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await keyboard.press("Escape");
  await expect(inspect.table).toBeFocused();
});
