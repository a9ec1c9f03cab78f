import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { NoSuchThing, StorageFailed } from "../failures.ts";
import { compress } from "../storage/compressed.ts";
import { createRequestHistory, type RequestHistory } from "./history.ts";

const everything = { filter: HistoryFilterSchema.parse({}), beforeSeq: null, limit: 500 };

let folder: string;
const opened: RequestHistory[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-history-"));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((history) => history.close()));
  rmSync(folder, { recursive: true });
});

async function open(notices = createRecordedNotices()): Promise<RequestHistory> {
  const history = await createRequestHistory({ folder, clock: createFixedClock(), notices });
  opened.push(history);
  return history;
}

function allBytes(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString("latin1"))
    .join("\n");
}

it("returns the whole appended entry, also after a restart", async () => {
  const history = await open();
  const entry = createHistoryEntry("e1");
  const row = await history.append(entry);
  expect(await history.get("e1")).toEqual({ row, ...entry });
  await history.close();
  const reopened = await open();
  expect(await reopened.get("e1")).toEqual({ row, ...entry });
  expect(await reopened.page(everything)).toMatchObject({ rows: [row], hasMore: false, matching: 1, total: 1 });
  expect(await reopened.stats()).toMatchObject({ entries: 1, pinned: 0, bytes: expect.any(Number) });
});

it("stores a compressed request body separately, and returns it in its place", async () => {
  const history = await open();
  const { context, exchange, answers } = createHistoryEntry("e1");
  const sent = { ...exchange, request: { ...exchange.request, body: null } };
  const row = await history.append({ context, answers, exchange: sent, requestBody: compress('{"events":[]}') });
  expect(await history.get("e1")).toEqual({
    row,
    context,
    answers,
    exchange: { ...exchange, request: { ...exchange.request, body: '{"events":[]}' } },
  });
});

it("pins and clears, and throws when an entry does not exist", async () => {
  const history = await open();
  for (const id of ["e1", "e2"]) await history.append(createHistoryEntry(id));
  await history.pin("e1", true);
  expect(await history.clear()).toEqual({ removed: 1 });
  await expect(history.get("e2")).rejects.toThrow(NoSuchThing);
  await expect(history.pin("e2", true)).rejects.toThrow(NoSuchThing);
  expect((await history.get("e1")).row.isPinned).toBe(true);
});

describe("a removed row", () => {
  const inAction = (id: string, actionId: string) =>
    history.append(createHistoryEntry(id, { context: { actionId, names: [`gate_${id}`] } }));
  let history: RequestHistory;
  const found = async (text: string) =>
    (await history.page({ ...everything, filter: { ...everything.filter, text } })).rows.map(({ exchangeId }) => exchangeId);

  beforeEach(async () => {
    history = await open();
    for (const id of ["a1", "a2"]) await inAction(id, "a");
    await inAction("b1", "b");
  });

  it("is gone with all requests of its action, also from the file, and comes back whole", async () => {
    const before = await history.get("a1");
    expect(await history.remove("a2", "action")).toEqual({ removed: 2 });
    expect((await history.page(everything)).rows.map(({ exchangeId }) => exchangeId)).toEqual(["b1"]);
    await expect(history.get("a1")).rejects.toThrow(NoSuchThing);
    await expect.poll(allBytes).not.toContain("gate_a1");
    expect(await history.restore("a2")).toEqual({ restored: 2 });
    expect(await history.get("a1")).toEqual(before);
    expect((await history.page(everything)).rows.map(({ exchangeId }) => exchangeId)).toEqual(["b1", "a2", "a1"]);
    expect([await found("gate_a2"), await found("7F5L5Geys1rk Germany")]).toEqual([["a2"], ["b1", "a2", "a1"]]);
  });

  it("can be one request of an action, and only the last removal can be undone", async () => {
    expect(await history.remove("a1", "request")).toEqual({ removed: 1 });
    expect(await history.remove("b1", "request")).toEqual({ removed: 1 });
    await expect(history.restore("a1")).rejects.toThrow(NoSuchThing);
    expect(await history.restore("b1")).toEqual({ restored: 1 });
    expect((await history.page(everything)).rows.map(({ exchangeId }) => exchangeId)).toEqual(["b1", "a2"]);
    await expect(history.remove("nothing", "action")).rejects.toThrow(NoSuchThing);
  });
});

