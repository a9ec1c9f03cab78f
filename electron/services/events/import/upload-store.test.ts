import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { NoSuchThing } from "../../failures.ts";
import { openUploadStore } from "./upload-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-uploads-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const isNeeded = (): boolean => false;

it("sets anything else in the place of its folder aside, and follows no link", async () => {
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "00000000-0000-4000-8000-000000000001.txt"), "somebody's own");
  const places: Record<string, (path: string) => void> = {
    file: (path) => writeFileSync(path, ""),
    pipe: (path) => execFileSync("mkfifo", [path]),
    nowhere: (path) => symlinkSync("nowhere", path),
    linked: (path) => symlinkSync(elsewhere, path),
  };
  for (const [name, place] of Object.entries(places)) {
    place(join(folder, name));
    const notices = createRecordedNotices();
    const uploads = await openUploadStore({ folder, name, isNeeded, notices });
    const { importId } = await uploads.begin("users.csv");
    await uploads.take(importId, "userID\nada\n");
    expect(readFileSync(uploads.pathOf(importId), "utf8"), name).toBe("userID\nada\n");
    expect(notices.added, name).toMatchObject([{ kind: "damaged", file: name, to: expect.stringContaining(`${name}.damaged-`) }]);
  }
  expect(readdirSync(elsewhere)).toHaveLength(1);
});

it("removes the uploads that no run needs, and nothing else", async () => {
  const upload = "00000000-0000-4000-8000-000000000001.txt";
  mkdirSync(join(folder, "imports", upload), { recursive: true });
  mkdirSync(join(folder, "imports", "notes"));
  writeFileSync(join(folder, "imports", "notes.txt"), "");
  await openUploadStore({ folder, isNeeded, notices: createRecordedNotices() });
  expect(readdirSync(join(folder, "imports")).sort()).toEqual(["notes", "notes.txt"]);
});

it("removes no file outside its folder, whatever ID a page sends", async () => {
  const uploads = await openUploadStore({ folder, isNeeded, notices: createRecordedNotices() });
  writeFileSync(join(folder, "own.txt"), "somebody's own");
  for (const importId of ["../own", "..\\own", "\0", "", "a".repeat(5_000)])
    await expect(uploads.forget(importId), JSON.stringify(importId)).rejects.toThrow(NoSuchThing);
  expect(readFileSync(join(folder, "own.txt"), "utf8")).toBe("somebody's own");
});
