import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { fileSummary, importLabels, runStateLabels } from "#renderer/features/events/import/import-labels.ts";
import { runProgress } from "#renderer/features/events/import/run-progress.ts";
import { columnLabels } from "#renderer/parts/files/column-table-labels.ts";
import { nameFindings } from "#shared/domain/events/event-findings.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { startHttpServer } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { startingWith } from "./pages/label.ts";

// A tester sends a file of a thousand rows, three of them invalid.

const rows = Array.from({ length: 1000 }, (_, at) => {
  const row = at + 1;
  if (row === 17) return "bad[name],1,u-17,x";
  if (row === 400 || row === 800) return `,${row},u-1,x`;
  return `add_to_cart,${row}.5,u-${row % 50},sku-${row}`;
});
const csv = ["event,value,userID,sku", ...rows].join("\n");

test("pasted rows and files are reviewed before sending, and a file of 1,000 rows reports the outcome of every row", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, settings } = gatescope;
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await events.openTab("file");

  await test.step("rows can be pasted", async () => {
    await events.panel.getByRole("button", { name: importLabels.pasteRows }).click();
    await page
      .getByRole("textbox", { name: importLabels.rows })
      .fill('{"eventName":"scroll","user":{"userID":"u-1"}}\n{"eventName":"scroll"}');
    await page.getByRole("button", { name: importLabels.reviewRows }).click();
    await expect(events.panel).toContainText(fileSummary("ndjson", null, 2, 2));
    await events.panel.getByRole("button", { name: importLabels.chooseAnother }).click();
    await expect(events.panel).toContainText(importLabels.title);
  });

  await test.step("a file without rows is reported", async () => {
    await events.uploadText("header.csv", "event,value,userID\n");
    await expect(events.panel).toContainText(importLabels.onlyColumnNames);
    await events.panel.getByRole("button", { name: importLabels.chooseAnother }).click();
  });

  await test.step("all refused rows can be read before sending", async () => {
    const many = Array.from({ length: 1600 }, (_, at) => (at % 2 === 0 ? `ok,${at}` : `,${at}`));
    await events.uploadText("many.csv", ["event,value", ...many].join("\n"));
    await events.panel.getByRole("tab", { name: `${importLabels.refused} 800` }).click();
    const refused = events.panel.getByRole("grid", { name: importLabels.refusedRows });
    await expect(events.panel).toContainText(importLabels.firstRows(200, 800) + importLabels.scrollForMore);
    expect(await refused.getByRole("row").count()).toBeLessThan(100);
    await expect(async () => {
      await refused.evaluate((grid) => grid.parentElement?.scrollTo({ top: grid.scrollHeight }));
      await expect(refused.getByRole("row").last()).toContainText("1,600", { timeout: 200 });
    }).toPass();
    await expect(events.panel).not.toContainText(importLabels.scrollForMore);
    await events.panel.getByRole("button", { name: importLabels.chooseAnother }).click();
    await settings.openSection("sandbox");
    await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0" });
    await gatescope.open("events");
    await events.openTab("file");
  });

  await events.uploadText("cart.csv", csv);
  await test.step("a file of 1,000 rows lists what would be sent and its three refused rows", async () => {
    await expect(events.panel).toContainText(fileSummary("csv", ",", 1000, 4));
    await expect(events.panel.getByRole("combobox", { name: columnLabels.becomesOf("event") })).toHaveValue("name");
    await expect(events.panel).toContainText(importLabels.sendable(997, 1000));
    await events.panel.getByRole("tab", { name: `${importLabels.refused} 3` }).click();
    const refused = events.panel.getByRole("grid", { name: importLabels.refusedRows });
    await expect(refused.getByRole("row")).toHaveText([
      startingWith(importLabels.row),
      `17${refusal("bad[name]")}bad[name],1,u-17,x`,
      `400${refusal("")},400,u-1,x`,
      `800${refusal("")},800,u-1,x`,
    ]);
  });

  await test.step("the preview follows a changed column", async () => {
    await events.panel.getByRole("combobox", { name: columnLabels.becomesOf("sku") }).selectOption({ value: "ignore" });
    await events.panel.getByRole("textbox", { name: importLabels.defaultName }).fill("unnamed");
    await expect(events.sendButton).toHaveText(eventsLabels.send(formatCount(999, "event"), "Sandbox, staging"));
    await events.panel.getByRole("textbox", { name: importLabels.defaultName }).fill("");
    await expect(events.sendButton).toHaveText(eventsLabels.send(formatCount(997, "event"), "Sandbox, staging"));
  });

  await events.sendButton.click();
  const run = events.fileImport("cart.csv");
  await expect(run).toContainText(runStateLabels.finished);
  await expect(run).toContainText(progressText({ delivered: 997, refused: 3, rows: 1000 }));
  await run.getByRole("checkbox", { name: importLabels.onlyUndelivered }).check();
  await expect(run.getByRole("grid").getByRole("row")).toHaveText(
    [importLabels.row, ...[17, 400, 800].map((row) => `${row}${importLabels.notSent}`)].map(startingWith),
  );

  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "997" });
});

