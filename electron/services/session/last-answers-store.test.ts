import { expect, it } from "vitest";
import type { LastAnswers } from "#shared/domain/session/last-answers.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import type { Settings } from "../ports.ts";
import { createLastAnswersStore, type LastAnswersStore } from "./last-answers-store.ts";

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

function open(settings: Settings): LastAnswersStore {
  return createLastAnswersStore({ settings, clock: createFixedClock(), notices: createRecordedNotices(), log: createSilentLog() });
}

it("returns the last answers with their requests after a restart", () => {
  const settings = createMemorySettings();
  const store = open(settings);
  expect(store.load()).toBeNull();
  store.save({ checks: {}, everything: null });
  store.save(answers);
  expect(store.load()).toEqual(answers);
  store.close();
  expect(open(settings).load()).toEqual(answers);
});

it("sets answers aside that it cannot read, says so, and goes on if the disk is full", () => {
  const log = createSilentLog();
  const settings = createMemorySettings({ answers: { checks: 7 } });
  const notices = createRecordedNotices();
  const store = createLastAnswersStore({ settings, clock: createFixedClock(), notices, log });
  expect(store.load()).toBeNull();
  expect(settings.texts().get("answers.damaged")).toBe('{"checks":7}');
  expect(notices.added).toEqual([{ kind: "damaged", file: "answers.json", to: "answers.damaged", recovered: [] }]);
  settings.setFull(true);
  store.save(answers);
  store.close();
  expect(store.load()).toEqual(answers);
  expect(log.lines.map(({ message }) => message)).toContain("The last answers could not be stored.");
});
