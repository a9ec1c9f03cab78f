import { expect, it } from "vitest";
import { answerWords } from "../expectation/suite.ts";
import { type AnswerState, answerStates } from "./evaluation.ts";
import { briefStateLabel, countedWord, countStates, stateCountsText, stateLabel, stateLabels, stateWord } from "./state-label.ts";

const group = { state: "group", groupName: "Tall Video" } as const;
const cancelled = { state: "unreached", groupName: null, isCancelled: true } as const;

it("a label names the group, and a request that a person cancelled is not one that could not be reached", () => {
  expect([group, { ...group, groupName: null }, cancelled].map(stateLabel)).toEqual(["Group Tall Video", "Group", "Cancelled"]);
  expect([group, { ...group, groupName: null }, cancelled].map(briefStateLabel)).toEqual(["Tall Video", "Group", "Cancelled"]);
});

it("a label inside a sentence keeps the letters of the group's name", () => {
  expect([group, cancelled, { state: "no_group", groupName: null } as const].map(stateWord)).toEqual([
    ...["group Tall Video", "cancelled", "no group"],
  ]);
});

it("the name of a gate's rule is no group", () => {
  for (const label of [stateLabel, briefStateLabel, stateWord])
    expect(label({ state: "pass", groupName: "EU beta" }).toLowerCase()).toBe("pass");
});

it("answers are counted in the order of the states, and those that were cancelled apart", () => {
  const states: readonly AnswerState[] = ["unreached", "fail", "pass", "group", "no_group", "fail"];
  const answers = [cancelled, ...states.map((state) => ({ state }))];
  expect(stateCountsText(answers)).toBe("1 pass, 2 fail, 1 in a group, 1 in no group, 1 could not reach, 1 cancelled");
  expect(countStates(answers).at(-1)).toEqual({ state: "cancelled", count: 1 });
  expect(stateCountsText([])).toBe("");
});

it("every state has a label and a counted word of its own, in the order of the states", () => {
  expect(Object.keys(stateLabels).filter((state) => state !== "cancelled")).toEqual(answerStates);
  for (const words of [Object.values(stateLabels), answerStates.map(countedWord)]) expect(new Set(words).size).toBe(words.length);
});

it("a suite expects states by the words that its results have", () => {
  const words = answerStates.map((state) => stateWord({ state, groupName: null }));
  expect(answerWords.filter((word) => !words.includes(word))).toEqual([]);
});