test("a stopped file import resumes where it stopped, and sends no row twice", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, settings } = gatescope;
  const statsig = await startPausingServer();
  try {
    await settings.addProject({ name: "Lumen live", hosts: `${statsig.origin}/v1` });
    await settings.addKey("secret-FilePlantedServerKey4Vn0000b7d2");
    await gatescope.switchTier("staging");
    await gatescope.open("events");
    await events.openTab("file");
    const many = Array.from({ length: 5_000 }, (_, at) => JSON.stringify({ eventName: "scroll", user: { userID: `u-${at}` } }));
    await events.uploadText("scroll.ndjson", many.join("\n"));
    await events.sendButton.click();
    const run = events.fileImport("scroll.ndjson");
    await statsig.isPaused;
    await run.getByRole("button", { name: importLabels.stop }).press("Enter");
    await expect(run).toContainText(runStateLabels.stopped);
    await expect(run.getByRole("button", { name: importLabels.resume })).toBeFocused();
    statsig.release();
    await expect(run).not.toContainText(progressText({ delivered: 5000, rows: 5000 }));
    await run.getByRole("button", { name: importLabels.resume }).click();
    await expect(run).toContainText(progressText({ delivered: 5000, rows: 5000 }));
    await expect(gatescope.topBar.getByRole("button", { name: writtenText(5000) })).toBeVisible();
    expect(statsig.userIds()).toHaveLength(5_000);
    expect(new Set(statsig.userIds()).size).toBe(5_000);
  } finally {
    await statsig.close();
  }
});

/** The reason for which an event of this name is not sent. */
function refusal(name: string): string {
  return nameFindings(name)[0]?.message ?? "";
}

/** The progress of an import that has read all its rows. */
function progressText({ delivered, refused = 0, rows }: { delivered: number; refused?: number; rows: number }): string {
  const none = { waiting: 0, sending: 0, refused: 0, may_have_arrived: 0, discarded: 0 };
  return runProgress({ counts: { ...none, delivered }, refusedRows: refused, rowsTaken: rows, rowsTotal: rows }).sentence;
}

/** Starts a server that accepts all events, but delays its response to the second batch until `release` is called. */
async function startPausingServer() {
  const sent: { user: { userID: string } }[] = [];
  let batches = 0;
  let resolvePaused = () => {};
  const isPaused = new Promise<void>((resolve) => {
    resolvePaused = resolve;
  });
  let release = () => {};
  const server = await startHttpServer((response, { path, body }) => {
    if (!path.endsWith("/log_event")) return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    sent.push(...JSON.parse(body).events);
    batches += 1;
    const answer = () => void response.writeHead(202, { "content-type": "application/json" }).end('{"success":true}');
    if (batches !== 2) return answer();
    release = answer;
    resolvePaused();
  });
  const userIds = () => sent.map(({ user }) => user.userID);
  return { origin: server.origin, close: server.close, isPaused, release: () => release(), userIds };
}
