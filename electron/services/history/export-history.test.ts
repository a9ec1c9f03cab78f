import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { type HistoryExportFormat, historyExportFormats } from "#shared/domain/history/history-export.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { exportHistory } from "./export-history.ts";
import { createRequestHistory, type RequestHistory } from "./history.ts";

let folder: string;
let history: RequestHistory;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-export-"));
  history = await createRequestHistory({ folder, clock: createFixedClock(), notices: createRecordedNotices() });
});

afterEach(async () => {
  await history.close();
  rmSync(folder, { recursive: true });
});

async function exported(
  format: HistoryExportFormat,
  text = "",
  limit: number | null = null,
  actionIds: readonly string[] | null = null,
): Promise<string> {
  const parts: string[] = [];
  const input = { filter: HistoryFilterSchema.parse({ text }), actionIds, format, limit };
  for await (const part of exportHistory(history, input, { version: "1.2.3" })) parts.push(part.text);
  return parts.join("");
}

it("HAR has the requests that a search finds, with headers, bodies, timings and answers", async () => {
  await history.append(createHistoryEntry("e1"));
  await history.append(createHistoryEntry("e2", { context: { names: ["dark_mode"] } }));
  await history.annotate("e1", { tags: ["ticket-42"], note: "The key secret-pastedIntoANote0123" });
  const har = JSON.parse(await exported("har", "gate:checkout*"));
  expect(har).toMatchObject({ log: { version: "1.2", creator: { name: "Gatescope", version: "1.2.3" } } });
  expect(har.log.entries).toMatchObject([
    {
      startedDateTime: "2026-11-23T12:00:00.000Z",
      time: 77,
      comment: "ticket-42: The key secret-••••••••0123",
      request: { method: "POST", url: "https://api.statsig.com/v1/check_gate", postData: { mimeType: "application/json" } },
      response: { status: 200, content: { size: 118, text: expect.stringContaining("Germany pilot") } },
      timings: { dns: -1, connect: -1, ssl: -1, wait: 41.6 },
      _gatescope: { tier: "staging", user: "Lena, Hamburg", names: ["checkout_v2"], answer: "Pass" },
    },
  ]);
});

it.each<[HistoryExportFormat, string]>([
  [
    "csv",
    '2026-11-23T12:00:00.000Z,Lumen & Loom,staging,"Lena, Hamburg",gate,\'=SUM(A1),1,pass,Pass,200,77,no,no,check,check_gate,e1,e1,"ticket-42, badges",\'=No badges\r\n',
  ],
  [
    "markdown",
    "| 2026-11-23 12:00 UTC | Pass | `=SUM(A1)` | Lena, Hamburg | staging | Lumen & Loom | 200 | 77 | ticket-42, badges | =No badges |\n",
  ],
])("%s has a line for each request", async (format, line) => {
  await history.append(createHistoryEntry("e1", { context: { names: ["=SUM(A1)"] } }));
  await history.annotate("e1", { tags: ["ticket-42", "badges"], note: "=No badges" });
  expect(await exported(format)).toContain(line);
});

it("has the newest ones up to a limit, over several pages", async () => {
  for (let n = 1; n <= 450; n += 1) await history.append(createHistoryEntry(`e${n}`));
  const ids = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).row.exchangeId);
  expect(ids(await exported("ndjson"))).toEqual(Array.from({ length: 450 }, (_, at) => `e${450 - at}`));
  expect(ids(await exported("ndjson", "", 2))).toEqual(["e450", "e449"]);
});

it("has all requests of marked actions, whatever the search finds", async () => {
  for (const [id, actionId] of [
    ["e1", "all"],
    ["e2", "other"],
    ["e3", "all"],
    ["e4", "one"],
  ] as const)
    await history.append(createHistoryEntry(id, { context: { actionId } }));
  const lines = (await exported("ndjson", "nothing", null, ["one", "all"])).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).row.exchangeId)).toEqual(["e4", "e3", "e1"]);
});

