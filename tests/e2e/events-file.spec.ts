import { eventsLabels } from "#renderer/features/events/events-labels.ts";
import { startHttpServer } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { Gatescope } from "./pages/gatescope.ts";

// A tester sends a file of a thousand rows, three of them invalid.

const rows = Array.from({ length: 1000 }, (_, at) => {
  const row = at + 1;
  if (row === 17) return "bad[name],1,u-17,x";
  if (row === 400 || row === 800) return `,${row},u-1,x`;
  return `add_to_cart,${row}.5,u-${row % 50},sku-${row}`;
});
const csv = ["event,value,userID,sku", ...rows].join("\n");

test("a file of 1,000 rows lists the three refused rows before sending, and reports the outcome of every row after it", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { events, settings } = gatescope;
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await events.openTab("file");
  await events.uploadText("cart.csv", csv);

  await test.step("the preview shows what would be sent and which rows are refused", async () => {
    await expect(events.panel).toContainText("CSV with commas, 1,000 rows, 4 columns");
    await expect(events.panel.getByRole("combobox", { name: eventsLabels.columnTarget("event") })).toHaveValue("name");
    await expect(events.panel).toContainText("997 of 1,000 rows can be sent.");
    await events.panel.getByRole("tab", { name: "Refused 3" }).click();
    const refused = events.panel.getByRole("grid", { name: "Refused rows" });
    await expect(refused.getByRole("row")).toHaveText([
      /Row/,
      "17Statsig drops events whose name contains [ or ].bad[name],1,u-17,x",
      "400An event needs a name.,400,u-1,x",
      "800An event needs a name.,800,u-1,x",
    ]);
  });

  await test.step("the preview follows a changed column", async () => {
    await events.panel.getByRole("combobox", { name: eventsLabels.columnTarget("sku") }).selectOption("Ignore");
    await events.panel.getByRole("textbox", { name: "Default event name" }).fill("unnamed");
    await expect(events.sendButton).toHaveText("Send 999 events to Sandbox, staging");
    await events.panel.getByRole("textbox", { name: "Default event name" }).fill("");
    await expect(events.sendButton).toHaveText("Send 997 events to Sandbox, staging");
  });

  await events.sendButton.click();
  const run = events.fileImport("cart.csv");
  await expect(run).toContainText("Finished");
  await expect(run).toContainText("997 of 1,000 rows delivered, 3 refused before sending.");
  await run.getByRole("checkbox", { name: "Only rows that were not delivered" }).check();
  await expect(run.getByRole("grid").getByRole("row")).toHaveText([/Row/, /^17Not sent/, /^400Not sent/, /^800Not sent/]);

  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "997" });
});

test("rows can be pasted", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events } = gatescope;
  await gatescope.open("events");
  await events.openTab("file");
  await events.panel.getByRole("button", { name: "Paste rows…" }).click();
  await page.getByRole("textbox", { name: "Rows" }).fill('{"eventName":"scroll","user":{"userID":"u-1"}}\n{"eventName":"scroll"}');
  await page.getByRole("button", { name: "Review rows" }).click();
  await expect(events.panel).toContainText("NDJSON, 2 rows, 2 columns");
  await events.panel.getByRole("button", { name: "Choose another file…" }).click();
  await expect(events.panel).toContainText("Send events from a file");
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
    await run.getByRole("button", { name: "Stop" }).press("Enter");
    await expect(run).toContainText("Stopped");
    await expect(run.getByRole("button", { name: "Resume" })).toBeFocused();
    statsig.release();
    await expect(run).not.toContainText("5,000 of 5,000");
    await run.getByRole("button", { name: "Resume" }).click();
    await expect(run).toContainText("5,000 of 5,000 rows delivered.");
    await expect(gatescope.topBar.getByRole("button", { name: "5,000 written" })).toBeVisible();
    expect(statsig.userIds()).toHaveLength(5_000);
    expect(new Set(statsig.userIds()).size).toBe(5_000);
  } finally {
    await statsig.close();
  }
});

test("all refused rows can be read before sending, and a file without rows is reported", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { events, settings } = gatescope;
  await gatescope.switchTier("staging");
  await gatescope.open("events");
  await events.openTab("file");
  await events.uploadText("header.csv", "event,value,userID\n");
  await expect(events.panel).toContainText("its only line was read as column names.");
  await events.panel.getByRole("button", { name: "Choose another file…" }).click();

  const many = Array.from({ length: 1600 }, (_, at) => (at % 2 === 0 ? `ok,${at}` : `,${at}`));
  await events.uploadText("many.csv", ["event,value", ...many].join("\n"));
  await events.panel.getByRole("tab", { name: "Refused 800" }).click();
  const refused = events.panel.getByRole("grid", { name: "Refused rows" });
  await expect(events.panel).toContainText("First 200 of 800 rows; scroll to the end to read more.");
  expect(await refused.getByRole("row").count()).toBeLessThan(100);
  await expect(async () => {
    await refused.evaluate((grid) => grid.parentElement?.scrollTo({ top: grid.scrollHeight }));
    await expect(refused.getByRole("row").last()).toContainText("1,600", { timeout: 200 });
  }).toPass();
  await expect(events.panel).not.toContainText("of 800 rows");
  await settings.openSection("sandbox");
  await expect.poll(() => settings.sandboxFacts()).toMatchObject({ events: "0" });
});

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
