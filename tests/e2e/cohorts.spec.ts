import { appLabels } from "#renderer/app/app-labels.ts";
import { cohortsLabels } from "#renderer/features/cohorts/cohorts-labels.ts";
import { whatIfLabels } from "#renderer/features/what-if/what-if-labels.ts";
import { columnLabels } from "#renderer/parts/files/column-table-labels.ts";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { expect, test } from "./fixtures/app.ts";
import { expectAccessible } from "./pages/accessibility.ts";
import { dropOnWindow } from "./pages/drop.ts";
import { Gatescope } from "./pages/gatescope.ts";

// A product manager asks who of their customers sees the banner, by country.

// The screen is checked with axe in two sizes and both colour schemes.
test.describe.configure({ timeout: 180_000 });

const passes = cohortsLabels.partCount("Pass", 600);
const countries = ["DE", "US", "GB", "FR", "CA"];
const customers = [
  "customer_id,country,newsletter,store,private.spend",
  ...Array.from({ length: 1_000 }, (_, n) => `u-${n},${countries[n % 5]},${n % 3 === 0},${n % 7 === 0 ? "" : `store-${n % 40}`},${n}`),
].join("\n");

test("a product manager sees who gets the banner, by country, in five steps, and nothing is sent", async ({ page }) => {
  const gatescope = new Gatescope(page);
  await gatescope.open("cohorts");
  await page.getByRole("tab", { name: cohortsLabels.setup }).click();
  await page
    .getByRole("region", { name: cohortsLabels.file })
    .locator("input[type=file]")
    .setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(customers) });
  await expect(page.getByText(cohortsLabels.userOf(1, 1_000))).toBeVisible();
  await expect(page.getByText(columnLabels.isPrivate)).toBeVisible();
  await page.getByRole("button", { name: `${cohortsLabels.all} ${cohortsLabels.gates}` }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: cohortsLabels.check(1_000) }).click();

  const result = page.getByRole("region", { name: cohortsLabels.result });
  await expect(result).toContainText(cohortsLabels.userCount(1_000));
  await expect(result).toContainText(cohortsLabels.nothingLogged);
  const banner = page.getByRole("row", { name: /^free_shipping_banner/ });
  await expect(banner).toContainText(passes);
  await page.getByRole("combobox", { name: cohortsLabels.groupBy }).selectOption("country");
  const users = page.getByRole("grid", { name: cohortsLabels.usersTable });
  await expect(users.getByRole("row", { name: cohortsLabels.userCount(200) }).first()).toBeVisible();
  await expectAccessible(page);

  await test.step("shows only those who get it, and opens one in Why", async () => {
    await banner.getByRole("button", { name: passes }).click();
    await page.getByRole("combobox", { name: cohortsLabels.groupBy }).selectOption("");
    await expect(users).toHaveAttribute("aria-rowcount", "601");
    await page.getByRole("tab", { name: cohortsLabels.whatIf }).click();
    await expect(page.getByRole("combobox", { name: whatIfLabels.entity })).toHaveValue("free_shipping_banner");
    await page.getByRole("tab", { name: cohortsLabels.result }).click();
    await banner.getByRole("button", { name: passes }).click();
    await page.getByRole("textbox", { name: cohortsLabels.filterUsers }).fill("u-100");
    await expect(users).toHaveAttribute("aria-rowcount", "2");
    await gatescope.exposureSwitch.getByRole("radio", { name: appLabels.logging }).check();
    await users.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect(gatescope.inspect.answer.heading).toBeVisible();
    // A look at one of many is no wish to log.
    await expect(gatescope.exposureSwitch.getByRole("radio", { name: appLabels.looking })).toBeChecked();
  });

  await test.step("comes back to the same result, saves it, and checks a sample live", async () => {
    await gatescope.open("cohorts");
    await page.getByRole("tab", { name: cohortsLabels.result }).click();
    await page.getByRole("button", { name: `${cohortsLabels.cohort}: customers.csv` }).click();
    await page.getByRole("menuitem", { name: cohortsLabels.saveAs }).click();
    await page.getByRole("textbox", { name: cohortsLabels.name }).fill("November");
    await page.getByRole("button", { name: cohortsLabels.save, exact: true }).click();
    await expect(page.getByRole("button", { name: `${cohortsLabels.cohort}: November` })).toBeVisible();
    await page.getByRole("textbox", { name: cohortsLabels.liveSize }).fill("2");
    await page.getByRole("button", { name: cohortsLabels.checkLive }).click();
    await expect(result).toContainText(cohortsLabels.liveAgree(2, 2));
  });

  await test.step("sees what combinations would give before checking them, and why too many are refused", async () => {
    await page.getByRole("tab", { name: cohortsLabels.setup }).click();
    await page.getByRole("button", { name: cohortsLabels.combinations }).click();
    await page.getByRole("button", { name: "country", exact: true }).click();
    const values = page.getByRole("textbox", { name: cohortsLabels.addValue("country") });
    await values.fill("DE, US");
    await values.press("Enter");
    const first = page.getByRole("region", { name: cohortsLabels.firstUsers });
    await expect(first.getByRole("row").filter({ hasText: "DE" })).toContainText("Pass");
    await expectAccessible(page);
    for (const name of ["floor", "seats"]) {
      const attribute = page.getByRole("textbox", { name: cohortsLabels.addAttribute });
      await attribute.fill(name);
      await attribute.press("Enter");
      const numbers = page.getByRole("textbox", { name: cohortsLabels.addValue(name) });
      await numbers.fill(Array.from({ length: name === "seats" ? 300 : 200 }, (_, n) => n).join());
      await numbers.press("Enter");
    }
    await expect(page.getByText(cohortsLabels.tooMany)).toBeVisible();
    await page
      .getByText(cohortsLabels.tooMany)
      .locator("..")
      .getByRole("button", { name: cohortsLabels.removeField("seats") })
      .click();
    await expect(first).toBeVisible();
  });

  await test.step("drops a file of rules: the set-up checks with it, and What if compares it with the rules of now", async () => {
    await dropOnWindow(page, "tuesday.json", JSON.stringify(demoProject));
    const notice = page.getByRole("region", { name: appLabels.fileNotice });
    await expect(notice).toContainText(appLabels.rulesOfCohort("tuesday.json"));
    await expect(page.getByRole("combobox", { name: cohortsLabels.rules }).locator("option:checked")).toHaveText("tuesday.json");
    await page.getByRole("tab", { name: cohortsLabels.whatIf }).click();
    await dropOnWindow(page, "cut.json", JSON.stringify(demoProject).slice(0, 900));
    await expect(notice).toContainText("cut.json");
    await dropOnWindow(page, "tuesday.json", JSON.stringify(demoProject));
    await expect(notice).toContainText(appLabels.rulesOfVersions("tuesday.json", false));
    await expect(page.getByRole("region", { name: whatIfLabels.title })).toContainText(whatIfLabels.sameRules);
  });
});
