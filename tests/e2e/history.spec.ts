import { readFileSync } from "node:fs";
import { zstdCompressSync } from "node:zlib";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import { appLabels, screenLabels } from "#renderer/app/app-labels.ts";
import { unknownAddressText } from "#renderer/app/known-path.ts";
import {
  annotationLabels,
  compareEntriesLabels,
  historyLabels,
  savedSearchLabels,
  stripLabels,
} from "#renderer/features/history/history-labels.ts";
import { importLabels } from "#renderer/features/history/import/import-labels.ts";
import { ruleText } from "#renderer/features/history/retention-labels.ts";
import { userLabels } from "#renderer/features/user-editor/user-labels.ts";
import { causeTexts, nameFact } from "#shared/domain/history/entry-comparison.ts";
import { decompressedNote } from "#shared/domain/history/import/decode-body.ts";
import { importedText } from "#shared/domain/history/import/import-text.ts";
import { queryFields } from "#shared/domain/history/query-fields.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { savedSession } from "./data-folder.ts";
import { expect, test } from "./fixtures/app.ts";
import { expectBothSchemesAccessible } from "./pages/accessibility.ts";
import { headingText, passes, ruleMatched } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import type { HistoryPage } from "./pages/history-page.ts";
import { any, like, startingWith } from "./pages/label.ts";

// Requests are kept, can be found, and are removed only by clearing the history.

test("searches, filters and pins requests, and keeps pinned requests when the history is cleared", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  await user.switchTo("Jonas, Germany");
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
  await inspect.check("gate", "dark_mode");
  await expect(inspect.answer.heading).toHaveText(headingText("pass", "dark_mode"));
  await user.switchTo("Mia, US, iPhone");
  await inspect.check("config", "shipping_rates");
  await expect(inspect.answer.heading).toHaveText(/shipping_rates$/);
  await inspect.check("layer", "no_such_layer");
  await expect(inspect.answer.heading).toHaveText(headingText("not_found", "no_such_layer"));

  await gatescope.open("history");
  await expect(history.row("check_gate")).toHaveCount(2);
  await history.rows.first().click();
  await page.keyboard.press("ArrowDown");
  // Rows cover the outline of their list.
  await expect(history.rows.and(page.locator("[aria-selected=true]"))).toHaveCSS("outline-style", "solid");

  await test.step("searches by name, user, path and status", async () => {
    for (const [text, found, others] of [
      ["shipping_rates", "get_config", "check_gate"],
      ["Mia", "get_layer", "check_gate"],
      ["get_layer", "get_layer", "get_config"],
      ["404", "get_layer", "get_config"],
    ] as const) {
      await history.search.fill(text);
      await expect(history.row(found)).toHaveCount(1);
      await expect(history.row(others)).toHaveCount(0);
    }
    await history.search.fill("nothing like it");
    await expect(history.list.getByRole("paragraph")).toHaveText(like(historyLabels.noMatch(any, "nothing like it")));
    await page.getByRole("button", { name: historyLabels.clearFilters }).click();
    await expect(history.search).toHaveValue("");
  });

  await test.step("searches by fields, completed with the keyboard, and says what it does not understand", async () => {
    await history.search.fill("gate:che");
    await expect(history.completion("gate:checkout_v2")).toBeVisible();
    await history.search.press("ArrowDown");
    await history.search.press("Enter");
    await expect(history.search).toHaveValue("gate:checkout_v2 ");
    await expect(history.rows).toHaveText([/checkout_v2/]);
    await history.search.fill("ranked:");
    await expect(page.getByText(historyLabels.noValues(queryFields.ranked.example))).toBeVisible();
    await expect(history.searchProblem).toHaveText("");
    await history.search.fill("gate:checkout_v2 stat:404");
    await expect(history.searchProblem).toHaveText("");
    await history.search.press("Enter");
    await expect(history.searchProblem).toContainText("stat:404");
    await expect(history.rows).toHaveText([/checkout_v2/]);
    await page.getByRole("button", { name: historyLabels.searchInstead("state:404") }).click();
    await history.search.fill("-gate:* status:>=400 until:today");
    await expect(history.rows).toHaveText([/no_such_layer/]);
    await history.search.press("Escape");
    await expect(history.search).toHaveValue("");
  });

  await test.step("filters by answer and by pinned requests", async () => {
    await history.filterByState("pass");
    await expect(history.row("check_gate")).toHaveText([/dark_mode/, /checkout_v2/]);
    await expect(history.row("get_config")).toHaveCount(0);
    await history.row("dark_mode").click();
    await history.pin.click();
    await expect(gatescope.announcement.filter({ hasText: historyLabels.isPinnedNow("") })).toHaveCount(1);
    await expect(history.pin).toHaveAttribute("aria-pressed", "true");
    await history.filterByState(null);
    await history.toggle("pinned").click();
    await expect(history.rows).toHaveText([/dark_mode/]);
    await history.toggle("pinned").click();
  });

  await test.step("exports what the search shows, or the marked actions", async () => {
    await history.search.fill("gate:*");
    await expect(history.rows).toHaveText([/dark_mode/, /checkout_v2/]);
    expect(await exportedNames(history)).toEqual(["dark_mode", "checkout_v2"]);
    await history
      .row("checkout_v2")
      .first()
      .click({ modifiers: ["Control"] });
    expect(await exportedNames(history)).toEqual(["checkout_v2"]);
    await history.unmarkAll();
    await history.search.fill("");
  });

  await test.step("the foot says how long requests are kept, by keyboard", async () => {
    await history.keepFor(30);
    await expect(history.list).toContainText(ruleText({ days: 30, megabytes: 500 }));
  });

  await test.step("clearing keeps the pinned request, and shows it instead of a deleted one", async () => {
    await history.row("checkout_v2").first().click();
    await history.clear();
    await expect(history.rows).toHaveText([/dark_mode/]);
    await expect(history.answer.heading).toContainText("dark_mode");
    await page.reload();
    await expect(history.row("check_gate")).toHaveText([/dark_mode/]);
  });

  await test.step("a repeated check adds a second row", async () => {
    await history.row("dark_mode").click();
    await history.checkAgain();
    await expect(inspect.answer.line).toContainText(passes("Jonas, Germany", ""));
    await gatescope.open("history");
    await expect(history.row("dark_mode")).toHaveCount(2);
  });
});

