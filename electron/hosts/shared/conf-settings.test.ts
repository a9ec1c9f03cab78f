import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StorageFailed } from "#services/failures.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createConfSettings } from "./conf-settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (log = createSilentLog()) => createConfSettings({ folder, clock: createFixedClock(), log });

describe("stored settings", () => {
  it("returns undefined for a document that was never written", () => {
    expect(open().read("projects")).toBeUndefined();
  });

  it.each([
    ["an object", { a: { "b.c": [1, null, "ä"] } }],
    ["a list", [{ id: "1" }, { id: "2" }]],
    ["a text", "plain"],
    ["null", null],
  ])("returns %s after a restart", (_what, document) => {
    open().write("saved-users", document);
    expect(open().read("saved-users")).toEqual(document);
  });

  it("stores each document in its own file, readable by this user only", () => {
    const settings = open();
    settings.write("projects", []);
    settings.write("session", {});
    expect(readdirSync(folder).sort()).toEqual(["projects.json", "session.json"]);
    expect(statSync(join(folder, "projects.json")).mode & 0o777).toBe(0o600);
  });

  it("keeps numbers and a field named __proto__ as written", () => {
    const user = '{"userID":174322306148984899,"custom":{"__proto__":{"a":1.0},"price":19.90}}';
    open().write("session", { user: readJson(user) });
    open().write("session", { ...Object(open().read("session")), screen: "inspect" });
    expect(JSON.stringify(open().read("session"))).toBe(`{"user":${user},"screen":"inspect"}`);
  });

  it("renames a file that cannot be parsed, logs it without its content, and continues", () => {
    writeFileSync(join(folder, "projects.json"), '{"document": [{"name": "Lumen');
    const log = createSilentLog();
    const settings = open(log);

    expect(settings.read("projects")).toBeUndefined();
    settings.write("projects", ["new"]);

    expect(settings.read("projects")).toEqual(["new"]);
    expect(readFileSync(join(folder, "projects.damaged-2026-11-23T12-00-00.000Z.json"), "utf8")).toBe('{"document": [{"name": "Lumen');
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ["warn", "A settings file could not be read. It was renamed, and counts as absent."],
    ]);
    expect(JSON.stringify(log.lines)).not.toContain("Lumen");
  });

  it("renames a file that was damaged while Gatescope was running", () => {
    const settings = open();
    settings.write("session", { screen: "inspect" });
    writeFileSync(join(folder, "session.json"), "");
    settings.write("session", { screen: "history" });
    expect(settings.read("session")).toEqual({ screen: "history" });
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("explains why the disk refused a write, and leaves the file as it was", () => {
    const settings = open();
    settings.write("projects", ["old"]);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "a file where the folder was");
    expect(() => settings.write("projects", ["new"])).toThrow(StorageFailed);
  });

  it.skipIf(process.getuid?.() === 0)("says who can mend a folder that may not be written", () => {
    chmodSync(folder, 0o500);
    expect(() => open().write("projects", [])).toThrow(/This user may not read and write/);
  });
});
