import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { openSnapshotStore } from "./open-snapshot-store.ts";
import type { DefinitionsText } from "./snapshot-store.ts";

const folders: string[] = [];
const stores: ReturnType<typeof openSnapshotStore>[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-snapshots-"));
  folders.push(folder);
  return folder;
}

function openIn(dataFolder: string | null, options: Partial<Parameters<typeof openSnapshotStore>[0]> = {}) {
  const store = openSnapshotStore({ dataFolder, nowMs: 1_700_000_000_000, ...options });
  stores.push(store);
  return store;
}

/** Makes one table refuse rows as on a full disk. */
const refusing = (table: string) => `CREATE TRIGGER no_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'no room'); END;`;

/** Works on the database beside the store. */
function withDatabase<Result>(folder: string, work: (db: DatabaseSync) => Result): Result {
  const db = new DatabaseSync(join(folder, "definitions.db"));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const textWith = (gates: string[], more = {}) =>
  JSON.stringify({ time: 5, feature_gates: Object.fromEntries(gates.map((name) => [name, { entity: "feature_gate" }])), ...more });

const read = (changes: Partial<DefinitionsText> = {}) => ({
  projectId: "shop",
  source: "live" as const,
  fileName: null,
  keyId: "key",
  text: textWith(["a_gate"]),
  nowMs: 1_000,
  secrets: [],
  projectIds: ["shop", "bank"],
  ...changes,
});

async function storeIn(store: ReturnType<typeof openSnapshotStore>, changes: Partial<ReturnType<typeof read>> = {}) {
  const stored = await store.store(read(changes));
  if (stored.kind !== "stored") throw new Error(stored.kind);
  return stored.definitions;
}

const list = (name: string, changes = {}) => ({
  name,
  fileId: "file_1",
  creationTimeMs: 1,
  fromByte: 0,
  text: "+Krhxyf0V\n",
  endsFile: true,
  ...changes,
});

describe("the snapshot store", () => {
  it("returns after a restart what was stored before", async () => {
    const folder = temporaryFolder();
    const { snapshotId } = await storeIn(openIn(folder), { text: JSON.stringify(demoProject) });
    const restarted = openIn(folder);
    expect(await restarted.newest("shop")).toMatchObject({ snapshotId, keyId: "key", readAtMs: 1_000, digest: { format: "v2" } });
    expect(restarted.open({ projectId: "shop", snapshotId })?.payload).toEqual(demoProject);
  });

  it("stores equal definitions once and compressed, also for several projects", async () => {
    const folder = temporaryFolder();
    const store = openIn(folder);
    const text = JSON.stringify(demoProject);
    const first = await storeIn(store, { text });
    const again = await storeIn(store, { text, nowMs: 2_000 });
    await storeIn(store, { text, projectId: "bank" });
    expect(again).toEqual({ ...first, confirmedAtMs: 2_000 });
    expect(await store.list("shop")).toHaveLength(1);
    const sizes = withDatabase(folder, (db) =>
      db
        .prepare("SELECT length(bytes) AS size FROM texts")
        .all()
        .map(({ size }) => Number(size)),
    );
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThan(text.length / 3);
  });

  it("masks the keys of the vault and the app keys that Statsig lists", async () => {
    const folder = temporaryFolder();
    const foreign = "client-Abcdefghij0123456789Klmno";
    const text = textWith(["a_gate"], { echo: "secret-mine", sdk_keys_to_app_ids: { [foreign]: "app" } });
    await storeIn(openIn(folder), { text, secrets: ["secret-mine"] });
    const restarted = openIn(folder);
    const { snapshotId = "" } = (await restarted.newest("shop")) ?? {};
    const kept = JSON.stringify(restarted.open({ projectId: "shop", snapshotId })?.payload);
    expect(kept).toContain("••••••••");
    expect(kept).not.toMatch(new RegExp(`secret-mine|${foreign}`));
  });

  it("takes “nothing newer” as a confirmation of the newest snapshot, and as an error if there is none", async () => {
    const store = openIn(null);
    const text = '{"has_updates":false}';
    expect(await store.store(read({ text }))).toMatchObject({ kind: "unusable" });
    const before = await storeIn(store);
    expect(await store.store(read({ text, nowMs: 9_000 }))).toEqual({
      kind: "nothing_newer",
      definitions: { ...before, confirmedAtMs: 9_000 },
    });
  });

  it("distinguishes an opened file from fetched definitions, and never makes it the project's newest", async () => {
    const store = openIn(null);
    const live = await storeIn(store);
    const file = await storeIn(store, { source: "file", fileName: "specs.json", keyId: null, nowMs: 2_000 });
    expect(file.snapshotId).not.toBe(live.snapshotId);
    expect((await store.newest("shop"))?.snapshotId).toBe(live.snapshotId);
    expect((await store.list("shop")).map(({ fileName }) => fileName)).toEqual(["specs.json", null]);
  });

  it("removes the oldest snapshots when it is full, but not the newest", async () => {
    const store = openIn(null, { limits: { maxBytes: 100_000_000, maxSnapshots: 3 } });
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) ids.push((await storeIn(store, { text: textWith([`gate_${n}`]), nowMs: n })).snapshotId);
    expect((await store.list("shop")).map(({ id }) => ids.indexOf(id) + 1)).toEqual([5, 4, 3]);
    expect(await store.find({ projectId: "shop", snapshotId: ids[1] ?? "" })).toBeNull();
  });

  it("makes room by size, and gives the space back", async () => {
    const folder = temporaryFolder();
    const store = openIn(folder, { limits: { maxBytes: 1, maxSnapshots: 100 } });
    const size = () => statSync(join(folder, "definitions.db")).size + statSync(join(folder, "definitions.db-wal")).size;
    const noise = (n: number) => Array.from({ length: 20_000 }, (_, at) => createHash("md5").update(`${n}-${at}`).digest("hex"));
    const sizes: number[] = [];
    for (const n of [1, 2, 3, 4]) {
      await storeIn(store, { text: textWith([`gate_${n}`], { noise: noise(n) }), nowMs: n });
      sizes.push(size());
    }
    expect(await store.list("shop")).toHaveLength(1);
    expect(sizes[0]).toBeGreaterThan(300_000);
    expect(sizes[3]).toBeLessThan((sizes[0] ?? 0) * 1.5);
  });

  it("forgets the snapshots of projects that were removed", async () => {
    const store = openIn(null);
    await storeIn(store, { projectId: "gone" });
    await storeIn(store);
    expect(await store.list("gone")).toEqual([]);
  });

  it("serves from memory what the disk refuses, reports it, and stores all of it once the disk allows it", async () => {
    const folder = temporaryFolder();
    const store = openIn(folder);
    withDatabase(folder, (db) => db.exec(`${refusing("texts")} ${refusing("snapshots")}`));
    expect(await store.store(read())).toMatchObject({ kind: "stored", storageProblem: "no room" });
    const refused = await store.storeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    const opened = { projectId: "shop", snapshotId: refused?.snapshotId ?? "" };
    expect(store.open(opened)).toMatchObject({
      payload: JSON.parse(textWith(["a_gate"])),
      idLists: new Map([["vip", new Set(["Krhxyf0V"])]]),
    });
    expect(openIn(folder).open(opened)).toBeNull();

    withDatabase(folder, (db) => db.exec("DROP TRIGGER no_texts; DROP TRIGGER no_snapshots"));
    const more = [list("vip", { fromByte: 10, text: "+/N7G301E\n" })];
    const stored = await store.storeIdLists({ projectId: "shop", lists: more, nowMs: 3_000 });
    const restarted = openIn(folder).open({ projectId: "shop", snapshotId: stored?.snapshotId ?? "" });
    expect(restarted).toMatchObject({
      payload: JSON.parse(textWith(["a_gate"])),
      idLists: new Map([["vip", new Set(["Krhxyf0V", "/N7G301E"])]]),
    });
  });

  it("works in memory and reports it if the database cannot be opened", async () => {
    const store = openIn(join(temporaryFolder(), "missing"));
    expect(await store.store(read())).toMatchObject({
      kind: "stored",
      storageProblem: expect.stringContaining("unable to open database file"),
    });
    expect(await store.list("shop")).toHaveLength(1);
  });

  it.each([
    ["is not a database", () => Buffer.from("not a database, but long enough to have a header".repeat(400))],
    ["is cut off", (whole: Buffer) => whole.subarray(0, 9_000)],
  ])("sets a database that %s aside, and starts over", async (_case, damage) => {
    const folder = temporaryFolder();
    const file = join(folder, "definitions.db");
    const before = openIn(folder);
    await storeIn(before);
    before.close();
    stores.pop();
    writeFileSync(file, damage(readFileSync(file)));
    const store = openIn(folder);
    expect(await store.newest("shop")).toBeNull();
    await storeIn(store);
    expect(await store.list("shop")).toHaveLength(1);
    const to = join(folder, "definitions.damaged-2023-11-14T22-13-20.000Z.db");
    expect(store.takeProblems()).toMatchObject({ warnings: [], unused: [{ kind: "damaged", file, to }] });
    expect(existsSync(to)).toBe(true);
  });

  it("treats a snapshot with a damaged text as removed, until the same text comes again", async () => {
    const folder = temporaryFolder();
    const { snapshotId } = await storeIn(openIn(folder));
    withDatabase(folder, (db) => db.exec("UPDATE texts SET bytes = x'00'"));
    const restarted = openIn(folder);
    expect(await restarted.newest("shop")).toBeNull();
    expect((await storeIn(restarted)).snapshotId).toBe(snapshotId);
    expect(await openIn(folder).newest("shop")).toMatchObject({ snapshotId });
  });
});

