import { describe, expect, it } from "vitest";
import { conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { overrideNotes, overrideTitles } from "./override-notes.ts";
import { type ConsoleOverrides, type OverrideEffect, type UserOverride, withLastRead } from "./user-override.ts";

const of = (effect: OverrideEffect, facts: Partial<UserOverride> = {}): UserOverride => ({
  ...{ source: "console", kind: "gate", name: "beta", idType: "userID", rule: null, list: null, gives: true, otherConditions: 0 },
  ...{ passPercentage: 100, usedBy: [], decides: false, console: { environment: null, experiment: null, effect }, ...facts },
});
const read = (overrides: UserOverride[], facts: Partial<ConsoleOverrides> = {}): ConsoleOverrides => ({
  ...{ hasKey: true, overrides, readAtMs: 1, idTypes: ["userID"], problem: null, retryAtMs: null, notes: [], ...facts },
});
const holdout = traceWith({ name: "autumn", entity: "holdout" });
const plain = traceWith({
  name: "beta",
  rules: [ruleWith({ conditions: [conditionWith({ type: "pass_gate", target: "autumn", nested: holdout })] })],
});
const overridden = traceWith({ name: "beta", rules: [ruleWith({ ruleId: "pass:all:id_override", state: "decided" })] });

it("overrides that could not be read again stay as they were, with the reason and when they can be", () => {
  const before = read([]);
  const failed: ConsoleOverrides = { ...before, readAtMs: null, idTypes: [], problem: "The rate is limited.", retryAtMs: 9 };
  expect(withLastRead(before, failed)).toEqual({ ...before, problem: "The rate is limited.", retryAtMs: 9 });
  const removedKey: ConsoleOverrides = { ...failed, hasKey: false, problem: null };
  for (const [earlier, later] of [
    [undefined, failed],
    [failed, failed],
    [before, removedKey],
    [before, before],
  ] as const)
    expect(withLastRead(earlier, later)).toBe(later);
});

describe("the notes on overrides of the console", () => {
  it.each<[string, typeof plain, ConsoleOverrides, string | undefined]>([
    ["one that decides", plain, read([of("decides")]), overrideTitles.decides],
    ["one that is not in the rules here", plain, read([of("not_in_rules")]), overrideTitles.without],
    ["one of another gate", plain, read([of("decides", { name: "other" })]), undefined],
    ["one of an experiment with the gate's name", plain, read([of("decides", { kind: "experiment" })]), undefined],
    ["one of a holdout that a rule uses", plain, read([of("decides", { kind: "holdout", name: "autumn" })]), overrideTitles.nested],
    ["a rule for the ID that the console does not list", overridden, read([]), overrideTitles.notListed],
    ["the same, after a response with parts that were not understood", overridden, read([], { notes: ["?"] }), undefined],
    ["the same, after a refusal", overridden, read([], { readAtMs: null, problem: "no" }), undefined],
    ["the same, without a console key", overridden, read([], { hasKey: false }), undefined],
  ])("for %s", (_what, trace, overrides, title) => {
    expect(overrideNotes(trace, overrides)?.title).toBe(title);
  });
});
