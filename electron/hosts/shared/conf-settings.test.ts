import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { StorageFailed } from "#services/failures.ts";
import { currentRecords, openSettingsDocument, readEntries } from "#services/storage/settings-document.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createRecordedNotices, type RecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createConfSettings } from "./conf-settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (notices = createRecordedNotices()) => createConfSettings({ folder, clock: createFixedClock(), notices });

function openUsers(notices: RecordedNotices) {
  return openSettingsDocument<{ name: string }[], object>(
    { settings: open(notices), clock: createFixedClock(), notices },
    "saved-users",
    (raw) => (isJsonObject(raw) && raw.version === 1 ? readEntries(raw, "users", z.looseObject({ name: z.string() })) : null),
  );
}

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

  it.each([
    ["cannot be parsed", '{"document": [{"name": "Lumen'],
    ["is empty", ""],
    ["has no document", "null"],
    ["is of another type", "\u0089PNG\r\n"],
  ])("sets a file that %s aside, reports it without its content, and continues", (_case, content) => {
    writeFileSync(join(folder, "projects.json"), content);
    const notices = createRecordedNotices();
    const settings = open(notices);

    expect(settings.read("projects")).toBeUndefined();
    settings.write("projects", ["new"]);

    expect(settings.read("projects")).toEqual(["new"]);
    const to = join(folder, "projects.damaged-2026-11-23T12-00-00.000Z.json");
    expect(readFileSync(to, "utf8")).toBe(content);
    expect(notices.added).toEqual([{ kind: "damaged", file: "projects.json", to, recovered: [] }]);
  });

  it.each([
    ["a folder", (path: string) => mkdirSync(path)],
    ["a link to nothing", (path: string) => symlinkSync("nowhere", path)],
    ["a named pipe", (path: string) => execFileSync("mkfifo", [path])],
  ])("sets %s in the place of a file aside", (_case, make) => {
    make(join(folder, "session.json"));
    const settings = open();
    expect(settings.read("session")).toBeUndefined();
    settings.write("session", { screen: "inspect" });
    expect(open().read("session")).toEqual({ screen: "inspect" });
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each([
    ["is cut", (text: string) => text.slice(0, text.indexOf("Carol")), { users: [{ name: "Ada" }, { name: "Bob" }] }, 2, 1],
    ["has a damaged entry", (text: string) => text.replace('"Bob"', '"Bob'), { users: [{ name: "Ada" }, { name: "Carol" }] }, 2, 1],
    ["is not UTF-8 in an entry", (text: string) => text.replace("Ada", "\u00e4"), { users: [{ name: "Bob" }, { name: "Carol" }] }, 2, 1],
  ])("keeps the whole entries of a file that %s", (_case, damage, found, kept, lost) => {
    open().write("saved-users", { version: 1, users: [{ name: "Ada" }, { name: "Bob" }, { name: "Carol" }] });
    const path = join(folder, "saved-users.json");
    writeFileSync(path, damage(readFileSync(path, "utf8")), "latin1");
    const notices = createRecordedNotices();
    expect(open(notices).read("saved-users")).toEqual({ ...currentRecords, ...found });
    expect(notices.added).toMatchObject([{ kind: "damaged", recovered: [{ kept, lost }] }]);
    expect(open().read("saved-users")).toEqual({ ...currentRecords, ...found });
  });

  it("keeps all entries, and is newer to nobody, after any one flipped bit outside of them", () => {
    const users = [{ name: "Ada" }, { name: "Bob" }];
    const path = join(folder, "saved-users.json");
    openUsers(createRecordedNotices()).write({ version: 1, users });
    const whole = readFileSync(path);
    const places = [...whole.keys()].filter((at) => at < whole.indexOf('"users"') || at > whole.lastIndexOf("]"));
    for (const at of places)
      for (const bit of [0, 2, 5]) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        writeFileSync(path, damaged);
        const notices = createRecordedNotices();
        const again = createRecordedNotices();
        const label = `bit ${bit} of byte ${at}: ${damaged}`;
        expect(openUsers(notices).found?.value, label).toEqual(users);
        expect(openUsers(again).found?.value, label).toEqual(users);
        expect(
          [notices, again].map(({ added }) => added.map(({ kind }) => kind)),
          label,
        ).toEqual([expect.not.arrayContaining(["newer"]), []]);
      }
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

  it.skipIf(process.getuid?.() === 0)("names the permission that a folder needs when it may not be written", () => {
    chmodSync(folder, 0o500);
    expect(() => open().write("projects", [])).toThrow(/This user may not read and write/);
  });
});
