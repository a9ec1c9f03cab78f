import { describe, expect, it } from "vitest";
import type { RuleOutline, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import {
  bordersWithBorder,
  bordersWithShare,
  layerShareOf,
  numberOf,
  shareEdit,
  valuesOf,
  withEdit,
  withLatestValues,
} from "./draft-edits.ts";

const gate = { kind: "gate", name: "a" } as const;
const r1 = { id: "r1", nth: 0 };
const percentage = (from: number, to: number): RuleEdit => ({ edit: "percentage", ...gate, rule: r1, from, to });
const order: RuleEdit = { edit: "order", ...gate, from: ["r1", "r2"], to: [1, 0] };

describe("edits of a draft", () => {
  it("of the same thing are one edit, from what the rules have", () => {
    expect(withEdit([percentage(10, 20)], percentage(20, 25))).toEqual([percentage(10, 25)]);
  });

  it("that lead back to the rules are none", () => {
    expect(withEdit([percentage(10, 20), order], percentage(10, 10))).toEqual([percentage(10, 20), order]);
    expect(withEdit([percentage(10, 20)], percentage(20, 10))).toEqual([]);
  });

  it("stay apart when the rules were moved in between", () => {
    expect(withEdit([percentage(10, 20), order], percentage(20, 25))).toEqual([percentage(10, 20), order, percentage(20, 25)]);
  });
});

describe("the split between groups", () => {
  it.each([
    ["takes from the next group", [500, 750, 1_000], 0, 340, [340, 750, 1_000]],
    ["takes from the one before, for the last group", [500, 750, 1_000], 2, 330, [500, 670, 1_000]],
    ["never takes more than the next group has", [500, 750, 1_000], 0, 900, [750, 750, 1_000]],
  ])("%s", (_what, borders, at, share, expected) => {
    expect(bordersWithShare(borders, at, share)).toEqual(expected);
  });

  it("keeps a border between its neighbours", () => {
    expect(bordersWithBorder([500, 750, 1_000], 0, 900)).toEqual([750, 750, 1_000]);
    expect(bordersWithBorder([500, 750, 1_000], 1, 100)).toEqual([500, 500, 1_000]);
    expect(bordersWithBorder([500, 750, 1_000], 2, 900)).toEqual([500, 750, 1_000]);
  });
});

it("reads typed targets: lists by commas, numbers digit for digit", () => {
  expect(valuesOf(" DE, AT ,,CH")).toEqual(["DE", "AT", "CH"]);
  expect(JSON.stringify(numberOf("174322306148984899"))).toBe("174322306148984899");
  expect(numberOf("1,5")).toBeUndefined();
});

describe("the share of an experiment in a layer", () => {
  const layerRule = (experiment: string, slots: number[], nth: number): RuleOutline => ({
    ...{
      ref: { id: "experimentAssignment", nth },
      name: null,
      groupName: null,
      isGroup: false,
      isHoldout: false,
      percentage: 100,
      unit: "userID",
    },
    conditions: [],
    content: {
      configDelegate: experiment,
      conditions: [{ type: "user_bucket", operator: "any", targetValue: Object.fromEntries(slots.map((slot) => [slot, true])) }],
    },
  });
  const rules = [layerRule("a", [0, 2, 5], 0), layerRule("b", [1, 3], 1)];
  const edited = (percent: number) => {
    const share = layerShareOf(rules[0] ?? layerRule("a", [], 0), rules);
    const edit = share === null ? null : shareEdit("l", share, percent);
    return edit?.edit === "share" ? Object.keys(edit.to) : null;
  };

  it("grows by free slots, and never takes those of another experiment", () => {
    expect(edited(0.5)).toEqual(["0", "2", "4", "5", "6"]);
    expect(edited(100)).toHaveLength(998);
  });

  it("shrinks by its last slots, to none at 0 %", () => {
    expect(edited(0.2)).toEqual(["0", "2"]);
    expect(edited(0)).toEqual(["-1"]);
  });
});

it("shows the newest values of a slider whose rules were read before its last steps", () => {
  const rule = (percentage: number): RuleOutline => ({
    ...{ ref: r1, name: null, groupName: null, isGroup: false, isHoldout: false, percentage, unit: "userID", conditions: [] },
    content: { passPercentage: percentage },
  });
  const spec = (percentage: number): SpecOutline => ({
    ...{ ...gate, entity: "feature_gate", isEnabled: true, isRunning: false, unit: "userID", otherwise: "Fail", usedBy: [] },
    rules: [rule(percentage)],
  });
  expect(withLatestValues(spec(10), spec(12), [percentage(10, 15)])).toEqual(spec(15));
  expect(withLatestValues(spec(10), spec(12), [])).toEqual(spec(10));
});
