import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { snapshotIds, writeLargeSnapshotFolder, writeSnapshotFolder } from "#tests/fakes/snapshot-folder.ts";
import { openSnapshotStore } from "./open-snapshot-store.ts";

let dataFolder: string;
let folder: string;
let store: ReturnType<typeof openSnapshotStore>;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "gatescope-import-"));
  folder = join(dataFolder, "definitions");
});
afterEach(() => {
  store.close();
  rmSync(dataFolder, { recursive: true });
});

function open(): typeof store {
  store = openSnapshotStore({ dataFolder, nowMs: 1_700_000_000_000 });
  return store;
}

function contentOf(snapshotId: string, projectId = "shop") {
  const opened = store.open({ projectId, snapshotId });
  const idLists = opened?.idLists && Object.fromEntries([...opened.idLists].map(([name, hashes]) => [name, [...hashes]]));
  return { gates: Object.keys(opened?.payload.feature_gates ?? {}), idLists };
}

const imported = {
  list: [
    { id: snapshotIds.file, source: "file", fileName: "specs.json", readAtMs: 5_000, timeMs: 5, bytes: 63, isPinned: false },
    { id: snapshotIds.withoutLists, source: "live", fileName: null, readAtMs: 2_000, timeMs: 5, bytes: 63, isPinned: false },
    { id: snapshotIds.withFirstList, source: "live", fileName: null, readAtMs: 3_000, timeMs: 5, bytes: 63, isPinned: false },
    { id: snapshotIds.newest, source: "live", fileName: null, readAtMs: 4_000, timeMs: 5, bytes: 63, isPinned: false },
    { id: snapshotIds.pinned, source: "live", fileName: null, readAtMs: 1_000, timeMs: 5, bytes: 63, isPinned: true },
  ],
  newest: { snapshotId: snapshotIds.newest, keyId: "key", confirmedAtMs: 2_000, idLists: [{ name: "vip", ids: 1, readAtMs: 4_000 }] },
  ofBank: { snapshotId: snapshotIds.pinned, keyId: "bank key" },
  contents: [
    { gates: ["a_gate"], idLists: { vip: ["/N7G301E"] } },
    { gates: ["b_gate"], idLists: null },
    { gates: ["b_gate"], idLists: { vip: ["Krhxyf0V"] } },
    { gates: ["b_gate"], idLists: { vip: ["/N7G301E"] } },
    { gates: ["a_gate"], idLists: null },
  ],
};

async function expectAllImported(): Promise<void> {
  const list = await store.list("shop");
  expect({
    list,
    newest: await store.newest("shop"),
    ofBank: await store.newest("bank"),
    contents: list.map(({ id }) => contentOf(id)),
  }).toMatchObject(imported);
}

