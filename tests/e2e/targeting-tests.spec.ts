import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answerTabLabels } from "#renderer/answer/answer-labels.ts";
import { expectLabels } from "#renderer/answer/expect/expect-labels.ts";
import { resultLead, resultRest, testsLabels, type VerdictCounts } from "#renderer/features/tests/tests-labels.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { expect, test } from "./fixtures/app.ts";
import { colourViolationsOn, expectAccessible, horizontalOverflowPx, violationsOn } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";

// A QA engineer keeps what users should get in files, sees what is not as expected and why, and changes the files from the page.

test("runs the example, shows why a test is wrong, accepts its answer, and adds a test from an answer", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const result = page.getByRole("region", { name: testsLabels.result });
  const suiteFile = join(app.dataFolder, "example-tests", "checkout.yaml");
  const wrong = page.getByRole("button", { name: new RegExp(`${testsLabels.wrong} checkout_v2`) });

  await gatescope.open("tests");
  await expect(result.getByRole("heading")).toHaveText(headingOf({ total: 9, wrong: 1 }));

  await test.step("the name of the folder is not cut below", async () => {
    const cutElements = (button: Element) =>
      [...button.querySelectorAll("span")].filter(
        (each) => getComputedStyle(each).overflowY !== "visible" && each.scrollHeight > each.clientHeight,
      ).length;
    expect(await page.getByTitle(testsLabels.folder).evaluate(cutElements)).toBe(0);
  });

  await test.step("the wrong test is unfolded, and shows the closest rule and what accepting changes", async () => {
    await expect(wrong).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByText("Germany pilot").first()).toBeVisible();
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1024, height: 640 },
    ]) {
      await page.setViewportSize(size);
      expect(await horizontalOverflowPx(page)).toBe(0);
      expect(await violationsOn(page)).toEqual([]);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await colourViolationsOn(page)).toEqual([]);
      }
    }
  });

  await test.step("it opens in Why, and the answer adds another test", async () => {
    await page.getByRole("button", { name: testsLabels.openWhy }).click();
    await expect(gatescope.inspect.answer.heading).toHaveText(`${stateLabels.fail}checkout_v2`);
    await expect(page.getByRole("tab", { name: answerTabLabels.why })).toHaveAttribute("aria-selected", "true");
    await page.getByRole("button", { name: expectLabels.expect }).click();
    await page.getByRole("button", { name: expectLabels.add }).click();
    await expect.poll(() => readFile(suiteFile, "utf8")).toContain("user: { userID: u-1040, country: DE }\n    tier:");
    await gatescope.open("tests");
    // The file changed while another screen was shown.
    await expect(result).toContainText(testsLabels.changed);
    await page.getByRole("button", { name: testsLabels.runAgain }).click();
    await expect(result.getByRole("heading")).toHaveText(headingOf({ total: 10, wrong: 1 }));
  });

  await test.step("accepting changes the file and keeps its comments", async () => {
    await page.getByRole("button", { name: testsLabels.accept }).click();
    await expect(result.getByRole("heading")).toHaveText(headingOf({ total: 10, wrong: 0 }));
    // What was accepted is no longer offered as a change.
    await expect(page.getByText(testsLabels.changes, { exact: false }).filter({ hasText: "checkout.yaml" })).toHaveCount(0);
    expect(await readFile(suiteFile, "utf8")).toContain("does not include her\n  - gate: checkout_v2\n    user: klara\n    expect: fail\n");
  });

  await test.step("the keys of the strip select a test", async () => {
    const strip = page.getByRole("slider", { name: testsLabels.strip });
    await strip.focus();
    await page.keyboard.press("End");
    await expect(strip).toHaveAttribute("aria-valuenow", "10");
    await page.keyboard.press("Home");
  });

  await test.step("a user is made for what no test reaches, and another one", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("tab", { name: testsLabels.coverage }).click();
    await page.getByRole("button", { name: testsLabels.showOthers(26) }).click();
    await expect(page.getByRole("list", { name: testsLabels.untested })).toContainText("hero_image_test");
    await page.getByRole("tabpanel").getByRole("button", { name: "checkout_v2" }).click();
    const coverage = page.getByRole("complementary", { name: `${testsLabels.coverageOf} checkout_v2` });
    await coverage.getByRole("button", { name: testsLabels.addUser }).first().click();
    const made = coverage.getByRole("region", { name: testsLabels.madeUser });
    const id = made.locator("code").first();
    const before = await id.textContent();
    await made.getByRole("button", { name: testsLabels.anotherUser }).click();
    await expect(id).not.toHaveText(before ?? "");
    await expectAccessible(page);
    const added = (await id.textContent()) ?? "";
    await made.getByRole("button", { name: testsLabels.addTo("checkout.yaml") }).click();
    await expect.poll(() => readFile(suiteFile, "utf8")).toContain(`userID: ${added}`);
  });

  await test.step("a suite that cannot be read says where, and the others run", async () => {
    await page.getByRole("tab", { name: testsLabels.tests }).click();
    await expect(result.getByRole("heading")).toHaveText(headingOf({ total: 11, wrong: 0 }));
    const text = await readFile(suiteFile, "utf8");
    await writeFile(suiteFile, text.replace("because: Staff", "becouse: Staff"));
    await expect(result.getByText(testsLabels.changed)).toBeVisible();
    await page.getByRole("button", { name: testsLabels.runAgain }).click();
    await expect(result.getByRole("heading")).toContainText(resultLead({ wrong: 0, undecided: 0 }, 1));
  });
});

function headingOf(counts: Pick<VerdictCounts, "total" | "wrong">): string {
  const all = { ...counts, undecided: 0 };
  return resultLead(all, 0) + resultRest(all, 0);
}
