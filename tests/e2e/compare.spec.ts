import { readFileSync } from "node:fs";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { answersLabels } from "#renderer/features/inspect/answers/answers-labels.ts";
import { comparedLabels } from "#renderer/features/inspect/everything/compared/compared-labels.ts";
import { describePart, listed } from "#shared/domain/comparison/comparison-text.ts";
import { expect, test } from "./fixtures/app.ts";
import { expectBothSchemesAccessible } from "./pages/accessibility.ts";
import { Gatescope } from "./pages/gatescope.ts";

const gate = "invite_friends";
const config = "shipping_rates";
const [lena, mia] = ["Lena, Hamburg", "Mia, US, iPhone"];
/** The first comparison starts a thread, which takes long on a busy machine. */
const compared = { timeout: 60_000 };
const tiers = { reference: "staging", compared: "production" };

test("QA compares one user in two tiers, and sees the cause in two steps", async ({ app: { page } }) => {
  const { user, inspect } = new Gatescope(page);
  await user.switchTo(lena);
  await inspect.check("gate", gate);

  await page.getByRole("button", { name: compareWithLabels.open }).click();
  await page.getByRole("menuitem", { name: compareWithLabels.inTier(tiers.compared) }).click();

  const result = page.getByRole("region", { name: compareLabels.result });
  const cause = describePart({ part: { kind: "tier" }, ...tiers });
  await expect(result.getByRole("heading", { level: 1 })).toContainText(listed([tiers.reference, tiers.compared]));
  await expect(result).toContainText(cause, compared);

  await page.getByRole("row", { name: gate }).click();
  const details = page.getByRole("complementary", { name: compareLabels.why(gate) });
  await expect(details).toContainText(cause);
  await expectBothSchemesAccessible(page);

  await test.step("the difference is saved as a case with both sides and the cause", async () => {
    await details.getByRole("button", { name: caseLabels.save }).click();
    const dialog = page.getByRole("dialog", { name: caseLabels.title });
    await expect(dialog).toContainText(caseLabels.sameAnswer, compared);
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: caseLabels.saveFile }).click();
    const { answers, subjects, facts } = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(subjects).toMatchObject([{ tier: tiers.reference }, { tier: tiers.compared }]);
    expect(answers).toMatchObject([{ answer: { name: gate } }, { answer: { name: gate } }]);
    expect(facts).toMatchObject([{ text: expect.stringContaining(cause) }]);
    await expect(dialog).toHaveCount(0);
  });
  await details.getByRole("heading", { level: 2 }).click();
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
  await test.step("Alt and an arrow key go back to the answer, and forward again", async () => {
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(inspect.answer.heading).toBeVisible();
    await page.keyboard.press("Alt+ArrowRight");
    await expect(result).toBeVisible();
  });
});

test("what Everything compares with another user is shown in Compare", async ({ app: { page } }) => {
  const { user, inspect } = new Gatescope(page);
  await user.switchTo(lena);
  await inspect.checkEverything();

  await page.getByRole("button", { name: compareWithLabels.open }).click();
  await page.getByRole("menuitem", { name: mia }).click();

  await expect(inspect.answersHeading).toContainText(answersLabels.from("Mia"), compared);
  await page.getByRole("button", { name: comparedLabels.openInCompare }).click();
  const result = page.getByRole("region", { name: compareLabels.result });
  await expect(result.getByRole("heading", { level: 1 })).toContainText("Mia", compared);
});

test("a comparison is not current after a column was changed, and an edited copy makes two answers equal", async ({ app: { page } }) => {
  const gatescope = new Gatescope(page);
  await gatescope.user.switchTo(lena);
  await gatescope.open("compare");
  const result = page.getByRole("region", { name: compareLabels.result });
  const columns = page.getByRole("group", { name: compareLabels.what }).getByRole("button", { name: compareLabels.change });
  await expect(result).toContainText(compareLabels.nothingWasLogged, compared);

  const change = async (who = mia) => {
    await columns.nth(1).click();
    await page.getByRole("combobox", { name: compareLabels.user }).click();
    await page.getByRole("option", { name: who }).click();
  };
  const before = (await columns.nth(1).textContent()) ?? "";
  await change();
  await page.keyboard.press("Escape");
  await expect(columns.nth(1)).toHaveText(before);
  await expect(page.getByRole("combobox", { name: compareLabels.user })).toHaveCount(0);
  const add = page.getByRole("button", { name: compareLabels.addColumn });
  await add.press("Enter");
  await expect(page.getByRole("combobox", { name: compareLabels.user })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(add).toBeFocused();

  await change();
  await result.getByRole("heading", { level: 1 }).click();
  await expect(result).toContainText(compareLabels.columnChanged);
  await result.getByRole("button", { name: compareLabels.again }).click();
  await expect(result).toContainText(compareLabels.nothingWasLogged, compared);

  // The keys of an open editor are its own, also after a change offered the screen's again.
  await change(lena);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("combobox", { name: compareLabels.user })).toHaveCount(0);
  await change();
  await page.keyboard.press("Control+Enter");
  await expect(result).toContainText(compareLabels.nothingWasLogged, compared);

  await page.getByRole("grid").getByRole("row", { name: config }).click();
  await page.getByRole("button", { name: compareLabels.tryWith("country = DE") }).click();
  await expect(columns).toHaveCount(3);
  await expect(page.getByRole("row", { name: config })).toContainText(compareLabels.sameAnswer);
});
