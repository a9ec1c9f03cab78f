import { readFileSync } from "node:fs";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { exchangeLabels } from "#renderer/answer/exchange/exchange-labels.ts";
import { forgetLabels } from "#renderer/answer/forget/forget-labels.ts";
import { shareLabels } from "#renderer/answer/share/share-labels.ts";
import { appLabels } from "#renderer/app/app-labels.ts";
import { paletteLabels } from "#renderer/app/palette/palette-labels.ts";
import { supportLabels } from "#renderer/features/events/support/support-labels.ts";
import { pasteLabels } from "#renderer/features/user-editor/paste-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { copiedText } from "#renderer/ui/copied-text.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import { forgetTitles } from "#shared/domain/session/forget-report.ts";
import { noUserFoundText } from "#shared/domain/user/pasted-user.ts";
import { readingText } from "#shared/domain/user/reading-text.ts";
import { respeltText } from "#shared/domain/user/user-spelling.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { filesWith, savedSession } from "./data-folder.ts";
import { expect, test } from "./fixtures/app.ts";
import { expectAccessible } from "./pages/accessibility.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { like } from "./pages/label.ts";

// Support answers a customer's question from a log line and shares the result.

const key = "secret-SupportPlantedKey5Rw8Qk0000f93b";
const email = "lena@example.de";
const logLine = `2026-11-21T09:14:02.118Z WARN checkout-web slow response 812 ms user={'user_id': 'u-1036', 'email': '${email}', country: 'DE', 'custom': {'newsletter': True}} trace=4f2a`;
let statsig: SandboxServer;

test.beforeAll(async () => {
  statsig = await createSandboxServer({
    serverKey: key,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: createSilentLog(),
  });
});
test.afterAll(() => statsig.close());

