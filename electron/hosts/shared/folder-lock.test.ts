import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StorageFailed } from "#services/failures.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { FolderInUse, lockFolder } from "./folder-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusal(): FolderInUse {
  try {
    lockFolder(folder, { host: "browser", notices: createRecordedNotices() }).release();
  } catch (error) {
    if (error instanceof FolderInUse) return error;
    throw error;
  }
  throw new Error("The folder was free.");
}

/** Holds the folder in a process of its own, as a second Gatescope would. */
async function holdElsewhere() {
  const script = `import { lockFolder } from ${JSON.stringify(new URL("./folder-lock.ts", import.meta.url).href)};
    lockFolder(${JSON.stringify(folder)}, { host: "desktop", notices: { add() {} } }); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    cwd: process.cwd(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("the lock of a data folder", () => {
  it("admits one process, tells the next who has the folder, and admits it after a release", () => {
    const lock = lockFolder(folder, { host: "terminal", notices: createRecordedNotices() });
    expect(refusal().holder).toEqual({ host: "terminal", pid: process.pid });
    expect(refusal().message).toBe(
      `Gatescope in a terminal (process ${process.pid}) has the data folder ${folder} in use. Close it first, or choose another folder with GATESCOPE_DATA.`,
    );
    lock.release();
    lock.release();
    expect(existsSync(join(folder, "lock.json"))).toBe(false);
    lockFolder(folder, { host: "browser", notices: createRecordedNotices() }).release();
  });

  it("is released by kill -9", async () => {
    const child = await holdElsewhere();
    expect(refusal().holder).toEqual({ host: "desktop", pid: child.pid });
    child.kill("SIGKILL");
    await once(child, "exit");
    lockFolder(folder, { host: "browser", notices: createRecordedNotices() }).release();
  });

  it("refuses even if the holder is unknown", () => {
    const lock = lockFolder(folder, { host: "terminal", notices: createRecordedNotices() });
    writeFileSync(join(folder, "lock.json"), "{");
    expect(refusal().message).toMatch(/^Another Gatescope has the data folder/);
    lock.release();
  });

  it("does not depend on what is in the place of the holder", () => {
    mkdirSync(join(folder, "lock.json"));
    const lock = lockFolder(folder, { host: "browser", notices: createRecordedNotices() });
    expect(refusal().holder).toEqual({ host: "browser", pid: process.pid });
    lock.release();
  });

  it.each([
    ["a file of another type", (path: string) => writeFileSync(path, "not a database".repeat(1000))],
    ["a folder", (path: string) => mkdirSync(path)],
    ["a damaged database", (path: string) => writeFileSync(path, Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4080, 7)]))],
  ])("sets %s in the place of lock.db aside, and locks the folder", (_case, make) => {
    make(join(folder, "lock.db"));
    const notices = createRecordedNotices();
    const lock = lockFolder(folder, { host: "terminal", notices });
    expect(refusal().holder).toEqual({ host: "terminal", pid: process.pid });
    lock.release();
    expect(notices.added).toEqual([{ kind: "damaged", file: "lock.db", to: expect.stringContaining("lock.damaged-"), recovered: [] }]);
    expect(existsSync(notices.added[0]?.to ?? "")).toBe(true);
  });

  it("distinguishes a disk error from a folder in use", () => {
    expect(() => lockFolder(join(folder, "missing"), { host: "browser", notices: createRecordedNotices() })).toThrow(StorageFailed);
    expect(() => lockFolder(join(folder, "missing"), { host: "browser", notices: createRecordedNotices() })).not.toThrow(FolderInUse);
  });
});
