import { expect, it } from "vitest";
import type { LastAnswers } from "#shared/domain/session/last-answers.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createLastAnswersStore } from "./last-answers-store.ts";

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

it("returns the last answers with their requests after a restart", () => {
  const settings = createMemorySettings();
  const store = createLastAnswersStore({ settings, log: createSilentLog() });
  expect(store.load()).toBeNull();
  store.save({ checks: {}, everything: null });
  store.save(answers);
  expect(store.load()).toEqual(answers);
  store.close();
  expect(createLastAnswersStore({ settings, log: createSilentLog() }).load()).toEqual(answers);
});

it("starts without answers that it cannot read, and goes on if the disk is full", () => {
  const log = createSilentLog();
  const settings = createMemorySettings({ answers: { checks: 7 } });
  const store = createLastAnswersStore({ settings, log });
  expect(store.load()).toBeNull();
  settings.setFull(true);
  store.save(answers);
  store.close();
  expect(store.load()).toEqual(answers);
  expect(log.lines.map(({ message }) => message)).toContain("The last answers could not be stored.");
});