test("tags requests, saves searches, limits them to a time, and compares requests", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, history } = gatescope;
  await user.switchTo("Jonas, Germany");
  for (const name of ["checkout_v2", "dark_mode"]) {
    await inspect.check("gate", name);
    await expect(inspect.answer.heading).toHaveText(headingText("pass", name));
  }
  await gatescope.open("history");

  await test.step("tags and notes are written by keyboard, searched, and removed with undo", async () => {
    await history.row("checkout_v2").first().click();
    await history.annotate({ tag: "ticket-42", note: "Customer wrote on Friday" });
    await expect(history.row("checkout_v2")).toContainText("ticket-42");
    for (const text of ["tag:ticket*", "friday customer"]) {
      await history.search.fill(text);
      await expect(history.rows).toHaveText([/checkout_v2/]);
    }
    await history.search.fill("tag:tick");
    await expect(history.completion("tag:ticket-42")).toBeVisible();
    await history.search.press("Escape");
    await history.search.press("Escape");
    await history.row("checkout_v2").first().click();
    await history.annotation.getByRole("button", { name: annotationLabels.removeTag("ticket-42") }).click();
    await expect(history.row("ticket-42")).toHaveCount(0);
    await page.keyboard.press("Control+z");
    await expect(history.row("ticket-42")).toHaveCount(1);
  });

  await test.step("a search is saved with its count, used, and removed with undo", async () => {
    await history.search.fill("gate:*");
    await history.savedSearches.getByRole("button", { name: savedSearchLabels.save }).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("My gates");
    await page.keyboard.press("Enter");
    await history.search.fill("");
    const chip = history.savedSearches.getByRole("button", { name: /^My gates/ });
    await expect(chip).toHaveText(/My gates\s*2/);
    // At once: it counts again with the list, not only from time to time.
    await history.row("dark_mode").first().click();
    await history.detail.getByRole("button", { name: historyLabels.remove }).click();
    await expect(chip).toHaveText(/My gates\s*1/, { timeout: 3000 });
    await page.keyboard.press("Control+z");
    await expect(chip).toHaveText(/My gates\s*2/, { timeout: 3000 });
    await chip.click();
    await expect(history.search).toHaveValue("gate:*");
    await history.savedSearches.getByRole("button", { name: savedSearchLabels.remove("My gates") }).click();
    await expect(chip).toHaveCount(0);
    await page.keyboard.press("Control+z");
    await expect(chip).toHaveCount(1);
    await history.search.fill("");
  });

  await test.step("limits the search to a time with the sliders of the strip", async () => {
    const strip = page.getByRole("region", { name: stripLabels.title("hour") });
    await strip.getByRole("slider", { name: stripLabels.first }).press("ArrowRight");
    await expect(history.search).toHaveValue(/^since:\d{4}-\d\d-\d\dT\d\d:00$/);
    await strip.getByRole("slider", { name: stripLabels.first }).press("Escape");
    await expect(history.search).toHaveValue("");
  });

  await test.step("compares two marked requests, swaps them, and runs one again for another user", async () => {
    await history.search.fill("gate:*");
    await expect(history.rows).toHaveText([/dark_mode/, /checkout_v2/]);
    for (const name of ["checkout_v2", "dark_mode"])
      await history
        .row(name)
        .first()
        .click({ modifiers: ["Control"] });
    await history.list.getByRole("button", { name: historyLabels.compareMarked, exact: true }).click();
    await expect(history.comparison).toContainText(causeTexts.otherName);
    for (const name of ["checkout_v2", "dark_mode"])
      await expect(history.comparison.getByRole("heading", { level: 2 })).toContainText(name);
    await expect(history.comparison.getByRole("row", { name: startingWith(`${nameFact} checkout_v2`) })).toHaveCount(1);
    await history.comparison.getByRole("button", { name: compareEntriesLabels.swap }).click();
    await expect(history.comparison.getByRole("row", { name: startingWith(`${nameFact} dark_mode`) })).toHaveCount(1);
    await history.comparison.getByRole("button", { name: compareEntriesLabels.close }).click();
    await history.unmarkAll();
    await history.row("checkout_v2").first().click();
    await history.detail.getByRole("button", { name: compareWithLabels.open }).click();
    await page.getByRole("menuitem", { name: "Mia, US, iPhone" }).click();
    await expect(history.comparison.getByRole("status")).toContainText(like(causeTexts.because(any), causeTexts.same));
    await expect(history.comparison.getByRole("row", { name: /^userID/ })).toHaveCount(1);
    await page.goBack();
    await expect(history.comparison).toHaveCount(0);
    await page.goForward();
    await expect(history.comparison).toBeVisible();
    await page.goBack();
    await history.row("checkout_v2").first().click();
    await history.detail.getByRole("button", { name: historyLabels.remove }).click();
    await history.search.fill("");
  });

  await test.step("a request is saved as a case with its exchange", async () => {
    await history.row("dark_mode").first().click();
    await history.detail.getByRole("button", { name: caseLabels.save }).click();
    const dialog = page.getByRole("dialog", { name: caseLabels.title });
    await expect(dialog).toContainText(caseLabels.sameAnswer, { timeout: 60_000 });
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: caseLabels.saveFile }).click();
    const { answers } = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(answers).toMatchObject([{ answer: { name: "dark_mode" }, exchange: { endpoint: "check_gate", outcome: { status: 200 } } }]);
  });

  await test.step("a pasted fetch and a HAR of the official client are imported by keyboard", async () => {
    const dialog = page.getByRole("dialog", { name: importLabels.title });
    const importButton = (requests: number) =>
      dialog.getByRole("button", { name: importLabels.importNow(formatCount(requests, "request")) });
    await history.list.getByRole("button", { name: historyLabels.import }).press("Enter");
    await dialog.getByLabel(importLabels.paste).fill("no request");
    await page.keyboard.press("Control+Enter");
    await expect(dialog.getByRole("alert")).toContainText(importLabels.pasted);
    await expect(dialog.getByLabel(importLabels.paste)).toBeFocused();
    await dialog
      .getByLabel(importLabels.paste)
      .fill('fetch("https://api.statsig.com/v1/check_gate", { "method": "POST", "body": "{\\"gateName\\":\\"pasted_gate\\"}" });');
    await page.keyboard.press("Control+Enter");
    await expect(importButton(1)).toBeFocused();
    await expectBothSchemesAccessible(page);
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(history.row("pasted_gate")).toHaveCount(1);
    await expect(history.detail.getByRole("heading", { level: 2 })).toContainText("pasted_gate");
    await expect(page.getByRole("status").filter({ hasText: importedText({ imported: 1, alreadyThere: 0 }) })).toHaveCount(1);

    await history.list.getByRole("button", { name: historyLabels.import }).press("Enter");
    await dialog.locator("input[type=file]").setInputFiles("tests/recordings/js-client.har");
    await expect(dialog.getByRole("list", { name: importLabels.found }).getByRole("listitem")).toHaveText([
      /initialize/,
      /log_event/,
      /check_gate/,
    ]);
    await importButton(3).press("Enter");
    await history.search.fill("origin:imported gate:checkout_v2");
    await expect(history.rows).toHaveCount(1);
    await history.search.fill("origin:imported");
    for (const text of [formatCount(3, "request"), "pasted_gate"]) await expect(history.row(text)).toHaveCount(1);
    await page.keyboard.press("Escape");
  });

  await test.step("a body in zstd, as the server core’s SDKs send it, is decompressed by the core", async () => {
    const dialog = page.getByRole("dialog", { name: importLabels.title });
    const packed = zstdCompressSync('{"user":{"userID":"zelda"},"gateName":"packed_gate"}');
    const request = {
      method: "POST",
      url: "https://statsigapi.net/v1/check_gate",
      headers: [{ name: "content-encoding", value: "zstd" }],
      postData: { mimeType: "application/json", text: packed.toString("base64"), encoding: "base64" },
    };
    const har = JSON.stringify({ log: { version: "1.2", entries: [{ startedDateTime: new Date().toISOString(), time: 1, request }] } });
    await history.list.getByRole("button", { name: historyLabels.import }).press("Enter");
    await dialog.locator("input[type=file]").setInputFiles({ name: "proxy.har", mimeType: "application/json", buffer: Buffer.from(har) });
    await dialog.getByRole("button", { name: importLabels.importNow(formatCount(1, "request")) }).press("Enter");
    await expect(history.row("packed_gate")).toContainText("zelda");
    await expect(history.detail).toContainText(decompressedNote("request"));
  });
});

