import { composeLabels } from "#renderer/features/events/compose/compose-labels.ts";
import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { ledgerLabels } from "#renderer/features/events/ledger/ledger-labels.ts";
import { supportLabels } from "#renderer/features/events/support/support-labels.ts";
import { typedNameLabel } from "#renderer/features/events/support/support-names.ts";
import { copiedText } from "#renderer/ui/copied-text.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { wouldWriteText } from "#shared/domain/events/exposure-preview-text.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { startHttpServer } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { passes, ruleMatched } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { any, like, startingWith } from "./pages/label.ts";

/** A time that has been running for more than a second. */
const seconds = /\s[1-9]\.\d\ss/;

// Support answers a ticket: which events were written for user u-1036 today, and which results does that user get?

test("a check for support reports results and would-be exposures and writes nothing, and one search finds the events of a user", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { events, user, settings, history, topBar, announcement } = gatescope;
  await user.pasteText('{ "userID": "u-1036", "country": "DE" }');
  await user.applyPastedUser();
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await events.openTab("support");
  await expect(events.panel.getByRole("button", { name: eventsLabels.checkExposures })).toBeEnabled();
  await events.namesField.focus();
  await expect(page.getByRole("option", { name: "checkout_v2" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(events.panel.getByRole("button", { name: eventsLabels.checkExposures })).toBeFocused();
  await events.checkExposures();
  await expect(events.report.getByRole("heading", { level: 2 })).toHaveText(like(supportLabels.title(any, "u-1036", "staging")));
  await expect(events.report).toContainText(supportLabels.nothingSent);
  const badges = events.report
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: `checkout_trust_badges ${entityKindLabels.experiment.one}` }) });
  await expect(badges).toContainText("u-1036");
  await expect(badges).toContainText(wouldWriteText("config_exposure"));

  await events.report.getByRole("button", { name: supportLabels.copyReport }).click();
  await expect(announcement).toHaveText(copiedText(supportLabels.report));

  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0", exposures: "0" });

  await test.step("one search finds the events of a user, and a row opens its exchange", async () => {
    await gatescope.open("events");
    await events.openTab("compose");
    for (const userID of ["u-1036", "u-77"]) {
      await user.pasteText(userID);
      await user.applyPastedUser();
      await events.addEvent(`bought_by_${userID}`);
      await events.sendButton.click();
      await expect(events.panel).toContainText(composeLabels.delivered(formatCount(1, "event")));
    }

    await topBar.getByRole("button", { name: writtenText(2) }).click();
    await events.ledgerSearch.fill("u-1036");
    await events.panel.getByText(ledgerLabels.today).click();
    await expect(events.ledger.getByRole("row")).toHaveCount(2);
    await expect(events.ledgerRow("bought_by_u-1036")).toContainText(batchStateLabels.delivered);
    await expect(events.panel).toContainText(`1 ${ledgerLabels.within(1)}`);

    // Filters by the current user's exact ID.
    await events.panel.getByRole("button", { name: startingWith(ledgerLabels.only("u-77")) }).click();
    await expect(events.ledgerSearch).toHaveValue('"u-77"');
    await expect(events.ledger.getByRole("row")).toHaveCount(2);
    await expect(events.ledgerRow("bought_by_u-77")).toBeVisible();

    await events.ledgerSearch.fill("nobody");
    await expect(events.panel).toContainText(eventsLabels.noRowsMatch("nobody"));
    await events.panel.getByRole("button", { name: ledgerLabels.clearFilters }).click();

    const download = page.waitForEvent("download");
    await events.panel.getByRole("button", { name: ledgerLabels.export(formatCount(2, "row")) }).click();
    await page.getByRole("menuitem", { name: ledgerLabels.asCsv }).click();
    expect((await download).suggestedFilename()).toMatch(/^gatescope-ledger-Sandbox-.+\.csv$/);

    await events.ledgerRow("bought_by_u-1036").dblclick();
    await expect(history.detail).toContainText("202");
  });
});

test("checks a user pasted from a ticket, in a project without known names, and a slow check can be cancelled", async ({ page }) => {
  let isSlow = false;
  const statsig = await startHttpServer((response, { path, body }) => {
    const answers = path.endsWith("/check_gate");
    if (answers && isSlow) return; // the request gets no response
    response.writeHead(answers ? 200 : 404, { "content-type": "application/json" });
    response.end(answers ? JSON.stringify({ name: JSON.parse(body).gateName, value: true, rule_id: "1QFn", group_name: "EU beta" }) : "{}");
  });
  try {
    const gatescope = new Gatescope(page);
    const { events, settings, user, announcement } = gatescope;
    await settings.addProject({ name: "Lumen live", hosts: `${statsig.origin}/v1` });
    await settings.addKey("secret-SupportPlantedServerKey7Qa000c3d5");
    await gatescope.switchTier("staging");
    await gatescope.open("events");
    await events.openTab("support");
    await expect(events.panel).toContainText(supportLabels.nothingKnown);

    await events.pasteUserButton.click();
    await user.pasteBox.fill("Dear team, user = {'userID': 'u-1036', 'country': 'DE'}");
    await user.applyPastedUser();
    await events.namesField.fill("checkout_v2");
    await page.getByRole("option", { name: typedNameLabel("gate", "checkout_v2") }).click();
    await events.checkExposures();
    await expect(events.report.getByRole("article").filter({ hasText: "checkout_v2" })).toContainText(
      passes("u-1036", "staging", ruleMatched("EU beta")),
    );

    await test.step("a slow check shows the elapsed time and can be cancelled", async () => {
      isSlow = true;
      const look = events.panel.getByRole("button", { name: eventsLabels.checkExposures });
      await look.press("Enter");
      await expect(events.panel).toContainText(new RegExp(supportLabels.checking + seconds.source));
      await expect(look).toBeDisabled();
      await expect(look).toBeFocused();
      await events.panel.getByRole("button", { name: supportLabels.cancel }).press("Enter");
      await expect(announcement).toHaveText(supportLabels.cancelled);
      await expect(look).toBeEnabled();
      await expect(events.panel).not.toContainText(supportLabels.checking);
    });
  } finally {
    await statsig.close();
  }
});
