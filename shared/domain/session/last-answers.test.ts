import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { keptEverything, maxKeptAnswers } from "./last-answers.ts";

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
