import { expect, it } from "vitest";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { type LastAnswers, withoutPrivateValues } from "#shared/domain/session/last-answers.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import type { Settings } from "../ports.ts";
import { createLastAnswersStore, type LastAnswersStore } from "./last-answers-store.ts";
import { windowWithoutId } from "./window-entries.ts";

const request = {
  ...{
    projectId: "sandbox",
    keyId: null,
    tier: "staging",
    user: { userID: "u-1036", privateAttributes: { spend: 410 } },
    userLabel: "Lena",
  },
  ...{ isLogging: false, userProblem: null, savedUserId: "lena" },
};
const answers: LastAnswers = {
  checks: { gate: { request: { ...request, question: { kind: "gate", names: ["checkout_v2"] } }, answers: [answerWith({})] } },
  everything: { request, answers: [answerWith({ state: "fail", value: false })], summary: null, total: 1, notKept: 0 },
};

const a = { windowId: "a", copyOf: null };
const b = { windowId: "b", copyOf: null };

function open(settings: Settings): LastAnswersStore {
  return createLastAnswersStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog() });
}

it("returns the last answers with their requests after a restart", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  expect(store.load(a)).toBeNull();
  store.save({ windowId: "a", answers: { checks: {}, everything: null } });
  store.save({ windowId: "a", answers });
  expect(store.load(a)).toEqual(answers);
  store.close();
  expect(open(settings).load(a)).toEqual(withoutPrivateValues(answers));
});

it("keeps the answers of each window apart, and gives a copy of a window those of that one", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  const others: LastAnswers = { ...answers, everything: null };
  store.save({ windowId: "a", answers });
  store.save({ windowId: "b", answers: others });
  expect([store.load(a), store.load(b), store.load({ windowId: "c", copyOf: null })]).toEqual([answers, others, null]);
  expect(store.load({ windowId: "c", copyOf: "a" })).toEqual(answers);
  store.save({ windowId: "a", answers: others });
  expect(store.load({ windowId: "c", copyOf: null })).toEqual(answers);
  store.save({ windowId: "b", answers: others });
  store.close();
  // The file has the answers of everything of the newest window only; of the others, how many there were.
  const kept = withoutPrivateValues(answers).everything;
  expect(open(settings).load({ windowId: "c", copyOf: null })?.everything).toEqual({ ...kept, answers: [], notKept: 1 });
});

it("finds the answers that were kept before windows had IDs", () => {
  const settings = createMemorySettings({ answers: { checks: {}, everything: null } });
  expect(open(settings).load({ windowId: "a", copyOf: windowWithoutId })).toEqual({ checks: {}, everything: null });
});

it("keeps private attributes for a reload of the page only: the file has neither them nor what an answer repeats of them", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  const secretive = { ...request, user: { userID: "u-1036", privateAttributes: { city: "Lumberton", spend: 410 } } };
  const echoed = answerWith({ kind: "config", state: "value", value: { near: "Lumberton", spend: 410, limit: 4 } });
  const echoing: LastAnswers = {
    checks: { config: { request: { ...secretive, question: { kind: "config", names: ["stores"] } }, answers: [echoed] } },
    everything: { request: secretive, answers: [echoed], summary: null, total: 1, notKept: 0 },
  };
  store.save({ windowId: "a", answers: echoing });
  store.close();
  expect(store.load(a)).toEqual(echoing);
  expect(settings.texts().get("answers")).not.toMatch(/Lumberton|410/);
  const user = { userID: "u-1036", privateAttributes: { city: privateNotKept, spend: privateNotKept } };
  expect(open(settings).load(a)).toMatchObject({
    checks: { config: { request: { user }, answers: [{ value: { near: privateNotKept, spend: privateNotKept, limit: 4 } }] } },
    everything: { request: { user }, answers: [{ value: { limit: 4 } }] },
  });
});

it("sets answers aside that it cannot read, says so, and goes on if the disk is full", () => {
  const log = createSilentLog();
  const settings = createMemorySettings({ answers: { checks: 7 } });
  const notices = createRecordedNotices();
  const store = createLastAnswersStore({ settings, clock: createFixedClock(), notices, log });
  expect(store.load(a)).toBeNull();
  expect(settings.texts().get("answers.damaged")).toBe('{"checks":7}');
  expect(notices.added).toEqual([{ kind: "damaged", file: "answers.json", to: "answers.damaged", recovered: [] }]);
  settings.setFull(true);
  store.save({ windowId: "a", answers });
  store.close();
  expect(store.load(a)).toEqual(answers);
  expect(log.lines.map(({ message }) => message)).toContain("The last answers could not be stored.");
});