describe("the folder of an older version", () => {
  it("is imported completely, once, and then removed", async () => {
    writeSnapshotFolder(folder);
    open();
    await expectAllImported();
    expect(readdirSync(dataFolder).sort()).toEqual(["definitions.db", "definitions.db-shm", "definitions.db-wal"]);
    store.close();
    open();
    await expectAllImported();
  });

  it("continues its ID lists in the database", async () => {
    writeSnapshotFolder(folder);
    open();
    const more = { name: "vip", fileId: "file_1", creationTimeMs: 1, fromByte: 30, text: "+47DEQpj8\n", endsFile: true };
    const { snapshotId = "" } = (await store.storeIdLists({ projectId: "shop", lists: [more], nowMs: 6_000 })) ?? {};
    expect(contentOf(snapshotId).idLists).toEqual({ vip: ["/N7G301E", "47DEQpj8"] });
    expect(contentOf(snapshotIds.withFirstList).idLists).toEqual({ vip: ["Krhxyf0V"] });
  });

  it("is not imported again if only its removal was interrupted", async () => {
    writeSnapshotFolder(folder);
    open();
    store.close();
    const database = new DatabaseSync(join(folder, "..", "definitions.db"));
    database.prepare("DELETE FROM snapshots WHERE snapshot_id = ?").run(snapshotIds.file);
    database.close();
    writeSnapshotFolder(folder);
    open();
    expect((await store.list("shop")).map(({ id }) => id)).not.toContain(snapshotIds.file);
    expect(existsSync(folder)).toBe(false);
    store.close();
    writeSnapshotFolder(folder);
    rmSync(join(folder, "index.json"));
    open();
    expect(existsSync(folder)).toBe(false);
    expect(await store.list("shop")).toHaveLength(4);
  });

  it("is imported into a database that has newer snapshots, which stay the newest", async () => {
    open();
    const text = JSON.stringify({ feature_gates: { c_gate: {} } });
    const origin = { projectId: "shop", source: "live", fileName: null, keyId: null, secrets: [], projectIds: ["shop", "bank"] } as const;
    const stored = await store.store({ ...origin, text, nowMs: 9_000 });
    store.close();
    writeSnapshotFolder(folder);
    open();
    expect(stored).toMatchObject({ definitions: { snapshotId: (await store.newest("shop"))?.snapshotId } });
    expect(await store.list("shop")).toHaveLength(6);
  });

  it.each([
    ["is not JSON", "{"],
    ["is of a newer version", '{"version":2}'],
  ])("is renamed and left as it is if its index %s", async (_case, index) => {
    writeSnapshotFolder(folder);
    writeFileSync(join(folder, "index.json"), index);
    open();
    expect(await store.list("shop")).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    const to = `${folder}-unread-1700000000000`;
    expect(readdirSync(to)).toHaveLength(4);
    expect(store.takeProblems().warnings).toEqual([
      { message: "The definitions of an older version could not be read. Their folder was renamed.", facts: { to } },
    ]);
  });

  it("loses only the snapshots whose text is missing", async () => {
    writeSnapshotFolder(folder);
    rmSync(join(folder, readdirSync(folder).find((name) => name.startsWith("19561c")) ?? ""));
    open();
    expect((await store.list("shop")).map(({ id }) => id)).toEqual([snapshotIds.file, snapshotIds.pinned]);
  });

  it("counts ID lists that are not completely there as not read", async () => {
    writeSnapshotFolder(folder);
    truncateSync(join(folder, "43d7bc19e14ec6e8d76778cc059aca74"), 12);
    open();
    expect([snapshotIds.newest, snapshotIds.file].map((id) => contentOf(id))).toEqual([
      { gates: ["b_gate"], idLists: null },
      { gates: ["a_gate"], idLists: null },
    ]);
  });

  it("imports of a list's file only what snapshots use", async () => {
    writeSnapshotFolder(folder);
    appendFileSync(join(folder, "43d7bc19e14ec6e8d76778cc059aca74"), "+written before a kill\n");
    open();
    await expectAllImported();
  });

  it.each([
    ["before the first text is read", "readFileSync", 2],
    ["in the middle of the texts", "readFileSync", 14],
    ["before the last text is read", "readFileSync", 25],
    ["before the folder is removed", "rmSync", 1],
  ])("is complete after a kill %s", async (_case, call, at) => {
    const ids = writeLargeSnapshotFolder(folder, { count: 24, textBytes: 200_000 });
    const program = fileURLToPath(import.meta.resolve("#tests/programs/import-snapshots.ts"));
    const { signal } = spawnSync(process.execPath, [program, dataFolder, call, String(at)], { stdio: "inherit" });
    expect(signal).toBe("SIGKILL");
    expect(readdirSync(folder)).toHaveLength(ids.length + 1);

    open();
    expect(existsSync(folder)).toBe(false);
    expect((await store.list("shop")).map(({ id }) => id)).toEqual([...ids].reverse());
    expect(ids.filter((snapshotId) => store.open({ projectId: "shop", snapshotId }) === null)).toEqual([]);
    expect((await store.newest("shop"))?.snapshotId).toBe(ids.at(-1));
  });
});