test("support pastes a customer from a log line, copies the answer and its code, and no copy contains a key", { tag: "@electron" }, async ({
  app,
}) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, history, settings, events, announcement } = gatescope;
  const outputs: string[] = [];
  await settings.addProject({ name: "Lumen live", hosts: statsig.hosts });
  await settings.addKey(key, "support");
  await gatescope.open("inspect");

  await test.step("shows how the log line was parsed", async () => {
    await user.pasteText(logLine);
    await expect(user.parseNotes).toHaveText(
      `${pasteLabels.understood}: ${[readingText.program, readingText.foundAt("user"), readingText.notPart(["trace"]), respeltText("user_id")].join(" ")}`,
    );
    await user.applyPastedUser();
    await expect(user.field("userID")).toHaveValue("u-1036");
    await expect(user.field("country")).toHaveValue("DE");
    await expect(user.panel.getByRole("switch", { name: "newsletter" })).toBeChecked();
  });

  await test.step("a line without a user is reported and changes nothing", async () => {
    await user.pasteText("GET /checkout 200 31 ms");
    await expect(page.getByRole("dialog")).toContainText(noUserFoundText);
    await expect(user.applyPastedButton).toBeDisabled();
    await page.keyboard.press("Escape");
    await expect(user.field("userID")).toHaveValue("u-1036");
  });

  await test.step("copies the answer as text", async () => {
    await inspect.check("gate", "checkout_v2");
    await expect(inspect.answer.heading).toHaveText(like(headingText("pass", "checkout_v2"), headingText("fail", "checkout_v2")));
    await inspect.answer.copyAsText();
    await expect(announcement).toHaveText(copiedText(answerLabels.copyAsText));
    const text = await gatescope.clipboardText();
    expect(text).toMatch(
      /^(?:Pass|Fail): checkout_v2 \(gate\)\n(?:Passes|Fails) for u-1036 in production because .+\.\nlive · .+ · no exposure logged$/,
    );
    outputs.push(text);
  });

  await test.step("copies it for a chat, as a picture and as a link, by their keys", async () => {
    await page.keyboard.press("m");
    await expect(announcement).toHaveText(copiedText(shareLabels.chatCopied));
    const chat = await gatescope.clipboardText();
    expect(chat).toMatch(/^\*\*(?:Pass|Fail)\*\*: `checkout_v2` \(gate\)\n\n(?:Passes|Fails) for u-1036 in production because /);
    expect(chat).toMatch(/_live, .+ UTC, .+, nothing was logged; userID u-1036 in Lumen live, production_\n$/);
    await page.keyboard.press("p");
    await expect(announcement).toHaveText(copiedText(shareLabels.pictureCopied));
    await page.keyboard.press("l");
    await expect(announcement).toHaveText(copiedText(shareLabels.linkCopied));
    const link = await gatescope.clipboardText();
    expect(link).toMatch(/#\/inspect\/gate\/checkout_v2\?project=[\w-]+$/);
    outputs.push(chat, link);
  });

  await test.step("copies the request as code in every language", async () => {
    for (const tab of ["summary", "exchange", "code"] as const) {
      await inspect.answer.openTab(tab);
      outputs.push(await page.content());
    }
    const languages = await inspect.answer.languages().allInnerTexts();
    expect(languages).toEqual(expect.arrayContaining(["cURL", "PowerShell", "Python", "Go"]));
    for (const language of languages) {
      const code = await inspect.answer.codeIn(language);
      expect(code).toContain("checkout_v2");
      expect(code).toMatch(/STATSIG_(?:SERVER|CLIENT)_KEY/);
      outputs.push(code);
    }
    await page.keyboard.press("ControlOrMeta+Shift+C");
    await expect(announcement).toHaveText(copiedText(answerLabels.curl));
    const curl = await gatescope.clipboardText();
    expect(curl).toMatch(/^curl /);
    outputs.push(curl);
  });

  await test.step("repeats the check from the history with its user and project", async () => {
    await gatescope.switchProject("Sandbox");
    await user.switchTo("Ada, staff");
    await gatescope.open("history");
    await history.row("checkout_v2").click();
    await expect(history.answer.line).toContainText(provenanceText.history);
    await history.answer.openTab("exchange");
    await expect(history.answer.evidence).toContainText(`${exchangeLabels.masked}f93b`);
    outputs.push(await page.content());
    await history.checkAgain();
    await expect(inspect.answer.line).toContainText("for u-1036 in production");
    await expect(gatescope.topBar).toContainText("Lumen live");
    await expect(user.field("userID")).toHaveValue("u-1036");
  });

  await test.step("exports the saved users", async () => {
    if (app.host !== "browser-host") return; // Playwright cannot observe downloads of a desktop host
    await gatescope.switchProject("Sandbox");
    await gatescope.open("inspect");
    await user.manageUsers();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: userLabels.exportAll }).click();
    const exported = readFileSync(await (await downloading).path(), "utf8");
    expect(JSON.stringify(JSON.parse(exported))).toContain("Lena, Hamburg");
    expect(exported, "private attributes are not exported by default").not.toContain('lifetime_spend": 410');
    outputs.push(exported);
    await page.keyboard.press("Escape");
    await gatescope.switchProject("Lumen live");
  });

  for (const way of ["keyboard", "mouse"] as const)
    await test.step(`“the banner is missing”: from the ID to a reply and a case in at most six steps, by ${way}`, async () => {
      if (app.host !== "browser-host") return; // Playwright cannot observe downloads of a desktop host
      const steps: string[] = [];
      const step = async (what: string, byKeyboard: () => Promise<void>, byMouse: () => Promise<void>) => {
        steps.push(what);
        await (way === "keyboard" ? byKeyboard() : byMouse());
      };
      const { palette } = gatescope;
      const filter = page.getByRole("searchbox", { name: supportLabels.filter });
      const dialog = page.getByRole("dialog", { name: caseLabels.title });
      const copyReply = dialog.getByRole("button", { name: caseLabels.copyReply });
      const type = (text: string) => page.keyboard.type(text);
      const searchId = async (open: () => Promise<void>) => {
        await open();
        await palette.field.fill("u-1036");
      };
      // What was entered of this person before counts.
      const country = gatescope.user.field("country");
      if (way === "mouse") await country.fill("GB");
      await step(
        "search for the ID",
        () => searchId(() => palette.open()),
        () => searchId(() => gatescope.topBar.getByRole("button", { name: appLabels.palette }).click()),
      );
      await expect(palette.selectedOption).toContainText(paletteLabels.person);
      await step(
        "open the support view, which checks",
        () => page.keyboard.press("Enter"),
        () => palette.selectedOption.click(),
      );
      await expect(filter).toBeFocused();
      // The report of the way before is shown until this one has its answers, and what is below the line that says so moves then.
      await expect(page.getByText(supportLabels.checking)).toHaveCount(0);
      await expect(events.report.getByRole("article")).not.toHaveCount(0);
      if (way === "keyboard") await expectAccessible(page);
      else await expect(country).toHaveValue("GB");
      await step(
        "filter the lines",
        () => type("free_shipping"),
        () => type("free_shipping"),
      );
      await expect(events.report.getByRole("article")).toHaveCount(1);
      await step(
        "open the reply and the case",
        () => page.keyboard.press("Enter"),
        () => page.getByRole("button", { name: caseLabels.replyOrSave }).click(),
      );
      await expect(copyReply).toBeFocused({ timeout: 60_000 });
      await step(
        "copy the reply",
        () => page.keyboard.press("Enter"),
        () => copyReply.click(),
      );
      await expect(announcement.filter({ hasText: copiedText(caseLabels.reply) })).toHaveCount(1);
      const downloading = page.waitForEvent("download");
      await step(
        "save the case",
        () => page.keyboard.press("ControlOrMeta+Enter"),
        () => dialog.getByRole("button", { name: caseLabels.saveFile }).click(),
      );
      const saved = readFileSync(await (await downloading).path(), "utf8");
      expect(saved).not.toContain("u-1036");
      await expect(dialog).toHaveCount(0);
      const reply = await gatescope.clipboardText();
      expect(reply).toMatch(/“free shipping banner” was (?:on|off) for you/);
      expect(steps.length).toBeLessThanOrEqual(6);
      outputs.push(saved, reply);
    });

  for (const text of outputs) expect(text).not.toContain(key);
  await expect.poll(() => savedSession(app.dataFolder)).toContain("u-1036");
  await app.restart();
  await expect(app.page.getByRole("banner")).toContainText("Lumen live");
  expect(filesWith(app.dataFolder, key)).toEqual([]);
  expect(filesWith(app.dataFolder, email), "control: the folder contains the user's e-mail").not.toEqual([]);

  await test.step("forgets the customer: counted first, then removed from the data folder, with a receipt", async () => {
    app.expectProblems(/Unexpected response code: 503/); // the page tries to connect while the folder is closed
    const { palette, user } = new Gatescope(app.page);
    await palette.open();
    await palette.field.fill(forgetLabels.ask);
    await app.page.keyboard.press("Enter");
    const dialog = app.page.getByRole("dialog", { name: forgetLabels.title("u-1036") });
    await dialog.getByRole("button", { name: forgetLabels.count }).click();
    await expect(dialog).toContainText(forgetTitles.found);
    await expect(dialog.getByRole("button", { name: forgetLabels.cancel })).toBeFocused();
    if (app.host === "browser-host") await expectAccessible(app.page);
    await dialog.getByRole("button", { name: forgetLabels.remove }).click();
    const receipt = app.page.getByRole("dialog", { name: forgetLabels.receiptTitle });
    await expect(receipt).toContainText(forgetTitles.removed);
    expect(filesWith(app.dataFolder, email)).toEqual([]);
    await expect(receipt.getByRole("button", { name: forgetLabels.close }).last()).toBeFocused(); // the first one is the cross
    await app.page.keyboard.press("Enter");
    await expect(receipt).toHaveCount(0);
    await expect(user.field("userID")).not.toHaveValue("u-1036");
  });
});