it("the script of cURL calls is valid, takes the key from a variable, and runs no text of an entry", async () => {
  const hostile = "x\n$(touch planted)`touch planted`'; touch planted #";
  const request = { headers: [], body: JSON.stringify({ gateName: hostile }), bodyBytes: 10 };
  await history.append(createHistoryEntry("e1", { context: { names: [hostile], userLabel: hostile }, exchange: { request } }));
  const cut = { headers: [], body: '{"gateName":', bodyBytes: 10 };
  await history.append(createHistoryEntry("e2", { exchange: { request: cut } }));
  const unread = { headers: [], body: null, bodyBytes: 10 };
  await history.append(createHistoryEntry("e3", { exchange: { request: unread } }));
  const script = await exported("curl");
  expect(script).not.toContain("--data-raw 'null'");
  expect(script).toContain('--header "statsig-api-key: $STATSIG_SERVER_KEY"');
  expect(script.split("# Not written: its body was not kept whole.")).toHaveLength(3);
  writeFileSync(join(folder, "calls.sh"), script);
  writeFileSync(join(folder, "curl"), '#!/bin/sh\nprintf "%s\\n" "$@" >> called\n', { mode: 0o755 });
  const ran = spawnSync("sh", ["calls.sh"], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, STATSIG_SERVER_KEY: "from-env" },
    encoding: "utf8",
  });
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: "" });
  const found = spawnSync("ls", { cwd: folder, encoding: "utf8" }).stdout;
  expect(found).toContain("called");
  expect(found).not.toContain("planted");
  const without = spawnSync("sh", ["calls.sh"], { cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin` }, encoding: "utf8" });
  expect([without.status === 0, without.stderr]).toEqual([false, expect.stringContaining("STATSIG_SERVER_KEY")]);
});

it("the script never sends the key of one project to the host of another", async () => {
  const imported = { purpose: "imported", projectId: "shop", projectName: "Lumen & Loom" } as const;
  const at = (url: string) => ({ url: `${url}/v1/check_gate` });
  await history.append(createHistoryEntry("e1", { context: imported, exchange: at("https://proxy.example:8080") }));
  await history.append(createHistoryEntry("e2", { context: { projectId: "w2", projectName: "Wärehouse" } }));
  await history.append(createHistoryEntry("e3", { context: { projectId: "w1", projectName: "Wärehouse" } }));
  await history.append(createHistoryEntry("e4"));
  await history.append(createHistoryEntry("e5"));
  const variables = (await exported("curl")).match(/\$STATSIG\w+/g);
  expect(variables).toEqual([
    ...["$STATSIG_SERVER_KEY", "$STATSIG_SERVER_KEY"],
    ...["$STATSIG_SERVER_KEY_W_REHOUSE", "$STATSIG_SERVER_KEY_W_REHOUSE_3", "$STATSIG_SERVER_KEY_PROXY_EXAMPLE_8080"],
  ]);
});

it("never has a key in any format, not even one that a server wrote into its answer", async () => {
  const planted = "secret-PlantedKey0123456789abcdef";
  const outcome = {
    kind: "answered",
    status: 200,
    statusText: planted,
    headers: [["x-echo", planted]],
    body: `{"echo":"${planted}"}`,
    bodyBytes: 10,
    isCut: false,
  } as const;
  const request = {
    headers: [["x-other", planted]] as [string, string][],
    body: JSON.stringify({ user: { userID: planted } }),
    bodyBytes: 10,
  };
  await history.append(
    createHistoryEntry("e1", {
      context: { names: [planted], userLabel: planted, projectName: planted },
      exchange: { outcome: { ...outcome, headers: [["x-echo", planted]] }, request },
    }),
  );
  for (const format of historyExportFormats) {
    const text = await exported(format);
    expect([format, text.length > 100, text.includes("PlantedKey")]).toEqual([format, true, false]);
  }
});

it("an entry whose body is damaged is still listed, and says so", async () => {
  await history.append(createHistoryEntry("e1"));
  await history.append(createHistoryEntry("e2"));
  const other = new DatabaseSync(join(folder, "history.db"));
  other.exec("UPDATE bodies SET bytes = x'00' WHERE seq = 1");
  other.close();
  await history.annotate("e1", { tags: ["ticket-42"], note: "The key secret-pastedIntoANote0123" });
  const har = JSON.parse(await exported("har"));
  expect(har.log.entries.map(({ response }: { response: { _error?: string } }) => response._error ?? null)).toEqual([
    null,
    expect.stringContaining("damaged"),
  ]);
});

it("says how many requests are in the text, and ends when it is cancelled", async () => {
  for (let n = 0; n < 450; n += 1) await history.append(createHistoryEntry(`e${n}`));
  const input = { filter: HistoryFilterSchema.parse({}), actionIds: null, format: "ndjson", limit: null } as const;
  const done: number[] = [];
  for await (const part of exportHistory(history, input, { version: "1" })) done.push(part.done);
  expect([done.at(-1), done.length > 2, done.toSorted((one, other) => one - other)]).toEqual([450, true, done]);
  const abort = new AbortController();
  const reading = async () => {
    for await (const _part of exportHistory(history, input, { version: "1", signal: abort.signal })) abort.abort();
  };
  await expect(reading()).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
});
