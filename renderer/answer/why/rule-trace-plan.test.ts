import { describe, expect, test } from "vitest";
import { conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { isRuleOpenAtFirst, keysToUnfold, metText, otherwiseText, ruleStretches, ruleTitle, runStateLabels } from "./rule-trace-plan.ts";

const rules = (count: number, facts: Parameters<typeof ruleWith>[0] = {}, from = 1) =>
  Array.from({ length: count }, (_, at) => ruleWith({ number: from + at, ...facts }));
const drawn = (all: ReturnType<typeof rules>, closest: number | null = null) =>
  ruleStretches({ rules: all }, closest).map((stretch) => (stretch.is === "run" ? runStateLabels(stretch) : stretch.rule.number));

describe("the list of rules", () => {
  test("shows each rule of a short list", () => {
    expect(drawn(rules(4))).toEqual([1, 2, 3, 4]);
  });

  test("folds more than a few skipped rules into one line", () => {
    const two = [...rules(1, { state: "decided" }), ...rules(2, { state: "never_reached" }, 2)];
    expect(drawn(two)).toEqual([1, 2, 3]);
    const many = [...rules(1, { state: "decided" }), ...rules(7, { state: "never_reached" }, 2)];
    expect(drawn(many)).toEqual([1, "Rules 2 to 8 were skipped: an earlier rule decided"]);
  });

  test("of ten thousand rules shows the deciding and the closest one, and folds the others", () => {
    const all = [...rules(9_998), ...rules(1, { state: "decided" }, 9_999), ...rules(1, { state: "never_reached" }, 10_000)];
    expect(drawn(all, 40)).toEqual(["Rules 1 to 39 did not match", 40, "Rules 41 to 9,998 did not match", 9999, 10_000]);
  });
});

test("the label of a run includes the rules that the trace omits", () => {
  const spec = {
    rules: [...rules(100), ...rules(1, { state: "decided" }, 9_999)],
    leftOut: [{ from: 101, to: 9_998, state: "did_not_match" as const }],
  };
  expect(ruleStretches(spec, null).map((stretch) => (stretch.is === "run" ? runStateLabels(stretch) : stretch.rule.number))).toEqual([
    "Rules 1 to 9,998 did not match",
    9_999,
  ]);
});

describe("a rule", () => {
  test("has its name, the text for its reserved ID, or its number as title", () => {
    const title = (facts: Parameters<typeof ruleWith>[0]) => ruleTitle(ruleWith({ number: 2, ...facts }));
    expect(title({ name: "Checkout testers" })).toEqual({ text: "Checkout testers", id: null });
    expect(title({ ruleId: "layerAssignment" }).text).toBe("Outside the layer’s share");
    expect(title({ ruleId: "pass:all:id_override" }).text).toBe("Override: passes for these IDs");
    expect(title({ ruleId: "abc:userID:id_override", groupName: "Badges" }).text).toBe("Override: Badges for these IDs");
    expect(title({ groupName: "Control" }).text).toBe("Group Control");
    const holdout = conditionWith({ type: "pass_gate", nested: traceWith({ name: "autumn_holdout", entity: "holdout" }) });
    expect(title({ conditions: [holdout] }).text).toBe("Holdout autumn_holdout");
    expect(title({ ruleId: "7F5L5Geys1rk" })).toEqual({ text: "Rule 2", id: "7F5L5Geys1rk" });
  });

  test("counts the conditions that are met, without “everyone”", () => {
    const everyone = conditionWith({ type: "public", result: "met" });
    expect(metText(ruleWith({ conditions: [conditionWith({ result: "met" }), conditionWith()] }))).toBe("1 of 2 met");
    expect(metText(ruleWith({ conditions: [everyone, conditionWith()] }))).toBe("0 of 1 met");
    expect(metText(ruleWith({ conditions: [everyone] }))).toBeNull();
    expect(metText(ruleWith({ state: "never_reached" }))).toBeNull();
  });

  test("is unfolded by default if it decided or is the closest, and never if it was not reached", () => {
    const long = { listLength: 40, isClosest: false };
    expect(isRuleOpenAtFirst(ruleWith({ state: "decided" }), long)).toBe(true);
    expect(isRuleOpenAtFirst(ruleWith(), long)).toBe(false);
    expect(isRuleOpenAtFirst(ruleWith(), { ...long, isClosest: true })).toBe(true);
    expect(isRuleOpenAtFirst(ruleWith(), { listLength: 3, isClosest: false })).toBe(true);
    expect(isRuleOpenAtFirst(ruleWith({ state: "never_reached" }), { listLength: 1, isClosest: false })).toBe(false);
  });
});

describe("Expand all", () => {
  test("unfolds every rule, condition and nested gate", () => {
    const nested = conditionWith({ type: "pass_gate", nested: traceWith() });
    expect(keysToUnfold(traceWith({ rules: [ruleWith({ conditions: [nested] })] }))).toEqual({
      keys: ["/r1", "/r1/c0", "/r1/c0/r1", "/r1/c0/r1/c0"],
      isAll: true,
    });
  });

  test("stops before the page would become unresponsive", () => {
    const wide = traceWith({ rules: rules(10, { conditions: Array.from({ length: 400 }, () => conditionWith()) }) });
    const { keys, isAll } = keysToUnfold(wide);
    expect(isAll).toBe(false);
    expect(keys.length).toBeLessThan(1_500);
  });
});

test("the last line says why the default was returned", () => {
  expect(otherwiseText(traceWith())).toBe("no rule matched, so the gate’s default answers");
  expect(otherwiseText(traceWith({ isEnabled: false, rules: [] }))).toBe("the gate is disabled, so its default answers");
  expect(otherwiseText(traceWith({ outcome: "missing", entity: null, kind: "layer", rules: [] }))).toBe(
    "the definitions have no layer invite_friends",
  );
});
