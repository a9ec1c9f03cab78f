import { consoleLabels } from "#renderer/answer/explain/console-labels.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";
import { paletteLabels } from "#renderer/app/palette/palette-labels.ts";
import { cohortsLabels } from "#renderer/features/cohorts/cohorts-labels.ts";
import { changeLead, whatIfLabels } from "#renderer/features/what-if/what-if-labels.ts";
import { expect, test } from "./fixtures/app.ts";
import { expectAccessible } from "./pages/accessibility.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";

// A product manager asks who changes if a gate goes to 25 %. The screen is checked with axe in two sizes and both colour schemes.

test.describe.configure({ timeout: 120_000 });

test("a product manager edits a percentage and sees who would change, and nothing is written", async ({ page }) => {
  const gatescope = new Gatescope(page);
  await gatescope.open("cohorts");
  const result = page.getByRole("region", { name: whatIfLabels.title, exact: true });
  await page.getByRole("tab", { name: cohortsLabels.whatIf }).click();
  await expect(result).toContainText(whatIfLabels.nothingEdited);
  await page.getByRole("combobox", { name: whatIfLabels.users }).selectOption(whatIfLabels.newIds(2_000));
  await page.getByRole("combobox", { name: whatIfLabels.entity }).click();
  await page.getByRole("option", { name: "loyalty_program", exact: true }).click();
  await page.getByRole("textbox", { name: whatIfLabels.percentageOf(2) }).fill("25");

  await expect(result).toContainText(changeLead({ changed: 275, users: 2_000 }));
  const users = page.getByRole("grid", { name: new RegExp(`^${whatIfLabels.whoChanges}`) });
  await expect(users).toHaveAttribute("aria-rowcount", "276");
  await expect(page.getByText(whatIfLabels.safe)).toBeVisible();
  await expectAccessible(page);

  await test.step("at 200 % zoom the table of users does not scroll sideways", async () => {
    const size = page.viewportSize() ?? { width: 1440, height: 900 };
    await page.setViewportSize({ width: 720, height: 450 });
    const tooWide = () =>
      users.evaluate((grid) => {
        const around = [grid, ...grid.querySelectorAll("*")];
        for (let at = grid.parentElement; at !== null && at.tagName !== "MAIN"; at = at.parentElement) around.push(at);
        const scrolls = (element: Element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
        return around.filter((element) => scrolls(element) && element.scrollWidth > element.clientWidth + 1).length;
      });
    await users.scrollIntoViewIfNeeded();
    await expect.poll(tooWide).toBe(0);
    await page.setViewportSize(size);
  });

  await page.getByRole("button", { name: whatIfLabels.undo }).click();
  await expect(result).toContainText(whatIfLabels.nothingEdited);
  await expect(gatescope.topBar).toContainText(writtenText(0));

  await test.step("a border between the groups of a running experiment moves by key, and the screen says whom that moves", async () => {
    await page.getByRole("combobox", { name: whatIfLabels.entity }).click();
    await page.getByRole("option", { name: "onboarding_flow", exact: true }).click();
    const border = page.getByRole("slider", { name: whatIfLabels.borderBetween("Control", "Short") });
    for (let key = 0; key < 10; key += 1) await border.press("ArrowLeft");
    await expect(page.getByRole("textbox", { name: whatIfLabels.shareOf("Control") })).toHaveValue(/^40/);
    const groups = page.getByRole("region", { name: whatIfLabels.groups, exact: true });
    await expect(groups).toContainText(whatIfLabels.running);
  });

  await test.step("a draft saved by name is offered where the rules of a cohort are chosen", async () => {
    await page.getByRole("button", { name: whatIfLabels.drafts, exact: true }).click();
    await page.getByRole("menuitem", { name: whatIfLabels.saveDraft }).click();
    await page.getByRole("textbox", { name: whatIfLabels.name }).fill("Control at 40");
    await page.getByRole("button", { name: whatIfLabels.save, exact: true }).click();
    await page.getByRole("tab", { name: cohortsLabels.setup }).click();
    await page.getByRole("combobox", { name: cohortsLabels.rules }).selectOption(cohortsLabels.draftOfRules("Control at 40"));
  });

  await test.step("a removed draft and discarded edits come back with Ctrl+Z", async () => {
    await page.getByRole("tab", { name: cohortsLabels.whatIf }).click();
    const choose = async (item: string) => {
      await page.getByRole("button", { name: whatIfLabels.drafts, exact: true }).click();
      await page.getByRole("menuitem", { name: item, exact: true }).click();
    };
    await choose(whatIfLabels.removeDraft("Control at 40"));
    await page.keyboard.press("Control+z");
    await choose(whatIfLabels.discard);
    await expect(result).toContainText(whatIfLabels.nothingEdited);
    await page.keyboard.press("Control+z");
    await expect(page.getByRole("button", { name: whatIfLabels.undo })).toBeEnabled();
    await page.getByRole("button", { name: whatIfLabels.drafts, exact: true }).click();
    await expect(page.getByRole("menuitem", { name: whatIfLabels.removeDraft("Control at 40") })).toBeVisible();
  });

  await test.step("the rules of an answer are edited on a copy, from Why and from the palette", async () => {
    const entity = page.getByRole("combobox", { name: whatIfLabels.entity });
    await page.keyboard.press("Escape");
    await gatescope.open("inspect");
    await gatescope.inspect.check("gate", "loyalty_program");
    await gatescope.inspect.answer.openTab("why");
    await page.getByRole("button", { name: whyLabels.whatIf }).click();
    await expect(entity).toHaveValue("loyalty_program");
    await gatescope.palette.open();
    await page.keyboard.type(`${paletteLabels.whatIf} shipping_rates`);
    await page.keyboard.press("Enter");
    await expect(entity).toHaveValue("shipping_rates");
  });

  await test.step("a version that the console has of a gate is compared with the newest rules", async () => {
    await page.getByText(whatIfLabels.twoVersions, { exact: true }).click();
    const of = page.getByRole("combobox", { name: consoleLabels.versionsOf });
    await expect(of).toHaveValue("shipping_rates");
    await of.fill("checkout_v2");
    await page.getByRole("option", { name: "checkout_v2", exact: true }).click();
    const older = page.getByRole("combobox", { name: whatIfLabels.older });
    const version = older.locator("optgroup option").nth(2);
    await expect(version).toBeAttached();
    await older.selectOption((await version.getAttribute("value")) ?? "");
    await expect(result).toContainText("checkout_v2");
    await expect(page.getByRole("list", { name: whatIfLabels.editsByUsers })).toContainText("US and Canada");
  });
});
