import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { NoSuchThing, StorageFailed, UnusableInput } from "../failures.ts";
import { createSavedUsers, type SavedUsers } from "./saved-users.ts";

const mia = { userID: "u-1", custom: { plan: "pro" } };
const withSpending = { ...mia, privateAttributes: { lifetime_spend: 410 } };

function open(settings = createMemorySettings()) {
  return createSavedUsers({ settings, clock: createFixedClock(), notices: createRecordedNotices() });
}

/** Opens the store after the first run, without users. */
function openEmpty() {
  return open(createMemorySettings({ "saved-users": { version: 1, users: [] } }));
}

const namesOf = (savedUsers: SavedUsers) => savedUsers.list().map(({ name }) => name);
const save = (savedUsers: SavedUsers, name: string, user = mia) => savedUsers.save({ name, user, keepPrivate: false });

describe("the demo personas", () => {
  it("are listed on the first run, Ada first", () => {
    expect(namesOf(open())).toEqual([
      "Ada, staff",
      "Mia, US, iPhone",
      "Jonas, Germany",
      "Guest, no userID",
      "Lena, Hamburg",
      "QA bot",
      "Camille, France, platinum",
      "Sam, throw-away e-mail",
    ]);
  });

  it("can be changed and removed like other saved users, also the last one", () => {
    const settings = createMemorySettings();
    const savedUsers = open(settings);
    savedUsers.rename({ id: "demo-ada", name: "Ada" });
    savedUsers.remove("demo-mia");
    expect(namesOf(open(settings)).slice(0, 2)).toEqual(["Ada", "Jonas, Germany"]);
    for (const { id } of savedUsers.list()) savedUsers.remove(id);
    expect(open(settings).list()).toEqual([]);
  });

  it("are not written by themselves, and keep their IDs until something is written", () => {
    const settings = createMemorySettings();
    const [first] = open(settings).list();
    expect(settings.texts().size).toBe(0);
    expect(open(settings).list()[0]).toEqual(first);
  });
});

describe("saving", () => {
  it("omits private attributes unless they are requested, in any spelling", () => {
    const savedUsers = openEmpty();
    const saved = savedUsers.save({ name: " Mia ", user: { ...withSpending, private_attributes: { a: 1 } }, keepPrivate: false });
    expect(saved).toEqual({ id: expect.any(String), name: "Mia", user: mia, savedAtMs: createFixedClock().nowMs() });
    expect(savedUsers.save({ id: saved.id, name: "Mia", user: withSpending, keepPrivate: true })).toEqual({ ...saved, user: withSpending });
    expect(savedUsers.list()).toHaveLength(1);
  });

  it("makes names unique regardless of case, and lets a user keep its own name", () => {
    const savedUsers = openEmpty();
    const first = save(savedUsers, "Mia");
    save(savedUsers, "mia");
    const third = save(savedUsers, "Mia");
    expect(namesOf(savedUsers)).toEqual(["Mia", "mia 2", "Mia 3"]);
    expect(savedUsers.rename({ id: first.id, name: "Mia" }).name).toBe("Mia");
    expect(savedUsers.rename({ id: third.id, name: "Mia" }).name).toBe("Mia 3");
  });

  it("inserts a copy after its original, with the next number", () => {
    const savedUsers = openEmpty();
    const { id } = savedUsers.save({ name: "Mia", user: withSpending, keepPrivate: true });
    save(savedUsers, "Zoe");
    const copy = savedUsers.duplicate(id);
    expect(copy).toMatchObject({ name: "Mia 2", user: withSpending });
    expect(namesOf(savedUsers)).toEqual(["Mia", "Mia 2", "Zoe"]);
  });

  it("refuses a blank name, and a user that no longer exists", async () => {
    const savedUsers = openEmpty();
    expect(() => save(savedUsers, "  ")).toThrow(new UnusableInput("name", "Give this user a name."));
    for (const act of [
      () => savedUsers.save({ id: "gone", name: "x", user: mia, keepPrivate: false }),
      () => savedUsers.rename({ id: "gone", name: "x" }),
      () => savedUsers.duplicate("gone"),
      () => savedUsers.remove("gone"),
    ])
      expect(act).toThrow(NoSuchThing);
    await expect(savedUsers.exportText({ ids: ["gone"], withPrivate: false })).rejects.toThrow(NoSuchThing);
  });

  it("changes nothing if the document cannot be written", () => {
    const settings = createMemorySettings();
    const savedUsers = open(settings);
    const before = savedUsers.list();
    settings.setFull(true);
    expect(() => save(savedUsers, "New")).toThrow(StorageFailed);
    expect(() => savedUsers.remove("demo-ada")).toThrow(StorageFailed);
    expect(savedUsers.list()).toEqual(before);
  });
});