/** Exports as HAR and returns the names of the entries. */
async function exportedNames(history: HistoryPage): Promise<string[]> {
  const har = JSON.parse(readFileSync(await history.exportAs("har"), "utf8"));
  return har.log.entries.map((entry: { _gatescope: { names: string[] } }) => entry._gatescope.names.join());
}

test("completed requests and the current user survive a kill of the program", { tag: "@electron" }, async ({ app }) => {
  const before = new Gatescope(app.page);
  await before.user.switchTo("Camille, France, platinum");
  await before.user.field("email").fill("camille@example.fr");
  // Input is saved with a short delay, not at every key press.
  await expect.poll(() => savedSession(app.dataFolder)).toContain("camille@example.fr");
  await before.inspect.check("gate", "loyalty_program");
  await expect(before.inspect.answer.heading).toHaveText(/loyalty_program$/);
  const answered = passes("Camille, France, platinum (edited)", "staging", ruleMatched("VIP"));
  await expect(before.inspect.answer.line).toContainText(answered);
  await app.kill9();
  await app.restart();

  const after = new Gatescope(app.page);
  await expect(after.user.field("userID")).toHaveValue("u-1003");
  await expect(after.user.field("email")).toHaveValue("camille@example.fr");
  await expect(after.user.switcher).toHaveAccessibleName(userLabels.switcher("Camille, France, platinum", userLabels.edited));
  await after.open("history");
  await after.history.row("loyalty_program").click();
  await expect(after.history.answer.line).toContainText(answered);
});