describe("a follower", () => {
  it("gets each new row in order until its signal aborts", async () => {
    const history = await open();
    await history.append(createHistoryEntry("before"));
    const stop = new AbortController();
    const rows = history.follow(stop.signal);
    for (const id of ["e1", "e2"]) await history.append(createHistoryEntry(id));
    expect([await rows.next(), await rows.next()]).toMatchObject([{ value: { exchangeId: "e1" } }, { value: { exchangeId: "e2" } }]);
    const waiting = rows.next();
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await history.follow(stop.signal).next()).toEqual({ done: true, value: undefined });
  });

  it("gets no row for a failed append, and ends when the history closes", async () => {
    const history = await open();
    await history.append(createHistoryEntry("e1"));
    const waiting = history.follow().next();
    expect((await history.stats()).notStored).toBeNull();
    const failing = createHistoryEntry("e1");
    await expect(history.append(failing)).rejects.toThrow(StorageFailed);
    expect((await history.stats()).notStored).toEqual({ requests: 1, sinceMs: failing.exchange.atMs });
    await history.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await expect(history.append(createHistoryEntry("e2"))).rejects.toThrow(
      new StorageFailed("ECLOSED", join(folder, "history.db"), "The history is closed. Restart Gatescope."),
    );
  });
});

describe("secrets", () => {
  const key = "secret-inventedForThisTest1a2b";

  it.each([
    [
      "a key in its header",
      createHistoryEntry("e1", { exchange: { request: { headers: [["STATSIG-API-KEY", key]], body: null, bodyBytes: 0 } } }),
    ],
    [
      "a key in its address",
      createHistoryEntry("e1", { exchange: { url: `https://api.statsigcdn.com/v1/download_config_specs/${key}.json` } }),
    ],
    [
      "a private attribute of its user",
      createHistoryEntry("e1", { context: { user: { userID: "u", privateAttributes: { spend: "inventedForThisTest" } } } }),
    ],
    [
      "a private attribute in its request",
      createHistoryEntry("e1", {
        exchange: {
          request: { headers: [], body: JSON.stringify({ user: { privateAttributes: { spend: "inventedForThisTest" } } }), bodyBytes: 0 },
        },
      }),
    ],
  ])("are never stored: an exchange with %s is refused", async (_what, entry) => {
    const history = await open();
    await expect(history.append(entry)).rejects.toThrow(/key|private/);
    expect((await history.page(everything)).total).toBe(0);
    expect(allBytes()).not.toContain("inventedForThisTest");
  });

  it("do not prevent storing redacted entries: names of private attributes remain", async () => {
    const history = await open();
    const user = { userID: "u-1036", privateAttributes: { lifetime_spend: privateNotKept } };
    await history.append(createHistoryEntry("e1", { context: { user } }));
    expect((await history.get("e1")).context.user).toEqual(user);
  });
});

describe("a disk that refuses", () => {
  it("throws with advice for the user", async () => {
    const missing = join(folder, "missing");
    await expect(createRequestHistory({ folder: missing, clock: createFixedClock(), notices: createRecordedNotices() })).rejects.toThrow(
      new StorageFailed(
        "ENOENT",
        join(missing, "history.db"),
        "The history could not be opened in the data folder. Check that the folder exists and that you may read and write its files.",
      ),
    );
  });

  it("sets a damaged file aside and reports it", async () => {
    writeFileSync(join(folder, "history.db"), "damaged".repeat(1000));
    const notices = createRecordedNotices();
    const history = await open(notices);
    expect((await history.page(everything)).total).toBe(0);
    const to = join(folder, "history.damaged-2026-11-23T12-00-00.000Z.db");
    const recovered = [
      { one: "request", many: "requests", kept: 0, lost: 0 },
      { one: "full exchange", many: "full exchanges", kept: 0, lost: 0 },
    ];
    expect(notices.added).toEqual([{ kind: "damaged", file: "history.db", to, recovered }]);
    expect(readFileSync(to, "utf8")).toContain("damaged");
  });
});

describe("a process that is killed at any moment", () => {
  const appendHistory = fileURLToPath(import.meta.resolve("#tests/programs/append-history.ts"));

  async function appendAndKill(run: string, afterLines: number): Promise<string[]> {
    const child = spawn(process.execPath, [appendHistory, folder, run], { stdio: ["ignore", "pipe", "inherit"] });
    const acknowledged: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      acknowledged.push(line);
      if (acknowledged.length === afterLines) child.kill("SIGKILL");
    }
    return acknowledged;
  }

  it("has stored every acknowledged append, and no partial entry", async () => {
    const acknowledged: string[] = [];
    for (const [run, afterLines] of [1, 40, 150].entries()) acknowledged.push(...(await appendAndKill(`run${run}`, afterLines)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(1 + 40 + 150);
    const notices = createRecordedNotices();
    const history = await open(notices);
    // A busy machine lets the process append for a while after it was killed.
    const whole = { ...everything, limit: acknowledged.length + 1_000 };
    const { rows } = await history.page(whole);
    const kept = rows.map(({ exchangeId }) => exchangeId);
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    for (const row of rows) expect(await history.get(row.exchangeId)).toEqual({ row, ...createHistoryEntry(row.exchangeId) });
    const found = await history.page({ ...whole, filter: { ...whole.filter, text: "checkout lena" } });
    expect(found.rows).toEqual(rows);
    expect(notices.added).toEqual([]);
  });
});
