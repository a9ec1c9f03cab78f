import { describe, expect, test } from "vitest";
import type { RuleOutline, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { changeBecause, offTexts, whatIfLabels } from "./what-if-labels.ts";

const rule = (isHoldout: boolean): RuleOutline => ({
  ...{ ref: { id: "r", nth: 0 }, name: null, groupName: null, isGroup: false, isHoldout },
  ...{ percentage: 100, unit: "userID", conditions: [], content: {} },
});
const spec = (isEnabled: boolean, rules: RuleOutline[]): SpecOutline => ({
  ...{ kind: "gate", name: "a", entity: "feature_gate", isEnabled, isRunning: false, unit: "userID", rules, otherwise: "Pass", usedBy: [] },
});

describe("what is off", () => {
  const { isOff, isOffWithHoldouts, offWithoutRules } = whatIfLabels;
  test.each([
    ["is on", spec(true, []), spec(true, []), []],
    ["was delivered without rules", spec(false, []), spec(false, []), [isOff, offWithoutRules]],
    ["was delivered with rules of holdouts", spec(false, [rule(true)]), spec(false, [rule(true)]), [isOffWithHoldouts, offWithoutRules]],
    ["was delivered so and is turned on", spec(false, [rule(true)]), spec(true, [rule(true)]), [offWithoutRules]],
    ["was delivered with its rules", spec(false, [rule(false)]), spec(false, [rule(false)]), [isOff]],
    ["is turned off in the copy", spec(true, [rule(true)]), spec(false, [rule(true)]), [isOff]],
  ])("%s", (_, before, after, texts) => {
    expect(offTexts(before, after)).toEqual(texts);
  });
});

describe("whom an edit moves", () => {
  const counted = { is: "counted", changes: [], entities: [], users: 10, sameValues: 0 } as unknown as Parameters<typeof changeBecause>[0]; // what the sentence reads
  test.each([
    ["some", { changed: 3, undecided: 0 }, `No other entity changes. ${whatIfLabels.nobodyElse}`],
    ["all", { changed: 10, undecided: 0 }, "No other entity changes."],
    ["some, and of others it is unknown", { changed: 3, undecided: 2 }, "No other entity changes. 2 users could not be decided."],
    ["nobody", { changed: 0, undecided: 0 }, "None of these users gets another answer."],
  ])("%s", (_, counts, text) => {
    expect(changeBecause({ ...counted, ...counts })).toBe(text);
  });
});
