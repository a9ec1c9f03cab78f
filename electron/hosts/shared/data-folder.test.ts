import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StorageFailed } from "#services/failures.ts";
import { chooseDataFolder, openDataFolder } from "./data-folder.ts";
import { storageFailureMessage } from "./storage-failure.ts";

describe("choosing the data folder", () => {
  const on = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) => ({ platform, env, home: "/home/ada" });

  it.each([
    ["the folder asked for", "/given", on("linux", { GATESCOPE_DATA: "/env" }), "/given"],
    ["GATESCOPE_DATA", undefined, on("darwin", { GATESCOPE_DATA: "/env" }), "/env"],
    ["a relative one from where we are", "here", on("linux"), resolve("here")],
    ["the usual place on Linux", undefined, on("linux"), "/home/ada/.local/share/gatescope"],
    ["XDG_DATA_HOME on Linux", undefined, on("linux", { XDG_DATA_HOME: "/xdg" }), "/xdg/gatescope"],
    ["not a relative XDG_DATA_HOME", undefined, on("linux", { XDG_DATA_HOME: "xdg" }), "/home/ada/.local/share/gatescope"],
    ["the usual place on macOS", undefined, on("darwin"), "/home/ada/Library/Application Support/Gatescope"],
    ["the usual place on Windows", undefined, on("win32", { LOCALAPPDATA: "/local" }), "/local/Gatescope"],
  ])("uses %s", (_what, asked, where, expected) => {
    expect(chooseDataFolder(asked, where)).toBe(expected);
  });
});

describe("opening the data folder", () => {
  let parent: string;
  let umask: number;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "gatescope-data-"));
    umask = process.umask();
  });
  afterEach(() => {
    process.umask(umask);
    rmSync(parent, { recursive: true, force: true });
  });

  it("creates it for this user only, with all files written later, and leaves nothing in it", () => {
    const path = join(parent, "deep", "data");
    expect(openDataFolder(path)).toEqual({ data: path });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readdirSync(path)).toEqual([]);
    writeFileSync(join(path, "history.db"), "");
    expect(statSync(join(path, "history.db")).mode & 0o777).toBe(0o600);
  });

  it("refuses a path that is a file", () => {
    const path = join(parent, "data");
    writeFileSync(path, "");
    expect(() => openDataFolder(path)).toThrow(new StorageFailed("EEXIST", path, storageFailureMessage("EEXIST", path)));
  });

  it.skipIf(process.platform !== "linux")("says so where the system makes no folders, which once had it try for ever", () => {
    expect(() => openDataFolder("/proc/nowhere/data")).toThrow(StorageFailed);
  });

  it("explains a full disk and a read-only disk", () => {
    expect(storageFailureMessage("ENOSPC", "/data")).toBe("The disk is full, so /data cannot be written. Free some space, then try again.");
    expect(storageFailureMessage("EROFS", "/data")).toBe(
      "/data cannot be written because its disk is read-only. Choose another folder with GATESCOPE_DATA.",
    );
  });
});
