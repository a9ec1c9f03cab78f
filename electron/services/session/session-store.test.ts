import { expect, it } from "vitest";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createSessionStore } from "./session-store.ts";

const snapshot: SessionSnapshot = {
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
  draftEdits: {},
  savedDrafts: [],
  savedSearches: [],
  showsBackgroundRequests: true,
  isExplainingAsTyped: true,
  colourScheme: "auto",
};

it("returns the state that was saved last, including incomplete JSON, and null on the first run", () => {
  const settings = createMemorySettings();
  const store = createSessionStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog() });
  expect(store.load()).toBeNull();
  store.save(snapshot);
  expect(
    createSessionStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog() }).load(),
  ).toEqual(snapshot);
});

it.each([
  ["a text", "half a file"],
  ["one with a field of another type", { ...snapshot, screen: 7 }],
])("returns null if %s was stored, and sets it aside", (_what, stored) => {
  const settings = createMemorySettings({ session: stored });
  const notices = createRecordedNotices();
  const store = createSessionStore({ settings, clock: createFixedClock(), notices, log: createSilentLog() });
  expect(store.load()).toBeNull();
  const copy = "session.damaged";
  expect(settings.read(copy)).toEqual(stored);
  expect(notices.added).toEqual([{ kind: "damaged", file: "session.json", to: copy, recovered: [] }]);
});

it("returns the newest state at once, and writes it to disk on close, even after a quick succession", () => {
  const settings = createMemorySettings();
  const store = createSessionStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog() });
  for (const name of ["c", "ch", "che"]) store.save({ ...snapshot, names: { gate: name } });
  expect(store.load()?.names).toEqual({ gate: "che" });
  for (const name of ["chec", "check"]) store.save({ ...snapshot, names: { gate: name } });
  store.close();
  expect(
    createSessionStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog() }).load()?.names,
  ).toEqual({ gate: "check" });
});

it("reports a full disk, still returns the newest state, and closes", () => {
  const settings = createMemorySettings();
  const log = createSilentLog();
  const store = createSessionStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log });
  settings.setFull(true);
  expect(() => store.save(snapshot)).toThrow("The disk is full.");
  expect(store.load()).toEqual(snapshot);
  store.close();
  expect(log.lines.map(({ message }) => message)).toEqual(Array(2).fill("The session could not be stored."));
});
