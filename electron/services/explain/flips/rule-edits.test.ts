import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Flip, FlipSummary, RuleChange } from "#shared/domain/explanation/flip.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { v1FromV2 } from "../../sandbox/v2-to-v1.ts";
import { prepareDefinitions } from "../engine/definitions/prepare.ts";
import { evaluatorFor } from "../engine/engine.ts";
import { definitionKind } from "../readiness/field-usage.ts";
import { searchFlips } from "./flips.ts";

const nowMs = Date.UTC(2026, 10, 23);
const demo: JsonObject = JSON.parse(JSON.stringify(demoProject));

interface Asked {
  readonly payload: JsonObject;
  readonly kind: ExplainedKind;
  readonly name: string;
  readonly user: JsonObject;
}

function flips(requestedName: Asked): { found: Flip[]; summary: FlipSummary } {
  const prepared = prepareDefinitions(requestedName.payload);
  const steps = searchFlips({ ...requestedName, prepared, options: { nowMs }, named: (explanation) => explanation, elapsedMs: () => 0 });
  const found: Flip[] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { found: found.filter(({ ruleChange }) => ruleChange !== null), summary: step.value };
    found.push(...step.value.found);
  }
}

function answer({ payload, kind, name, user }: Asked) {
  const { state, value, ruleId, groupName } = evaluatorFor(prepareDefinitions(payload), user, { nowMs }).evaluate(
    definitionKind(kind),
    name,
  );
  return { state, value, ruleId, groupName };
}

const sentences = (found: readonly Flip[]) => found.toSorted((a, b) => a.cost - b.cost).map(({ sentence }) => sentence);

/** Makes definitions of one layer of experiments with two groups each, as the console does (statsig-evaluation.md §10.4, §10.5). */
function layered(experiments: Record<string, { slots: readonly number[]; control: number }>, holdoutPercent = 0): JsonObject {
  const conditions: JsonObject = {
    held: { type: "pass_gate", targetValue: "autumn_holdout", idType: "userID" },
    all: { type: "public", idType: "userID" },
  };
  const condition = (key: string, details: JsonObject, salt: string) => {
    conditions[key] = { type: "user_bucket", idType: "userID", additionalValues: { salt }, ...details };
    return key;
  };
  const rule = (id: string, keys: string[], more: JsonObject) => ({
    id,
    name: id,
    salt: "",
    passPercentage: 100,
    idType: "userID",
    conditions: keys,
    returnValue: {},
    ...more,
  });
  const spec = (entity: string, rules: JsonObject[]) => ({
    type: "dynamic_config",
    entity,
    salt: entity,
    enabled: true,
    isActive: true,
    defaultValue: {},
    idType: "userID",
    rules,
  });
  const target = (slots: readonly number[]) => Object.fromEntries(slots.map((slot) => [String(slot), true]));
  const groups = Object.entries(experiments).map(([name, { slots, control }]) => [
    name,
    spec("experiment", [
      rule("held", ["held"], {}),
      rule("layerAssignment", [condition(`${name} share`, { operator: "none", targetValue: target(slots) }, "layer")], {}),
      rule(`${name} 1`, [condition(`${name} 1`, { operator: "lt", targetValue: control }, name)], {
        groupName: "Control",
        isExperimentGroup: true,
        returnValue: { test: false },
      }),
      rule(`${name} 2`, [condition(`${name} 2`, { operator: "lt", targetValue: 1000 }, name)], {
        groupName: "Test",
        isExperimentGroup: true,
        returnValue: { test: true },
      }),
    ]),
  ]);
  const assignments = Object.entries(experiments).map(([name, { slots }]) =>
    rule("experimentAssignment", [condition(`${name} layer`, { operator: "any", targetValue: target(slots) }, "layer")], {
      configDelegate: name,
    }),
  );
  return {
    has_updates: true,
    time: 1,
    feature_gates: {
      autumn_holdout: {
        ...spec("holdout", [rule("hold", ["all"], { passPercentage: holdoutPercent, salt: "hold", returnValue: true })]),
        type: "feature_gate",
        defaultValue: false,
      },
    },
    dynamic_configs: Object.fromEntries(groups),
    layer_configs: { shop_layer: spec("layer", assignments) },
    experiment_to_layer: Object.fromEntries(Object.keys(experiments).map((name) => [name, "shop_layer"])),
    condition_map: conditions,
  };
}

type Spec = { rules: { id: string; passPercentage: number; configDelegate?: string; conditions: string[] }[] };
type Payload = {
  feature_gates: Record<string, Spec>;
  dynamic_configs: Record<string, Spec>;
  layer_configs: Record<string, Spec>;
  condition_map: Record<string, { type: string; operator?: string; targetValue: unknown }>;
};