describe("ID lists in the snapshot store", () => {
  it("grow by what was added to their file, and each snapshot keeps its own state", async () => {
    const folder = temporaryFolder();
    const store = openIn(folder);
    const without = await storeIn(store);
    const first = await store.storeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    const second = await store.storeIdLists({
      projectId: "shop",
      lists: [list("vip", { fromByte: 10, text: "+/N7G301E\n-Krhxyf0V\n" })],
      nowMs: 3_000,
    });
    expect(second?.idLists).toEqual([{ name: "vip", ids: 1, readAtMs: 3_000 }]);
    expect(await store.idLists("shop")).toEqual([{ name: "vip", fileId: "file_1", creationTimeMs: 1, readBytes: 30 }]);
    for (const opened of [store, openIn(folder)]) {
      const listsIn = (snapshotId = "") =>
        [...(opened.open({ projectId: "shop", snapshotId })?.idLists ?? [])].map(([name, ids]) => [name, ...ids]);
      expect(opened.open({ projectId: "shop", snapshotId: without.snapshotId })?.idLists).toBeNull();
      expect(listsIn(first?.snapshotId)).toEqual([["vip", "Krhxyf0V"]]);
      expect(listsIn(second?.snapshotId)).toEqual([["vip", "/N7G301E"]]);
    }
  });

  it("leave the snapshot the same when nothing was added", async () => {
    const store = openIn(null);
    await storeIn(store);
    const first = await store.storeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    const again = await store.storeIdLists({ projectId: "shop", lists: [list("vip", { fromByte: 10, text: null })], nowMs: 3_000 });
    expect(again?.snapshotId).toBe(first?.snapshotId);
  });

  it("start over with a new file, and are removed when Statsig no longer lists them", async () => {
    const store = openIn(null);
    await storeIn(store);
    await store.storeIdLists({ projectId: "shop", lists: [list("vip"), list("gone")], nowMs: 2_000 });
    const next = await store.storeIdLists({
      projectId: "shop",
      lists: [list("vip", { fileId: "file_2", text: "+/N7G301E\n+47DEQpj8\n" })],
      nowMs: 3_000,
    });
    expect(next?.idLists).toEqual([{ name: "vip", ids: 2, readAtMs: 3_000 }]);
  });

  it("leave an incomplete line for the next time", async () => {
    const store = openIn(null);
    await storeIn(store);
    await store.storeIdLists({ projectId: "shop", lists: [list("vip", { text: "+Krhxyf0V\r\n+/N7G", endsFile: false })], nowMs: 2_000 });
    expect(await store.idLists("shop")).toMatchObject([{ readBytes: 11 }]);
  });

  it.each([
    ["a changed member", "UPDATE list_pieces SET bytes = CAST('+Krhxyf0W' || char(10) AS BLOB)", []],
    ["a part that is missing", "DELETE FROM list_pieces WHERE from_byte = 0", []],
    ["another length", "UPDATE snapshot_lists SET read_bytes = 10", null],
    ["another name", "UPDATE snapshot_lists SET name = 'vit'", null],
  ])("are unknown with %s on the disk, never other members, until they are read again", async (_what, damage, known) => {
    const folder = temporaryFolder();
    const first = openIn(folder);
    await storeIn(first);
    await first.storeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    const grown = await first.storeIdLists({
      projectId: "shop",
      lists: [list("vip", { fromByte: 10, text: "+/N7G301E\n" })],
      nowMs: 3_000,
    });
    withDatabase(folder, (db) => db.exec(damage));
    const opened = openIn(folder);
    const snapshot = { projectId: "shop", snapshotId: grown?.snapshotId ?? "" };
    expect(opened.open(snapshot)).toMatchObject({ payload: JSON.parse(textWith(["a_gate"])), idLists: null });
    if (known !== null) expect(await opened.idLists("shop")).toEqual(known);
    const whole = list("vip", { text: "+Krhxyf0V\n+/N7G301E\n" });
    const again = await opened.storeIdLists({ projectId: "shop", lists: [whole], nowMs: 4_000 });
    for (const store of [opened, openIn(folder)])
      expect(store.open({ projectId: "shop", snapshotId: again?.snapshotId ?? "" })?.idLists).toEqual(
        new Map([["vip", new Set(["Krhxyf0V", "/N7G301E"])]]),
      );
  });

  it("are not made from a proxy's page, or from a piece that leaves a gap", async () => {
    const store = openIn(null);
    await storeIn(store);
    const lists = [list("page", { text: "<html>" }), list("gap", { fromByte: 500 })];
    expect((await store.storeIdLists({ projectId: "shop", lists, nowMs: 2_000 }))?.idLists).toEqual([]);
  });

  it("are part of newer definitions too", async () => {
    const store = openIn(null);
    await storeIn(store);
    await store.storeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    expect((await storeIn(store, { text: textWith(["b_gate"]), nowMs: 3_000 })).idLists).toMatchObject([{ name: "vip", ids: 1 }]);
  });
});
