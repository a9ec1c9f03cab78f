import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { interruptedForgettingText } from "#shared/domain/user/forget-values.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { openCohortDatabase } from "../cohorts/cohort-database.ts";
import { openSnapshotLayers } from "../definitions/snapshot-layers.ts";
import { ledgerBatchOf } from "../events/database/ledger-batch.ts";
import { openOutboxDatabase } from "../events/database/outbox-database.ts";
import { allowedStates } from "../events/outbox/outbox.ts";
import { createRequestHistory } from "../history/history.ts";
import { createServices } from "../services.ts";
import { compress } from "../storage/compressed.ts";
import { forgetUser } from "./forget-user.ts";
import { createValueMatcher } from "./value-matcher.ts";

describe("a value", () => {
  const matches = createValueMatcher(["u-1036/ä", "Lena@Example.de"]);
  const json = JSON.stringify({ user: { userID: "u-1036/ä" } });
  const base64 = Buffer.from(json).toString("base64");
  it.each([
    ["as it is", "of u-1036/ä here"],
    ["in other case", "LENA@example.DE"],
    ["in JSON", json],
    ["in JSON in JSON", JSON.stringify({ body: json })],
    ["in a URL", "?id=u-1036%2F%C3%A4&x=1"],
    ["after an escaped sign", "?q=%22lena%40example.de%22"],
    ["in Base64", `{"body":"${base64}"}`],
    ["in reversed Base64, as the web SDK sends it", [...base64].reverse().join("")],
    ["in gzip in Base64", gzipSync(json).toString("base64")],
  ])("is found %s", (_where, text) => {
    expect(matches(text)).toBe(true);
  });

  it.each(["u-10360/ä", "xlena@example.de", "u-1036", "", "%%%"])("is not found in %j", (text) => {
    expect(matches(text)).toBe(false);
  });
});

const planted = "planted-7731";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-forget-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function keepHistory(): Promise<void> {
  const history = await createRequestHistory({ folder, clock: createFixedClock(), notices: createRecordedNotices() });
  const user = { userID: planted };
  await history.append(createHistoryEntry("planted", { context: { user, userLabel: "Mia" } }));
  await history.append(createHistoryEntry("other"));
  const body = JSON.stringify({ packed: gzipSync(JSON.stringify({ user })).toString("base64") });
  const encoded = createHistoryEntry("encoded");
  await history.append({ ...encoded, exchange: { ...encoded.exchange, request: { ...encoded.exchange.request, body } } });
  await history.close();
}

const bytesOf = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString("latin1"))
    .join();

it("is found first and removed only then, from the bytes of every file, and what is left of others stays", async () => {
  await keepHistory();
  mkdirSync(join(folder, "imports"));
  writeFileSync(join(folder, "imports", "users.csv"), `userID\n${planted}\n`);
  writeFileSync(join(folder, "session.json"), JSON.stringify({ userText: `{"userID":"${planted}"}` }));
  const windows = {
    windows: [
      { windowId: "a", content: { userText: planted } },
      { windowId: "b", content: { userText: "u-2" } },
    ],
  };
  writeFileSync(join(folder, "answers.json"), JSON.stringify(windows));
  writeFileSync(join(folder, "saved-users.json"), JSON.stringify({ users: [{ userID: planted }, { userID: "u-2" }] }));
  const settings = createMemorySettings({ "saved-users": { users: [{ userID: planted }, { userID: "u-2" }] }, answers: windows });
  const look = (isPreview: boolean) => forgetUser({ folder, settings, values: [planted], isPreview });

  const preview = look(true);
  expect(preview.places.map(({ file, one, count }) => [file, one, count])).toEqual([
    ["history.db", "request of the history", 2],
    ["answers.json", "window or tab", 1],
    ["imports/users.csv", "file", 1],
    ["saved-users.json", "saved user", 1],
    ["session.json", "file", 1],
  ]);
  expect(bytesOf()).toContain(planted);

  const receipt = look(false);
  expect(receipt).toEqual(preview);
  expect(JSON.stringify(receipt)).not.toContain(planted);
  expect(settings.read("saved-users")).toEqual({ users: [{ userID: "u-2" }] });
  expect(settings.read("answers")).toEqual({ windows: windows.windows.slice(1) });
  for (const name of ["saved-users", "answers"]) rmSync(join(folder, `${name}.json`)); // the settings of the test are in memory
  expect(bytesOf()).not.toContain(planted);
  expect(existsSync(join(folder, "forgetting.json"))).toBe(false);
  expect(look(true).places.filter(({ file }) => file !== "saved-users.json")).toEqual([]);

  const history = await createRequestHistory({ folder, clock: createFixedClock(), notices: createRecordedNotices() });
  expect(await history.stats()).toMatchObject({ entries: 1 });
  expect(await history.get("other")).toMatchObject({ row: { exchangeId: "other" } });
  await history.close();
});

it("says that an earlier removal was interrupted, and needs a value", () => {
  writeFileSync(join(folder, "forgetting.json"), "{}");
  const forget = (values: readonly string[]) => forgetUser({ folder, settings: createMemorySettings(), values, isPreview: false });
  expect(() => forget([" "])).toThrow("Name at least one ID of the user.");
  expect(forget([planted])).toEqual({ places: [], unchanged: [], notSearched: [], wasInterrupted: true });
});

