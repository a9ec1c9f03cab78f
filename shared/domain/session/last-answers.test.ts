import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { keptEverything, maxKeptAnswers, withoutPrivateValues } from "./last-answers.ts";

const request = {
  projectId: "shop",
  keyId: null,
  tier: "production",
  user: {},
  userLabel: "Lena",
  isLogging: false,
  userProblem: null,
  savedUserId: null,
};
const everything = (count: number) => ({
  ...{ request, summary: null, total: count, notKept: 0 },
  answers: Array.from({ length: count }, (_, at) => answerWith({ name: `gate_${at}` })),
});

test("everything is kept whole up to the limit", () => {
  const small = everything(maxKeptAnswers);
  expect(keptEverything(small)).toEqual(small);
});

test("of more answers their number is kept, so that the screen can say that they were not", () => {
  const large = everything(maxKeptAnswers + 1);
  expect(keptEverything(large)).toEqual({ ...large, answers: [], notKept: maxKeptAnswers + 1 });
});

test("what a server repeated of a private attribute is masked in the answers, and in the one for the whole request", () => {
  const user = { userID: "u-1", privateAttributes: { ssn: "123-45-6789" } };
  const because = "the server refused this (403): “ssn 123-45-6789 is not allowed”";
  const asked = { ...request, user };
  const problem = answerWith({ name: "", state: "refused", because });
  const summary = { method: "none" as const, total: 0, elapsedMs: 1, atMs: 1, hashedNames: 0, problem, exchangeIds: [] };
  const kept = withoutPrivateValues({
    checks: { gate: { request: { ...asked, question: { kind: "gate", names: ["a"] } }, answers: [answerWith({ name: "a", because })] } },
    everything: { request: asked, answers: [answerWith({ name: "a", because })], summary, total: 0, notKept: 0 },
  });
  const text = JSON.stringify(kept);
  expect(text).not.toContain("123-45-6789");
  const masked = "the server refused this (403): “ssn [private, not kept] is not allowed”";
  expect(
    [kept.everything?.summary?.problem, kept.everything?.answers[0], kept.checks.gate?.answers[0]].map((answer) => answer?.because),
  ).toEqual([masked, masked, masked]);
});
