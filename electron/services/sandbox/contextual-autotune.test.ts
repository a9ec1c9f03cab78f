import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { chooseVariant, rankVariants, type Subject } from "./contextual-autotune.ts";
import type { ContextualAutotune } from "./specs-v2.ts";

const untrained = { alpha: 0, intercept: 0, records: 100, weightsNumerical: {}, weightsCategorical: {} };
const bandit: ContextualAutotune = {
  salt: "salt",
  enabled: true,
  defaultValue: { colour: "grey" },
  idType: "userID",
  sampleRate: 0,
  higherIsBetter: true,
  targetingGateName: null,
  groups: [
    { id: "r", name: "Red", parameterValues: { colour: "red" } },
    { id: "g", name: "Green", parameterValues: { colour: "green" } },
  ],
  config: {
    r: { ...untrained, intercept: 0.5, alpha: 0.1, weightsNumerical: { age: 0.01 } },
    g: { ...untrained, intercept: 0.5, weightsCategorical: { country: { DE: 0.4 } } },
  },
};

describe("the chosen variant", () => {
  test.each([
    ["by numbers", { age: 45 }, { ruleId: "r", groupName: "Red", value: { colour: "red" } }],
    ["by categories", { age: 5, country: "DE" }, { ruleId: "g", groupName: "Green", value: { colour: "green" } }],
    ["by numbers in text", { age: "45", country: "DE" }, { ruleId: "r", groupName: "Red", value: { colour: "red" } }],
    ["with 0 for what is no number", { age: "old", country: "DE" }, { ruleId: "g", groupName: "Green", value: { colour: "green" } }],
  ])("has the best score, made %s", (_how, fields, chosen) => {
    expect(chooseVariant(bandit, subject(fields))).toEqual(chosen);
  });

  test("has the lowest score if lower is better", () => {
    expect(chooseVariant({ ...bandit, higherIsBetter: false }, subject({ age: 45 })).ruleId).toBe("g");
  });

  test("is the default before it starts and outside its targeting", () => {
    const standing = (ruleId: string) => ({ ruleId, groupName: null, value: { colour: "grey" } });
    expect(chooseVariant({ ...bandit, enabled: false }, subject({}))).toEqual(standing("prestart"));
    expect(chooseVariant({ ...bandit, groups: [] }, subject({}))).toEqual(standing("prestart"));
    expect(chooseVariant(bandit, { ...subject({}), passesTargeting: false })).toEqual(standing("inlineTargetingRules"));
  });

  test("ignores groups without trained weights, whatever their intercept", () => {
    const config = { ...bandit.config, g: { ...untrained, intercept: 99 } };
    expect(chooseVariant({ ...bandit, config }, subject({})).ruleId).toBe("r");
  });

  test.each<[string, Partial<ContextualAutotune>]>([
    ["there is no model", { config: null }],
    ["no group has weights", { config: { r: untrained, g: untrained } }],
    ["everybody explores", { sampleRate: 1 }],
  ])("is explored when %s, and equal for the same unit", (_when, parts) => {
    const exploring = { ...bandit, ...parts };
    const of = (unit: string) => chooseVariant(exploring, { ...subject({}), unit }).ruleId;
    const chosen = units.map(of);
    expect(new Set(chosen)).toEqual(new Set(["r:explore", "g:explore"]));
    expect(units.map(of)).toEqual(chosen);
  });

  test("is explored more often for groups with fewer records", () => {
    const config = { r: { ...untrained, records: 0 }, g: { ...untrained, records: 999 } };
    const chosen = units.map((unit) => chooseVariant({ ...bandit, config, sampleRate: 1 }, { ...subject({}), unit }).ruleId);
    expect(chosen.filter((ruleId) => ruleId === "r:explore").length).toBeGreaterThan(units.length * 0.95);
  });

  test("explores for the configured share of units", () => {
    const chosen = units.map((unit) => chooseVariant({ ...bandit, sampleRate: 0.3 }, { ...subject({}), unit }).ruleId);
    const share = chosen.filter((ruleId) => ruleId.endsWith(":explore")).length / units.length;
    expect(share).toBeCloseTo(0.3, 1);
  });
});

describe("the ranked list", () => {
  test("has the chosen variant first, and scores in order", () => {
    fc.assert(
      fc.property(fc.record({ age: fc.integer(), country: fc.constantFrom("DE", "US") }), fc.boolean(), (fields, higherIsBetter) => {
        const ranked = rankVariants({ ...bandit, higherIsBetter }, subject(fields));
        const scores = ranked.map(({ score }) => score);
        expect(ranked[0]?.ruleId).toBe(chooseVariant({ ...bandit, higherIsBetter }, subject(fields)).ruleId);
        expect(scores).toEqual(scores.toSorted((a, b) => (higherIsBetter ? b - a : a - b)));
      }),
    );
  });

  test("is empty before it starts and outside its targeting", () => {
    expect(rankVariants({ ...bandit, enabled: false }, subject({}))).toEqual([]);
    expect(rankVariants(bandit, { ...subject({}), passesTargeting: false })).toEqual([]);
  });

  test("is shuffled by the unit while exploring, with the same small score for each variant", () => {
    const exploring = { ...bandit, config: null };
    const listFor = (unit: string) => rankVariants(exploring, { ...subject({}), unit });
    const firsts = new Set(units.map((unit) => listFor(unit)[0]?.name));
    expect(firsts).toEqual(new Set(["Red", "Green"]));
    expect(listFor("u-1").map(({ ruleId, score }) => [ruleId, score])).toEqual(
      expect.arrayContaining([
        ["r:explore", 0.0001],
        ["g:explore", 0.0001],
      ]),
    );
    expect(listFor("u-1")).toEqual(listFor("u-1"));
  });
});

const units = Array.from({ length: 1000 }, (_, index) => `u-${index}`);

function subject(fields: Record<string, JsonValue>): Subject {
  return { unit: "u-1", field: (name) => fields[name], passesTargeting: true };
}
