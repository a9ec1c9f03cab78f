import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { privateNotKept } from "../exchange/key-form.ts";
import { maskPrivateInAnswers } from "./mask-answers.ts";

test("an answer keeps its question and its state, whatever the private attributes are", () => {
  const answer = answerWith({
    kind: "config",
    name: "config",
    state: "unknown",
    value: { mode: "config", seen: "DE" },
    groupName: "unknown",
  });
  expect(maskPrivateInAnswers([answer], { privateAttributes: { a: "config", b: "unknown", c: "DE" } })).toEqual([
    { ...answer, value: { mode: privateNotKept, seen: privateNotKept }, groupName: privateNotKept },
  ]);
});