test("Back closes a request that fills a narrow window, and an address that names nothing says so", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, history } = gatescope;
  await inspect.check("gate", "checkout_v2");
  await expect(inspect.answer.heading).toContainText("checkout_v2");
  await page.setViewportSize({ width: 720, height: 450 }); // 1440 at 200 %
  await gatescope.open("history");

  await test.step("Back and Forward close and open the request", async () => {
    await history.row("check_gate").click();
    await expect(history.detail).toBeVisible();
    await expect(history.list).toBeHidden();
    await page.goBack();
    await expect(history.list).toBeVisible();
    await expect(history.detail).toBeHidden();
    await expect(history.list.getByRole("tree")).toBeFocused();
    await page.goForward();
    await expect(history.detail).toBeVisible();
    await page.reload();
    await expect(history.detail).toBeVisible();
    await page.goBack();
    await expect(history.list).toBeVisible();
    await page.goBack();
    await expect(inspect.nameField).toBeVisible();
  });

  await test.step("an unknown address, or part of one, is said and shows where one is", async () => {
    const notice = page.getByRole("region", { name: appLabels.addressNotice });
    for (const [address, screen, shown] of [
      ["#/zzz", "inspect", "#/inspect/gate/checkout_v2"],
      ["#/events/zzz", "events", "#/events"],
    ] as const) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, address);
      await expect(notice).toContainText(unknownAddressText(address, screenLabels[screen]));
      expect(new URL(page.url()).hash.split("?")[0]).toBe(shown);
    }
    await gatescope.open("history");
    await expect(notice).toBeHidden();
  });
});
