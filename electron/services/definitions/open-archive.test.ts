import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { folderFiles, memoryFiles } from "./archive-files.ts";
import type { DefinitionsText } from "./definitions-archive.ts";
import { openArchive } from "./open-archive.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderForArchive(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-archive-"));
  folders.push(folder);
  return join(folder, "definitions");
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

async function takeIn(archive: ReturnType<typeof openArchive>, changes: Partial<ReturnType<typeof read>> = {}) {
  const taken = await archive.take(read(changes));
  if (taken.kind !== "taken") throw new Error(taken.kind);
  return taken.definitions;
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

describe("an archive of definitions", () => {
  it("gives back after a restart what was read before, to this person only", async () => {
    const folder = folderForArchive();
    const { snapshotId } = await takeIn(openArchive({ files: folderFiles(folder) }), { text: JSON.stringify(demoProject) });
    const restarted = openArchive({ files: folderFiles(folder) });
    expect(await restarted.newest("shop")).toMatchObject({ snapshotId, keyId: "key", readAtMs: 1_000, digest: { format: "v2" } });
    expect(restarted.open({ projectId: "shop", snapshotId })?.payload).toEqual(demoProject);
    const kept = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o077);
    expect(new Set([statSync(folder).mode & 0o077, ...kept])).toEqual(new Set([0]));
  });

  it("keeps equal definitions once, for several projects too, and packed", async () => {
    const folder = folderForArchive();
    const archive = openArchive({ files: folderFiles(folder) });
    const text = JSON.stringify(demoProject);
    const first = await takeIn(archive, { text });
    const again = await takeIn(archive, { text, nowMs: 2_000 });
    await takeIn(archive, { text, projectId: "bank" });
    expect(again).toEqual({ ...first, confirmedAtMs: 2_000 });
    expect(await archive.list("shop")).toHaveLength(1);
    const sizes = readdirSync(folder)
      .filter((name) => name !== "index.json")
      .map((name) => statSync(join(folder, name)).size);
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThan(text.length / 3);
  });

  it("keeps no key, neither one it is told of nor the keys of apps that Statsig lists", async () => {
    const folder = folderForArchive();
    const foreign = "client-Abcdefghij0123456789Klmno";
    const text = textWith(["a_gate"], { echo: "secret-mine", sdk_keys_to_app_ids: { [foreign]: "app" } });
    await takeIn(openArchive({ files: folderFiles(folder) }), { text, secrets: ["secret-mine"] });
    const restarted = openArchive({ files: folderFiles(folder) });
    const { snapshotId = "" } = (await restarted.newest("shop")) ?? {};
    const kept = JSON.stringify(restarted.open({ projectId: "shop", snapshotId })?.payload);
    expect(kept).toContain("••••••••");
    expect(kept).not.toMatch(new RegExp(`secret-mine|${foreign}`));
  });

  it("takes “nothing newer” for a confirmation of what it has, and for nothing where it has nothing", async () => {
    const archive = openArchive({ files: memoryFiles() });
    const text = '{"has_updates":false}';
    expect(await archive.take(read({ text }))).toMatchObject({ kind: "unusable" });
    const before = await takeIn(archive);
    expect(await archive.take(read({ text, nowMs: 9_000 }))).toEqual({
      kind: "nothing_newer",
      definitions: { ...before, confirmedAtMs: 9_000 },
    });
  });

  it("tells a file that was opened from what was read, and never takes it for the project's newest", async () => {
    const archive = openArchive({ files: memoryFiles() });
    const live = await takeIn(archive);
    const file = await takeIn(archive, { source: "file", fileName: "specs.json", keyId: null, nowMs: 2_000 });
    expect(file.snapshotId).not.toBe(live.snapshotId);
    expect((await archive.newest("shop"))?.snapshotId).toBe(live.snapshotId);
    expect((await archive.list("shop")).map(({ fileName }) => fileName)).toEqual(["specs.json", null]);
  });

  it("drops the oldest when it is full, but neither the newest nor what is pinned", async () => {
    const archive = openArchive({ files: memoryFiles(), limits: { maxBytes: 100_000_000, maxSnapshots: 3 } });
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) {
      ids.push((await takeIn(archive, { text: textWith([`gate_${n}`]), nowMs: n })).snapshotId);
      if (n === 1) await archive.pin({ projectId: "shop", snapshotId: ids[0] ?? "", isPinned: true });
    }
    expect((await archive.list("shop")).map(({ id }) => ids.indexOf(id) + 1)).toEqual([5, 4, 1]);
    expect(await archive.find({ projectId: "shop", snapshotId: ids[1] ?? "" })).toBeNull();
  });

  it("makes room by size, and takes what is gone off the disk", async () => {
    const folder = folderForArchive();
    const archive = openArchive({ files: folderFiles(folder), limits: { maxBytes: 1, maxSnapshots: 100 } });
    for (const n of [1, 2, 3]) await takeIn(archive, { text: textWith([`gate_${n}`]), nowMs: n });
    expect(await archive.list("shop")).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("forgets a snapshot, and those of projects that are gone", async () => {
    const archive = openArchive({ files: memoryFiles() });
    await takeIn(archive, { projectId: "gone" });
    const { snapshotId } = await takeIn(archive);
    expect(await archive.list("gone")).toEqual([]);
    expect(await archive.forget({ projectId: "shop", snapshotId })).toBe(true);
    expect(await archive.forget({ projectId: "shop", snapshotId })).toBe(false);
    expect(await archive.newest("shop")).toBeNull();
  });

  it("serves on when the disk refuses, and says so", async () => {
    const files = memoryFiles();
    const archive = openArchive({
      files: {
        ...files,
        write() {
          throw new Error("ENOSPC: no space left on device");
        },
      },
    });
    const taken = await archive.take(read());
    expect(taken).toMatchObject({ kind: "taken", trouble: "ENOSPC: no space left on device" });
    const { snapshotId = "" } = (await archive.newest("shop")) ?? {};
    expect(archive.open({ projectId: "shop", snapshotId })?.payload).toEqual(JSON.parse(textWith(["a_gate"])));
  });

  it.each([
    ["an index that is no JSON", "index.json", "{"],
    ["an index of a newer version", "index.json", '{"version":2}'],
  ])("begins anew with %s", async (_case, name, content) => {
    const folder = folderForArchive();
    await takeIn(openArchive({ files: folderFiles(folder) }));
    writeFileSync(join(folder, name), content);
    const archive = openArchive({ files: folderFiles(folder) });
    expect(await archive.newest("shop")).toBeNull();
    await takeIn(archive);
    expect(await archive.list("shop")).toHaveLength(1);
  });

  it("takes a snapshot whose file is damaged for gone", async () => {
    const folder = folderForArchive();
    await takeIn(openArchive({ files: folderFiles(folder) }));
    for (const name of readdirSync(folder)) if (name !== "index.json") writeFileSync(join(folder, name), "not zstd");
    expect(await openArchive({ files: folderFiles(folder) }).newest("shop")).toBeNull();
  });
});

describe("ID lists in the archive", () => {
  it("grow by what was added to their file, and each snapshot keeps them as they were", async () => {
    const folder = folderForArchive();
    const archive = openArchive({ files: folderFiles(folder) });
    const without = await takeIn(archive);
    const first = await archive.takeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    const second = await archive.takeIdLists({
      projectId: "shop",
      lists: [list("vip", { fromByte: 10, text: "+/N7G301E\n-Krhxyf0V\n" })],
      nowMs: 3_000,
    });
    expect(second?.idLists).toEqual([{ name: "vip", ids: 1, readAtMs: 3_000 }]);
    expect(await archive.idLists("shop")).toEqual([{ name: "vip", fileId: "file_1", creationTimeMs: 1, readBytes: 30 }]);
    for (const opened of [archive, openArchive({ files: folderFiles(folder) })]) {
      const listsIn = (snapshotId = "") =>
        [...(opened.open({ projectId: "shop", snapshotId })?.idLists ?? [])].map(([name, ids]) => [name, ...ids]);
      expect(opened.open({ projectId: "shop", snapshotId: without.snapshotId })?.idLists).toBeNull();
      expect(listsIn(first?.snapshotId)).toEqual([["vip", "Krhxyf0V"]]);
      expect(listsIn(second?.snapshotId)).toEqual([["vip", "/N7G301E"]]);
    }
  });

  it("stay the same snapshot when nothing was added", async () => {
    const archive = openArchive({ files: memoryFiles() });
    await takeIn(archive);
    const first = await archive.takeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    const again = await archive.takeIdLists({ projectId: "shop", lists: [list("vip", { fromByte: 10, text: null })], nowMs: 3_000 });
    expect(again?.snapshotId).toBe(first?.snapshotId);
  });

  it("begin anew with a new file, and are gone when Statsig does not name them any more", async () => {
    const archive = openArchive({ files: memoryFiles() });
    await takeIn(archive);
    await archive.takeIdLists({ projectId: "shop", lists: [list("vip"), list("gone")], nowMs: 2_000 });
    const next = await archive.takeIdLists({
      projectId: "shop",
      lists: [list("vip", { fileId: "file_2", text: "+/N7G301E\n+47DEQpj8\n" })],
      nowMs: 3_000,
    });
    expect(next?.idLists).toEqual([{ name: "vip", ids: 2, readAtMs: 3_000 }]);
  });

  it("leave a line that has not come whole for the next time", async () => {
    const archive = openArchive({ files: memoryFiles() });
    await takeIn(archive);
    await archive.takeIdLists({ projectId: "shop", lists: [list("vip", { text: "+Krhxyf0V\r\n+/N7G", endsFile: false })], nowMs: 2_000 });
    expect(await archive.idLists("shop")).toMatchObject([{ readBytes: 11 }]);
  });

  it("are not made of a proxy's page, and not of a piece that does not follow on", async () => {
    const archive = openArchive({ files: memoryFiles() });
    await takeIn(archive);
    const lists = [list("page", { text: "<html>" }), list("gap", { fromByte: 500 })];
    expect((await archive.takeIdLists({ projectId: "shop", lists, nowMs: 2_000 }))?.idLists).toEqual([]);
  });

  it("are carried on to newer definitions", async () => {
    const archive = openArchive({ files: memoryFiles() });
    await takeIn(archive);
    await archive.takeIdLists({ projectId: "shop", lists: [list("vip")], nowMs: 2_000 });
    expect((await takeIn(archive, { text: textWith(["b_gate"]), nowMs: 3_000 })).idLists).toMatchObject([{ name: "vip", ids: 1 }]);
  });
});

it("an archive makes its folder only when there is something to keep", () => {
  const folder = folderForArchive();
  openArchive({ files: folderFiles(folder) });
  expect(existsSync(folder)).toBe(false);
  folderFiles(folder).append("list", 0, Buffer.from("abc"));
  folderFiles(folder).append("list", 1, Buffer.from("x"));
  expect(readFileSync(join(folder, "list"), "utf8")).toBe("ax");
});