describe("importing", () => {
  it.each([
    ["our own file", JSON.stringify({ gatescope: "saved-users", version: 1, users: [{ name: "Mia", user: mia }] }), ["Mia"]],
    ["one user", JSON.stringify(mia), ["u-1"]],
    ["one user over several lines", JSON.stringify(mia, null, 2), ["u-1"]],
    ["a list of users", JSON.stringify([mia, { email: "zoe@example.net" }, {}]), ["u-1", "zoe@example.net", "a user without an ID"]],
    ["a log line for each user", 'user={"userID":"u-1"}\nuser={"userID":"u-1"}\n', ["u-1", "u-1 2"]],
    ["a JavaScript object over several lines", "{\n  userID: 'u-1',\n  custom: {\n    list: [\n1\n] } }", ["u-1"]],
    ["a list of named users", JSON.stringify([{ name: "Mia", user: mia }]), ["Mia"]],
    ["a user on each line", `${JSON.stringify(mia)}\r\n\r\n${JSON.stringify({ userID: "u-2" })}\n`, ["u-1", "u-2"]],
  ])("accepts %s", async (_what, text, names) => {
    const savedUsers = openEmpty();
    const { added, skipped } = await savedUsers.importText(text);
    expect([added.map(({ name }) => name), skipped]).toEqual([names, []]);
    expect(savedUsers.list()).toEqual(added);
  });

  it("says which entries it skipped and why, and adds the others", async () => {
    const savedUsers = openEmpty();
    expect(await savedUsers.importText(`${JSON.stringify(mia)}\nnot JSON\n[1]`)).toMatchObject({
      added: [{ name: "u-1" }],
      skipped: [
        { position: 2, reason: "This line is not JSON." },
        { position: 3, reason: "This is not a user: a user is a JSON object." },
      ],
    });
    const file = { gatescope: "saved-users", version: 1, users: [7, { name: "Mia", user: mia }] };
    expect(await savedUsers.importText(JSON.stringify(file))).toMatchObject({ added: [{ name: "Mia" }], skipped: [{ position: 1 }] });
  });

  it("gives each user a unique name, also among the imported ones", async () => {
    const savedUsers = openEmpty();
    save(savedUsers, "u-1");
    await savedUsers.importText(JSON.stringify([mia, mia]));
    expect(namesOf(savedUsers)).toEqual(["u-1", "u-1 2", "u-1 3"]);
  });

  it("names 10,000 users with one name quickly", async () => {
    const savedUsers = openEmpty();
    const text = JSON.stringify(Array.from({ length: 10_001 }, () => mia));
    await savedUsers.importText(text);
    const { skipped } = await savedUsers.importText(text);
    expect(new Set(namesOf(savedUsers)).size).toBe(20_000);
    expect(skipped).toEqual([{ position: 10_001, reason: "At most 10000 users can be imported at once; 1 were left out." }]);
  });

  it.each([
    ["prose", "hello"],
    ["nothing", ""],
    ["half an object", '{"userID": '],
    ["a Gatescope file of another kind", '{"gatescope":"suite","version":1}'],
    ["a file of a newer version", '{"gatescope":"saved-users","version":2,"users":[]}'],
  ])("refuses %s with a message, and adds no user", async (_what, text) => {
    const savedUsers = openEmpty();
    await expect(savedUsers.importText(text)).rejects.toThrow(UnusableInput);
    expect(savedUsers.list()).toEqual([]);
  });
});

describe("exporting", () => {
  it("omits private attributes unless they are requested", async () => {
    const savedUsers = openEmpty();
    const { id } = savedUsers.save({ name: "Mia", user: withSpending, keepPrivate: true });
    const { text, fileName } = await savedUsers.exportText({ ids: [], withPrivate: false });
    expect(fileName).toBe("gatescope-users-2026-11-23.json");
    expect(text).not.toMatch(/private|410/);
    expect(JSON.parse((await savedUsers.exportText({ ids: [id], withPrivate: true })).text).users).toEqual([
      { name: "Mia", user: withSpending },
    ]);
  });

  it("is imported again without loss, whatever the users contain", async () => {
    const name = fc.string({ minLength: 1, maxLength: 80 }).filter((text) => text.trim() === text && text !== "");
    const exact = fc.constant(readJson('{"__proto__":{"a":1.0},"userID":174322306148984899,"custom":{"b":[1e400,-0]}}') as JsonObject);
    const user = fc.oneof(
      fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
      exact,
    );
    const named = fc.uniqueArray(fc.record({ name, user }), {
      selector: (entry) => entry.name.toLowerCase(),
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(named, async (users) => {
        const first = openEmpty();
        for (const entry of users) first.save({ ...entry, keepPrivate: true });
        const second = openEmpty();
        await second.importText((await first.exportText({ ids: [], withPrivate: true })).text);
        expect(JSON.stringify(second.list().map(({ name, user }) => ({ name, user })))).toBe(
          JSON.stringify(users.map(({ name, user }) => ({ name, user }))),
        );
      }),
      { numRuns: 60 },
    );
  });
});

it("puts a removed user back with its ID, its private attributes and its place", () => {
  const savedUsers = openEmpty();
  const [first, second] = [save(savedUsers, "First"), savedUsers.save({ name: "Second", user: withSpending, keepPrivate: true })];
  save(savedUsers, "Third");
  savedUsers.remove(second.id);
  save(savedUsers, "Second");
  expect(savedUsers.restore(second.id)).toEqual({ ...second, name: "Second 2" });
  expect(namesOf(savedUsers)).toEqual(["First", "Second 2", "Third", "Second"]);
  expect(() => savedUsers.restore(second.id)).toThrow(NoSuchThing);
  expect(() => savedUsers.restore(first.id)).toThrow(NoSuchThing);
});