/** The change made in the definitions themselves, as whoever owns them would, and nothing of the search's own in it. */
function changed(payload: JsonObject, change: RuleChange, more = 0): JsonObject {
  const edited: Payload = JSON.parse(JSON.stringify(payload));
  const specNamed = (name: string) => edited.feature_gates[name] ?? edited.dynamic_configs[name] ?? edited.layer_configs[name];
  if (change.is === "slot") {
    const give = (experiment: string | null, isGiven: boolean) => {
      const holders = [
        ...Object.values(edited.layer_configs)
          .flatMap(({ rules }) => rules)
          .filter(({ configDelegate }) => configDelegate === experiment),
        ...(edited.dynamic_configs[experiment ?? ""]?.rules ?? []),
      ];
      for (const condition of holders.flatMap(({ conditions }) => conditions).map((key) => edited.condition_map[key])) {
        if (condition?.type !== "user_bucket" || condition.operator === "lt") continue;
        const others = Object.entries(condition.targetValue as object).filter(([slot]) => slot !== String(change.slot));
        condition.targetValue = Object.fromEntries(isGiven ? [...others, [String(change.slot), true]] : others);
      }
    };
    give(change.takenFrom, false);
    give(change.experiment, change.isGiven);
    return JSON.parse(JSON.stringify(edited));
  }
  const rule = specNamed(change.specName)?.rules[change.ruleNumber - 1];
  if (rule === undefined) throw new Error(`There is no rule ${change.ruleNumber} in ${change.specName}.`);
  if (change.is === "percentage") rule.passPercentage = Number((change.to + more / 100).toFixed(2));
  else
    for (const [at, key] of rule.conditions.entries()) {
      const condition = edited.condition_map[key];
      if (condition?.operator !== "lt") continue;
      // Conditions are shared between rules: only this one is meant.
      edited.condition_map[`${key} edited`] = { ...condition, targetValue: Math.round(change.to * 10) + more };
      rule.conditions[at] = `${key} edited`;
    }
  return JSON.parse(JSON.stringify(edited));
}

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
/** `ada` stands at this slot of the layer that `layered` makes. */
const adasSlot = flipsSlot("ada");

function flipsSlot(userID: string): number {
  const payload = layered({ badges: { slots: [], control: 500 } });
  const change = flips({ payload, kind: "experiment", name: "badges", user: { userID } }).found[0]?.ruleChange;
  if (change?.is !== "slot") throw new Error("A share of nobody is flipped by its one slot.");
  return change.slot;
}

