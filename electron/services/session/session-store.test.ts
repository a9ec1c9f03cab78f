import { expect, it } from "vitest";
import type { WindowSession } from "#shared/domain/session/session-snapshot.ts";
import type { SharedSession } from "#shared/domain/session/shared-session.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createSessionStore } from "./session-store.ts";
import { maxWindows } from "./window-entries.ts";

const own: WindowSession = {
  projectId: "sandbox",
  tiers: { sandbox: "staging" },
  keys: {},
  user: { userID: "staff-ada" },
  userText: '{ "userID": ',
  savedUserId: "demo-ada",
  users: { shop: { user: { userID: "u-2" }, userText: null, savedUserId: null } },
  screen: "inspect",
  inspectTab: "gate",
  names: { gate: "checkout_v2" },
  composedEvents: { drafts: [], at: 0, text: '[{ "eventName": ' },
  composedExposures: { drafts: [], at: 0, text: null },
  comparedSubjects: [],
  everythingSubjects: [],
  draftEdits: {},
};
const shared: SharedSession = {
  savedDrafts: [],
  savedSearches: [{ name: "Refused", text: "status:403" }],
  showsBackgroundRequests: true,
  isExplainingAsTyped: true,
  colourScheme: "auto",
};
const named = (gate: string): WindowSession => ({ ...own, names: { gate } });
const a = { windowId: "a", copyOf: null };
const b = { windowId: "b", copyOf: null };

function open(settings = createMemorySettings(), more: Partial<Parameters<typeof createSessionStore>[0]> = {}) {
  const parts = { settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog(), ...more };
  return createSessionStore(parts);
}

it("returns the state that was saved last, including incomplete JSON, and none on the first run", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  expect(store.load(a)).toEqual({ own: null, from: null, shared: null });
  store.save({ windowId: "a", session: own });
  store.saveShared(shared);
  store.close();
  expect(open(settings).load(a)).toEqual({ own, from: "a", shared });
});

it("keeps what is typed in two windows apart, also over a restart", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  store.save({ windowId: "a", session: named("typed_in_a") });
  expect(store.load(b)).toMatchObject({ own: named("typed_in_a"), from: "a" });
  store.save({ windowId: "b", session: named("typed_in_b") });
  store.save({ windowId: "a", session: named("typed_in_a_again") });
  const both = (reader: ReturnType<typeof open>) => [reader.load(a).own?.names.gate, reader.load(b).own?.names.gate];
  expect(both(store)).toEqual(["typed_in_a_again", "typed_in_b"]);
  store.close();
  expect(both(open(settings))).toEqual(["typed_in_a_again", "typed_in_b"]);
});

it("begins a new window as the one that it is a copy of, or else as the newest, and keeps that as its own", () => {
  const store = open();
  store.save({ windowId: "a", session: named("older") });
  store.save({ windowId: "b", session: named("newer") });
  expect(store.load({ windowId: "copy", copyOf: "a" })).toMatchObject({ own: named("older"), from: "a" });
  expect(store.load({ windowId: "b", copyOf: null }).own).toEqual(named("newer"));
  store.save({ windowId: "b", session: named("newest") });
  expect(store.load({ windowId: "new", copyOf: null })).toMatchObject({ own: named("newest"), from: "b" });
  store.save({ windowId: "b", session: named("typed later") });
  expect(store.load({ windowId: "new", copyOf: null })).toMatchObject({ own: named("newest"), from: "new" });
  expect(store.load({ windowId: "copy", copyOf: null })).toMatchObject({ own: named("older"), from: "copy" });
});

it("keeps a number of windows, those that were used last, and one where the host has one", () => {
  const store = open();
  for (let number = 0; number <= maxWindows; number += 1) store.save({ windowId: `w${number}`, session: named(`gate_${number}`) });
  expect(store.load({ windowId: "w1", copyOf: null }).own?.names.gate).toBe("gate_1");
  expect(store.load({ windowId: "w0", copyOf: null }).own?.names.gate).toBe(`gate_${maxWindows}`);
  const settings = createMemorySettings();
  const single = open(settings, { limit: 1 });
  single.save({ windowId: "a", session: own });
  single.load(b);
  single.close();
  expect(settings.read("session")).toMatchObject({ windows: [{ windowId: "b", content: own }] });
});

it("changes only the parts that all windows share which are given, and tells of it", () => {
  const told: string[] = [];
  const store = open(createMemorySettings(), { onSharedChange: () => told.push("changed") });
  store.saveShared(shared);
  store.saveShared({ colourScheme: "dark" });
  expect(store.loadShared()).toEqual({ ...shared, colourScheme: "dark" });
  expect(told).toEqual(["changed", "changed"]);
});

it("removes what every window keeps for a removed project", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  const kept = { ...own, tiers: { sandbox: "staging", shop: "production" }, keys: { shop: "k" } };
  store.save({ windowId: "a", session: kept });
  const panel = { user: { userID: "u-3" }, userText: null, savedUserId: null };
  store.save({ windowId: "b", session: { ...kept, ...panel, projectId: "shop", users: {} } });
  store.forgetProject("shop");
  store.close();
  const left = { ...own, users: {} };
  expect([open(settings).load(a).own, open(settings).load(b).own]).toEqual([left, { ...left, ...panel }]);
});

it("reads the session that was kept before windows had IDs", () => {
  const settings = createMemorySettings({ session: { ...own, ...shared } });
  expect(open(settings).load(a)).toMatchObject({ own, shared });
});

it.each([
  ["a text", "half a file"],
  ["one with a field of another type", { ...own, ...shared, screen: 7 }],
  ["no windows", { shared: null, windows: 7 }],
])("returns nothing if %s was stored, and sets it aside", (_what, stored) => {
  const settings = createMemorySettings({ session: stored });
  const notices = createRecordedNotices();
  expect(open(settings, { notices }).load(a).own).toBeNull();
  const copy = "session.damaged";
  expect(settings.read(copy)).toEqual(stored);
  expect(notices.added).toMatchObject([{ kind: "damaged", file: "session.json", to: copy }]);
});

it("keeps the other windows if what is kept of one cannot be read", () => {
  const windows = [
    { windowId: "a", content: { ...own, screen: 7 } },
    { windowId: "b", content: own },
  ];
  const notices = createRecordedNotices();
  const store = open(createMemorySettings({ session: { shared, windows } }), { notices });
  expect(store.load(b)).toEqual({ own, from: "b", shared });
  expect(notices.added).toMatchObject([{ recovered: [{ kept: 1, lost: 1 }] }]);
});

it("returns the newest state at once, and writes it to disk on close, even after a quick succession", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  for (const name of ["c", "ch", "che"]) store.save({ windowId: "a", session: named(name) });
  expect(store.load(a).own?.names).toEqual({ gate: "che" });
  for (const name of ["chec", "check"]) store.save({ windowId: "a", session: named(name) });
  store.close();
  expect(open(settings).load(a).own?.names).toEqual({ gate: "check" });
});

it("reports a full disk, still returns the newest state, and closes", () => {
  const settings = createMemorySettings();
  const log = createSilentLog();
  const store = open(settings, { log });
  settings.setFull(true);
  expect(() => store.save({ windowId: "a", session: own })).toThrow("The disk is full.");
  expect(store.load(a).own).toEqual(own);
  store.close();
  expect(log.lines.map(({ message }) => message)).toEqual(Array(2).fill("The session could not be stored."));
});