it("says which database another program uses, or is damaged, and that the removal is not complete", async () => {
  const forget = () => forgetUser({ folder, settings: createMemorySettings(), values: [planted], isPreview: false });
  await keepHistory();
  const file = join(folder, "history.db");
  const held = new DatabaseSync(file);
  held.exec("BEGIN EXCLUSIVE");
  expect(forget).toThrow("Another program is using history.db, so it was not searched. Close it. Then run forget-user again.");
  held.close();
  expect(forget().wasInterrupted).toBe(true);
  mkdirSync(`${file}-wal`);
  expect(forget).toThrow("history.db is damaged, so it was not searched. Start Gatescope once: it repairs the file.");
  rmSync(`${file}-wal`, { recursive: true });
  writeFileSync(file, "no database");
  expect(forget).toThrow("history.db is damaged");
});

it("leaves the events of other users in a request that waits, and their lines in the ledger", () => {
  const outbox = () => openOutboxDatabase({ file: join(folder, "outbox.db"), nowMs: 1, allowed: allowedStates }).calls;
  const line = (userID: string) => ({
    name: "buy",
    detail: "",
    tier: "staging",
    userLabel: userID,
    units: [{ idType: "userID", value: userID }],
    row: null,
  });
  const batch = (id: string, users: readonly string[]) => ({
    ...{
      id,
      projectId: "shop",
      projectName: "Shop",
      keyId: null,
      tier: "staging",
      kind: "events" as const,
      userLabel: users[0] ?? "",
      runId: null,
    },
    body: compress(JSON.stringify({ events: users.map((userID) => ({ eventName: "buy", user: { userID } })) })),
    ledgerBatch: ledgerBatchOf(users.map(line)),
  });
  const before = outbox();
  before.add({ nowMs: 1, batches: [batch("mixed", [planted, "u-2", "u-3"]), batch("only", [planted]), batch("others", ["u-4"])] });
  before.close();

  const settings = createMemorySettings();
  const forget = (isPreview: boolean) => forgetUser({ folder, settings, values: [planted], isPreview });
  expect(forget(true).places).toEqual([
    { file: "outbox.db", one: "stored event", many: "stored events", count: 2, note: "2 not sent yet, or not known to have arrived" },
    { file: "outbox.db", one: "line of the ledger", many: "lines of the ledger", count: 2, note: null },
  ]);
  forget(false);
  expect(bytesOf()).not.toContain(planted);
  const after = outbox();
  const { batches } = after.list({ projectId: "shop", states: ["waiting"], beforeSeq: null, limit: 10 });
  expect(batches.map(({ id, count }) => [id, count])).toEqual([
    ["others", 1],
    ["mixed", 2],
  ]);
  expect(after.find("mixed")?.body).toBe(
    '{"events":[{"eventName":"buy","user":{"userID":"u-2"}},{"eventName":"buy","user":{"userID":"u-3"}}]}',
  );
  after.close();
});

it("takes a cohort with the user as a whole, and the kept rules that name the user, and no others", () => {
  const cohorts = openCohortDatabase({ file: join(folder, "cohorts.db"), nowMs: 1 }).calls;
  for (const [cohortId, userID] of [
    ["with", planted],
    ["without", "u-2"],
  ] as const) {
    const stored = { cohortId, name: "A", createdAtMs: 1, isFinished: true, header: '{"blocks":1}' };
    cohorts.begin(stored);
    cohorts.append({ cohortId, blocks: [{ seq: 0, block: { text: compress(JSON.stringify({ userID })), facts: Buffer.from("facts") } }] });
  }
  cohorts.close();
  openSnapshotLayers({ dataFolder: folder, nowMs: 1 }).close();
  const definitions = new DatabaseSync(join(folder, "definitions.db"));
  for (const [id, rules] of [
    ["naming", `{"targetValue":["${planted}"]}`],
    ["other", "{}"],
  ] as const) {
    const { encoding, bytes } = compress(rules);
    definitions.prepare("INSERT INTO texts (hash, encoding, bytes) VALUES (?, ?, ?)").run(id, encoding, bytes);
    definitions
      .prepare(`INSERT INTO snapshots (project_id, snapshot_id, source, read_at_ms, confirmed_at_ms, bytes, is_pinned, is_newest, text_hash)
        VALUES ('shop', ?, 'api', 1, 1, 1, 0, 0, ?)`)
      .run(id, id);
  }
  definitions.close();

  const { places } = forgetUser({ folder, settings: createMemorySettings(), values: [planted], isPreview: false });
  expect(places.map(({ file, count }) => [file, count])).toEqual([
    ["cohorts.db", 1],
    ["definitions.db", 1],
  ]);
  const left = new DatabaseSync(join(folder, "definitions.db"));
  expect(left.prepare("SELECT snapshot_id, (SELECT count(*) FROM texts) AS texts FROM snapshots").all()).toEqual([
    { snapshot_id: "other", texts: 1 },
  ]);
  left.close();
  const kept = openCohortDatabase({ file: join(folder, "cohorts.db"), nowMs: 1 }).calls;
  expect(kept.list().map(({ cohortId }) => cohortId)).toEqual(["without"]);
  kept.close();
});

it("tells an interrupted removal at each start, until it is completed", async () => {
  writeFileSync(join(folder, "forgetting.json"), '{"isForgetting":true}');
  const start = async () => {
    const services = await createServices(createFakePorts(folder));
    const told = services.host.notices();
    services.host.dismissNotice("forgetting");
    const left = services.host.notices();
    await services.close();
    return { told: told.map(({ text }) => text), left };
  };
  expect(await start()).toEqual({ told: [interruptedForgettingText], left: [] });
  expect(await start()).toEqual({ told: [interruptedForgettingText], left: [] });
  forgetUser({ folder, settings: createMemorySettings(), values: [planted], isPreview: false });
  expect(await start()).toEqual({ told: [], left: [] });
});