describe("changes of an experiment", () => {
  const others = upTo(0, 1000).filter((slot) => slot !== adasSlot);
  const user = { userID: "ada" };

  it("contain the slot of a user outside of the share, and the answer with that slot", () => {
    const payload = layered({ badges: { slots: others.slice(0, 300), control: 1000 } });
    const { found, summary } = flips({ payload, kind: "experiment", name: "badges", user });
    expect(sentences(found)).toEqual([
      `If “badges” (300 of 1,000 slots) held this user’s slot ${adasSlot} too, this user would be in Control.`,
    ]);
    expect(summary).toMatchObject({
      outcome: "by_rule_only",
      sentence: "No change of one or two attributes gives another answer, but another percentage, split or share would.",
    });
  });

  it("take the slot from the experiment that holds it", () => {
    const payload = layered({ badges: { slots: [], control: 1000 }, colours: { slots: [adasSlot], control: 500 } });
    const { found } = flips({ payload, kind: "experiment", name: "badges", user });
    expect(sentences(found)).toEqual([
      `If “badges” (0 of 1,000 slots) held this user’s slot ${adasSlot} instead of “colours”, this user would be in Control.`,
    ]);
  });

  it("contain the group end and the slot that would exclude this user", () => {
    const payload = layered({ badges: { slots: [...others.slice(0, 299), adasSlot], control: 1000 } });
    const { found } = flips({ payload, kind: "experiment", name: "badges", user });
    expect(sentences(found.filter(({ ruleChange }) => ruleChange?.is !== "percentage"))).toEqual([
      `If “badges” (300 of 1,000 slots) gave up this user’s slot ${adasSlot}, this user would be in no group.`,
      "If group Control ended at 4.8 % instead of 100 %, this user would be in Test; this user is at 4.8 %.",
    ]);
  });

  it("contain no percentage that nobody can change: of a group, or of the rule for a holdout", () => {
    const payload = layered({ badges: { slots: [adasSlot], control: 1000 } }, 100);
    const percentages = flips({ payload, kind: "experiment", name: "badges", user }).found.flatMap(({ ruleChange }) =>
      ruleChange?.is === "percentage" ? ruleChange.specName : [],
    );
    expect(percentages).toEqual(["autumn_holdout"]);
  });

  it("contain the percentage of a holdout", () => {
    const payload = layered({ badges: { slots: [adasSlot], control: 1000 } }, 100);
    const { found } = flips({ payload, kind: "experiment", name: "badges", user });
    expect(sentences(found)).toEqual([
      expect.stringMatching(
        /^If the holdout “autumn_holdout” held back [\d.]+ % or less instead of 100 %, this user would be in Control; this user is at/,
      ),
    ]);
  });

  it("are the same for the layer, which can delegate to any of its experiments", () => {
    const payload = layered({ badges: { slots: [], control: 1000 }, colours: { slots: [adasSlot], control: 1 } });
    const { found } = flips({ payload, kind: "layer", name: "shop_layer", user });
    const changes = found.map(({ ruleChange }) => ruleChange);
    expect(changes).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ is: "slot", experiment: "badges", isGiven: true, takenFrom: "colours", layerName: "shop_layer" }),
        expect.objectContaining({ is: "slot", experiment: "colours", isGiven: false, takenFrom: null }),
        expect.objectContaining({ is: "group_end", specName: "colours", ruleName: "Control" }),
      ]),
    );
  });

  it("are none for an experiment that has not started", () => {
    const { found, summary } = flips({ payload: demo, kind: "experiment", name: "delivery_slot_ui", user });
    expect([found, summary.outcome]).toEqual([[], "not_reachable"]);
  });

  it("are found in v1 definitions, too", () => {
    const specs = JSON.parse(JSON.stringify(v1FromV2(demoProject)));
    const requestedName = { kind: "experiment", name: "hero_image_test", user: { userID: "ada", customIDs: { stableID: "s-1" } } } as const;
    const kinds = (payload: JsonObject) =>
      flips({ payload, ...requestedName }).found.map(({ ruleChange, becomes }) => [ruleChange, becomes.groupName]);
    expect(kinds(specs)).toEqual(kinds(demo));
    expect(kinds(specs).length).toBeGreaterThan(0);
  });
});

describe("a found change", () => {
  const shares = fc.record({
    badges: fc.record({ from: fc.nat(999), size: fc.nat(700), control: fc.nat(1000) }),
    colours: fc.record({ size: fc.nat(300), control: fc.nat(1000) }),
    holdout: fc.constantFrom(0, 5, 50, 100),
    userID: fc.string({ minLength: 1, maxLength: 6 }),
    requestedName: fc.constantFrom<[ExplainedKind, string]>(["experiment", "badges"], ["experiment", "colours"], ["layer", "shop_layer"]),
  });
  const projectOf = ({
    badges,
    colours,
    holdout,
    userID,
    requestedName: [kind, name],
  }: typeof shares extends fc.Arbitrary<infer T> ? T : never): Asked => {
    const slot = (at: number) => at % 1000;
    const own = upTo(badges.from, badges.from + badges.size).map(slot);
    const next = upTo(badges.from + badges.size, badges.from + badges.size + colours.size).map(slot);
    const payload = layered(
      { badges: { slots: own, control: badges.control }, colours: { slots: next, control: colours.control } },
      holdout,
    );
    return { payload, kind, name, user: { userID } };
  };

  it("gives the stated answer when it is applied to the definitions, for any shares, splits and user", () => {
    fc.assert(
      fc.property(shares, (generated) => {
        const requestedName = projectOf(generated);
        const before = answer(requestedName);
        for (const { ruleChange, becomes } of flips(requestedName).found) {
          if (ruleChange === null) continue;
          const after = answer({ ...requestedName, payload: changed(requestedName.payload, ruleChange) });
          expect(after).toEqual(becomes);
          expect(after).not.toEqual(before);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is minimal: one step less does not change the answer", () => {
    fc.assert(
      fc.property(shares, (generated) => {
        const requestedName = projectOf(generated);
        const before = answer(requestedName);
        for (const { ruleChange } of flips(requestedName).found) {
          if (ruleChange === null || ruleChange.is === "slot") continue;
          const back = ruleChange.to > ruleChange.from ? -1 : 1;
          expect(answer({ ...requestedName, payload: changed(requestedName.payload, ruleChange, back) })).toEqual(before);
        }
      }),
      { numRuns: 150 },
    );
  });
});
