import { describe, expect, it } from "vitest";
import { conditionWith, explanationWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { abridged, rulesFrom } from "./abridged.ts";

const rules = (count: number, facts: Parameters<typeof ruleWith>[0] = {}, from = 1) =>
  Array.from({ length: count }, (_, at) => ruleWith({ number: from + at, ...facts }));
const many = [...rules(4_999), ...rules(1, { state: "decided" }, 5_000), ...rules(5_000, { state: "never_reached" }, 5_001)];
const numbers = (kept: readonly { number: number }[]) => kept.map(({ number }) => number);

describe("a long list of rules", () => {
  it("is returned without the middle of its runs, but with the deciding and the closest rule", () => {
    const { trace } = abridged(explanationWith({ trace: traceWith({ rules: many }), closestRule: 40 }));
    expect(numbers(trace.rules)).toEqual([
      ...Array.from({ length: 40 }, (_, at) => at + 1),
      ...Array.from({ length: 100 }, (_, at) => at + 41),
      5_000,
      ...Array.from({ length: 100 }, (_, at) => at + 5_001),
    ]);
    expect(trace.leftOut).toEqual([
      { from: 141, to: 4_999, state: "did_not_match" },
      { from: 5_101, to: 10_000, state: "never_reached" },
    ]);
  });

  it("is equally short inside a gate", () => {
    const nested = conditionWith({ type: "pass_gate", nested: traceWith({ rules: many }) });
    const { trace } = abridged(explanationWith({ trace: traceWith({ rules: [ruleWith({ conditions: [nested] })] }) }));
    expect(trace.leftOut).toBeUndefined();
    expect(trace.rules[0]?.conditions[0]?.nested?.rules).toHaveLength(201);
  });

  it("is returned completely up to a readable length", () => {
    const trace = traceWith({ rules: rules(300) });
    expect(abridged(explanationWith({ trace })).trace).toEqual(trace);
  });

  it("is continued a hundred rules at a time", () => {
    const trace = traceWith({ rules: many });
    expect(numbers(rulesFrom(trace, 141))).toEqual(Array.from({ length: 100 }, (_, at) => at + 141));
    expect(numbers(rulesFrom(trace, 9_990))).toHaveLength(11);
    expect(rulesFrom(trace, 10_001)).toEqual([]);
  });
});
