import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { appLabels } from "#renderer/app/app-labels.ts";
import { casesLabels } from "#renderer/features/cases/cases-labels.ts";
import { commandLabels } from "#renderer/session/commands.ts";
import { copiedText } from "#renderer/ui/copied-text.ts";
import { createCaseHandler } from "#services/cases/case-handler.ts";
import { type CaseReading, readCase } from "#shared/domain/case/case-file.ts";
import { caseReport } from "#shared/domain/case/case-report.ts";
import { replayWords } from "#shared/domain/case/case-text.ts";
import { whyNotLive } from "#shared/domain/case/replay.ts";
import { expect, test } from "./fixtures/app.ts";
import { colourViolationsOn, violationsOn } from "./pages/accessibility.ts";
import { dropOnWindow } from "./pages/drop.ts";
import { Gatescope } from "./pages/gatescope.ts";

const customer = "u-1036";
const banner = "free_shipping_banner";
const demoRules = readFileSync(new URL("../../electron/services/sandbox/demo/demo-specs.json", import.meta.url), "utf8");
/** Two threads start with the first case, which takes long on a busy machine. */
const prepared = { timeout: 60_000 };

test("a customer says that the banner is missing: from the ID to a reply and a case, which opens in an empty installation", async ({
  app,
}) => {
  test.skip(app.host !== "browser-host", "Playwright cannot observe downloads of a desktop host");
  const file = join(tmpdir(), `gatescope-e2e-${process.pid}.gatescope-case`);
  const gatescope = new Gatescope(app.page);
  const { page } = app;

  await test.step("1 and 2: the ID is pasted and the banner checked", async () => {
    await gatescope.user.pasteText(customer);
    await gatescope.user.applyPastedUser();
    await gatescope.inspect.check("gate", banner);
  });
  const dialog = page.getByRole("dialog", { name: caseLabels.title });
  await test.step("3: Save as case lists what is replaced", async () => {
    await page.getByRole("button", { name: caseLabels.save }).click();
    const id = dialog.getByRole("row").filter({ hasText: "userID" });
    await expect(id).toContainText(customer, prepared);
    await expect(id.getByRole("combobox", { name: caseLabels.choiceOf("userID") })).toHaveValue("replace");
    await expect(dialog).toContainText(caseLabels.sameAnswer);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect.soft(colorScheme === "light" ? await violationsOn(page) : await colourViolationsOn(page), colorScheme).toEqual([]);
    }
  });
  await test.step("4: the reply is in plain words, and is copied", async () => {
    await dialog.getByText(caseLabels.reply, { exact: true }).click();
    await expect(dialog.getByRole("textbox", { name: caseLabels.replyText })).toHaveValue(
      /“free shipping banner” was off for you/,
      prepared,
    );
    await dialog.getByRole("button", { name: caseLabels.copyReply }).click();
    await expect(gatescope.announcement).toHaveText(copiedText(caseLabels.reply));
  });
  await test.step("5: the case is saved, without the ID", async () => {
    await dialog.getByText(caseLabels.file, { exact: true }).click();
    await dialog.getByRole("textbox", { name: caseLabels.note }).fill(`${customer} says that the banner is missing.`);
    const downloading = page.waitForEvent("download");
    await dialog.getByRole("button", { name: caseLabels.saveFile }).click();
    await (await downloading).saveAs(file);
    expect(readFileSync(file, "utf8")).not.toContain(customer);
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: caseLabels.save })).toBeFocused();
  });
  await test.step("its report has three columns on paper, and fits on one page, A4 or US Letter", async () => {
    const reading = readCase(readFileSync(file, "utf8")) as Extract<CaseReading, { is: "case" }>;
    const paper = await page.context().newPage();
    const handler = createCaseHandler({ elapsedMs: () => performance.now() });
    const explanations = handler.explain({ saved: reading.case, at: reading.case.answers.map((_, at) => at) });
    await paper.setContent(caseReport(reading.case, explanations));
    await expect(paper.getByRole("table")).toHaveCount(reading.case.answers.length);
    await paper.emulateMedia({ media: "print" });
    await paper.setViewportSize({ width: 703, height: 1046 }); // A4 without its margins
    const tops = await paper.getByRole("heading", { level: 3 }).evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    expect(tops.filter((top) => tops.filter((other) => other === top).length === 3)).toHaveLength(3);
    const height = () => paper.evaluate(() => document.documentElement.scrollHeight);
    expect(await height()).toBeLessThanOrEqual(1046);
    const [subject] = reading.case.subjects;
    if (subject === undefined) throw new Error("The case has no subject.");
    const compared = {
      ...reading.case,
      subjects: [subject, subject],
      answers: reading.case.answers.flatMap((each) => [each, { ...each, subject: 1 }]),
    };
    await paper.setContent(
      caseReport(
        compared,
        explanations.flatMap((each) => [each, each]),
      ),
    );
    expect(await height(), "two answers that were compared").toBeLessThanOrEqual(1046);
    await paper.setViewportSize({ width: 725, height: 995 }); // US Letter without its margins
    expect(await height(), "the same on US Letter").toBeLessThanOrEqual(995);
    await paper.setViewportSize({ width: 703, height: 1046 });
    const [answer] = reading.case.answers;
    if (answer === undefined) throw new Error("The case has no answer.");
    const many = { ...reading.case, answers: new Array(20).fill(answer) };
    await paper.setContent(caseReport(many, new Array(20).fill(explanations[0])));
    expect(await height(), "20 answers with their reasons").toBeLessThanOrEqual(1046);
    await paper.close();
  });

  await app.kill9();
  for (const name of readdirSync(app.dataFolder)) rmSync(join(app.dataFolder, name), { recursive: true, force: true });
  await app.restart();
  const elsewhere = new Gatescope(app.page);
  await test.step("opened with the palette's command, it says what was, why, and that it is the same now", async () => {
    await elsewhere.open("history");
    const choosing = app.page.waitForEvent("filechooser");
    await elsewhere.palette.open();
    await elsewhere.palette.field.fill(commandLabels.openCase);
    await elsewhere.palette.options.filter({ hasText: commandLabels.openCase }).first().click();
    await (await choosing).setFiles(file);
    const rules = app.page.getByRole("region", { name: casesLabels.rulesOrder });
    await expect(rules).toBeVisible(prepared);
    await expect(app.page.getByText(casesLabels.sameAgain)).toBeVisible();
    await expect(elsewhere.topBar).toContainText(`${appLabels.ofCase}${appLabels.replayWith}Sandbox`);
    await expect(elsewhere.topBar).toContainText(appLabels.noKeyInUse);
    await expect(elsewhere.tierMenu).toBeHidden();
    const live = app.page.getByRole("button", { name: casesLabels.replayLive });
    await expect(live).toBeDisabled();
    const { case: redacted } = readCase(readFileSync(file, "utf8")) as Extract<CaseReading, { is: "case" }>;
    await expect(live).toHaveAccessibleDescription(whyNotLive(redacted)?.reason ?? "");
    const replay = app.page.getByRole("button", { name: casesLabels.replay("Sandbox"), exact: true });
    await replay.click();
    await expect(app.page.getByRole("region", { name: casesLabels.replayResult })).toContainText(replayWords.same, prepared);
    await expect(replay).toBeFocused();
    expect.soft(await violationsOn(app.page)).toEqual([]);
  });
  await test.step("a file dropped on another screen is opened, a damaged one refused with a sentence, and the open case stays", async () => {
    const text = readFileSync(file, "utf8");
    await app.page.getByRole("button", { name: casesLabels.closeCase, exact: true }).click();
    await elsewhere.open("inspect");
    await dropOnWindow(app.page, "note.txt", "no case");
    await expect(app.page.getByRole("region", { name: appLabels.fileNotice })).toContainText(appLabels.unknownFile("note.txt"));
    await expect(elsewhere.inspect.nameField).toBeVisible();
    await dropOnWindow(app.page, "rules.json", demoRules);
    await expect(app.page.getByRole("region", { name: appLabels.fileNotice })).toContainText(appLabels.definitionsOpened("rules.json"));
    await elsewhere.open("history");
    await dropOnWindow(app.page, "banner.gatescope-case", text);
    await expect(app.page.getByRole("region", { name: casesLabels.rulesOrder })).toBeVisible(prepared);
    await elsewhere.open("inspect");
    await dropOnWindow(app.page, "cut.gatescope-case", text.slice(0, 900));
    await expect(app.page.getByRole("alert")).toContainText(casesLabels.refusedTitle);
    await expect(app.page.getByRole("region", { name: casesLabels.rulesOrder })).toBeVisible();
  });
  rmSync(file, { force: true });
});
