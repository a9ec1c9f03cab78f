import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { lockFolder } from "./folder-lock.ts";

it("removes what killed processes left, and nothing else, once the folder is locked", () => {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-temporary-"));
  const lasting = [
    "sealed-keys.json",
    "saved-users.damaged-2026-11-23T12-00-00.000Z.json",
    "history.db",
    "history.db-wal",
    "notes.tmp-1.txt",
  ];
  const temporary = ["sealed-keys.json.tmp-1764000000a1b2c3", "session.json.tmp-1764000001ffffff", ".trial-4711"];
  for (const name of [...lasting, ...temporary]) writeFileSync(join(folder, name), "");
  mkdirSync(join(folder, "projects.json.tmp-1764000002ffffff"));
  mkdirSync(join(folder, "cohort-files"));
  writeFileSync(join(folder, "cohort-files", "users.txt"), '{"userID":"lena"}');
  lockFolder(folder, { host: "browser", notices: createRecordedNotices() }).release();
  expect(readdirSync(folder).sort()).toEqual([...lasting, "projects.json.tmp-1764000002ffffff", "lock.db"].sort());
  rmSync(folder, { recursive: true });
});
