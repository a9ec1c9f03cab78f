import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDraftRules } from "#services/compare/what-if/draft-rules.ts";
import { createWhatIfHandler } from "#services/compare/what-if/what-if-handler.ts";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { demoUsers } from "./demo-answers.ts";
import { type NativeEngine, startNativeEngine } from "./native-engine.ts";

/** Drafts of What if, counted here, beside the native engine with the same edits made by hand in the definitions. */

let native: NativeEngine;
let nativeBefore: Map<string, string>;
beforeAll(async () => {
  native = startNativeEngine();
  nativeBefore = await nativeAnswers(rules);
});
afterAll(() => native.close());

const tier = "production";
const rules = { ...structuredClone(demoProject), default_environment: tier } as unknown as Rules;

interface Rules extends JsonObject {
  feature_gates: Record<string, Spec>;
  dynamic_configs: Record<string, Spec>;
  layer_configs: Record<string, Spec>;
  condition_map: Record<string, JsonObject>;
}
interface Spec extends JsonObject {
  enabled: boolean;
  rules: Rule[];
}
interface Rule extends JsonObject {
  id: string;
  passPercentage: number;
  conditions: string[];
}

const countries = ["US", "DE", "GB", "FR", "CA"];
const users: JsonObject[] = [
  ...demoUsers,
  ...Array.from({ length: 16 }, (_, n) => ({
    ...{ userID: `u-${n}`, email: n % 9 === 0 ? `u${n}@lumenandloom.example` : `u${n}@example.com`, country: countries[n % 5] ?? "" },
    ...{ appVersion: n % 4 === 0 ? "2.9.1" : "4.13.0", customIDs: { stableID: `d-${n}`, storeID: `store-${n % 7}` } },
    custom: {
      lifetime_spend: n * 120,
      cart_total: n * 15,
      currency: n % 2 === 0 ? "EUR" : "SEK",
      cart_items: ["lamp"],
      newsletter: n % 3 === 0,
    },
  })),
];

const inFrance: JsonObject = {
  type: "ip_based",
  operator: "any",
  field: "country",
  targetValue: ["FR"],
  additionalValues: {},
  idType: "userID",
};
const forFrance = {
  ...{ id: "draft_rule", name: "France", salt: "", passPercentage: 40, returnValue: true, idType: "userID", conditions: [inFrance] },
};
const staffDomains = ["@example.com"];
const [heroSlots, fewerSlots] = sharesOf("homepage_layer", "hero_image_test");

/** An edit of a draft, and the same edit as somebody makes it in the definitions. */
const drafts: [string, RuleEdit[], (edited: Rules) => void][] = [
  [
    "a percentage on which other gates and an experiment depend",
    [{ edit: "percentage", ...gate("loyalty_program"), rule: ruleAt("feature_gates", "loyalty_program", 1), from: 10, to: 65 }],
    (edited) => {
      ruleOf(edited.feature_gates, "loyalty_program", 1).passPercentage = 65;
    },
  ],
  [
    "a gate turned off that targets an experiment in a layer",
    [{ edit: "enabled", ...gate("checkout_v2"), from: true, to: false }],
    (edited) => {
      Object.assign(specOf(edited.feature_gates, "checkout_v2"), { enabled: false, rules: [] });
    },
  ],
  [
    "a segment’s target",
    [
      {
        ...{ edit: "target", ...gate("segment:staff"), rule: ruleAt("feature_gates", "segment:staff", 0), condition: 0 },
        ...{ from: targetOf("feature_gates", "segment:staff", 0, 0), to: staffDomains },
      },
    ],
    (edited) => retarget(edited, ruleOf(edited.feature_gates, "segment:staff", 0), 0, staffDomains),
  ],
  [
    "the split of an experiment",
    [
      {
        ...{ edit: "split", ...config("hero_image_test") },
        borders: [
          { rule: ruleAt("dynamic_configs", "hero_image_test", 2), condition: 0, from: 500, to: 200 },
          { rule: ruleAt("dynamic_configs", "hero_image_test", 3), condition: 0, from: 750, to: 900 },
        ],
      },
    ],
    (edited) => {
      retarget(edited, ruleOf(edited.dynamic_configs, "hero_image_test", 2), 0, 200);
      retarget(edited, ruleOf(edited.dynamic_configs, "hero_image_test", 3), 0, 900);
    },
  ],
  [
    "the share of an experiment in its layer",
    [{ edit: "share", kind: "layer", name: "homepage_layer", experiment: "hero_image_test", from: heroSlots, to: fewerSlots }],
    (edited) => {
      retarget(edited, ruleOf(edited.layer_configs, "homepage_layer", 1), 0, fewerSlots);
      retarget(edited, ruleOf(edited.dynamic_configs, "hero_image_test", 1), 0, fewerSlots);
    },
  ],
  [
    "the order of rules",
    [
      {
        edit: "order",
        ...config("shipping_rates"),
        from: rules.dynamic_configs.shipping_rates?.rules.map(({ id }) => id) ?? [],
        to: [2, 0, 1],
      },
    ],
    (edited) => {
      const { rules: list } = specOf(edited.dynamic_configs, "shipping_rates");
      list.unshift(...list.splice(2, 1));
    },
  ],
  [
    "a new rule with a percentage",
    [{ edit: "add_rule", ...gate("gift_cards"), at: 0, rule: forFrance }],
    (edited) => {
      edited.condition_map.by_hand = inFrance;
      specOf(edited.feature_gates, "gift_cards").rules.unshift({ ...forFrance, conditions: ["by_hand"] });
    },
  ],
  [
    "a rule removed",
    [
      {
        edit: "remove_rule",
        ...gate("free_shipping_banner"),
        at: 1,
        rule: withConditionsInside(ruleOf(rules.feature_gates, "free_shipping_banner", 1)),
      },
    ],
    (edited) => {
      specOf(edited.feature_gates, "free_shipping_banner").rules.splice(1, 1);
    },
  ],
  [
    "a condition added to a rule, and one removed from another",
    [
      { edit: "add_condition", ...gate("dark_mode"), rule: ruleAt("feature_gates", "dark_mode", 2), at: 1, condition: inFrance },
      {
        ...{ edit: "remove_condition", ...gate("apple_pay"), rule: ruleAt("feature_gates", "apple_pay", 0), at: 0 },
        condition: conditionAt("feature_gates", "apple_pay", 0, 0),
      },
    ],
    (edited) => {
      edited.condition_map.by_hand = inFrance;
      ruleOf(edited.feature_gates, "dark_mode", 2).conditions.push("by_hand");
      ruleOf(edited.feature_gates, "apple_pay", 0).conditions = [];
    },
  ],
];

describe("What if counts the users whom the native engine answers differently", () => {
  it.each(drafts)("%s", async (_title, edits, editByHand) => {
    const edited = structuredClone(rules);
    editByHand(edited);
    const nativeAfter = await nativeAnswers(edited);
    const expected = [...nativeBefore].flatMap(([key, answer]) => (nativeAfter.get(key) === answer ? [] : [key]));
    expect(expected.length).toBeGreaterThan(0);
    expect(movedHere(edits)).toEqual(expected.toSorted());
  });
});

/** Returns `user kind name` of every answer that differs, as What if lists them. */
function movedHere(edits: RuleEdit[]): string[] {
  const rulesOf = () => ({ payload: rules, idLists: new Map() });
  const handler = createWhatIfHandler(rulesOf, createDraftRules(rulesOf));
  const sides = { older: { rulesId: "now", edits: [] }, newer: { rulesId: "now", edits } };
  const read = handler.difference({ ...sides, ruleNames: new Map() });
  if (read.is !== "read") throw new Error(JSON.stringify(read.misfits));
  const { entities, alone } = read.difference;
  const counted = handler.moves({
    ...sides,
    entities,
    focus: null,
    ruleNames: new Map(),
    tier,
    nowMs: Date.now(),
    users,
    alone,
    firstRow: 0,
    maxRows: users.length,
  });
  const keys = counted.rows.flatMap(({ row, moves }) =>
    moves.map(({ kind, name }) => `${row} ${kind === "gate" || kind === "layer" ? kind : "config"} ${name}`),
  );
  expect(counted.entities.reduce((sum, { changed }) => sum + changed, 0)).toBe(keys.length);
  expect(counted.undecided).toBe(0);
  return keys.toSorted();
}

/** What a caller of the native SDK can see of each answer. Segments and holdouts are no rows of What if. */
async function nativeAnswers(specs: Rules): Promise<Map<string, string>> {
  const answer = await native.evaluate({ specs, users });
  if ("error" in answer) throw new Error(answer.error);
  const entityOf = (name: string) => specs.feature_gates[name]?.entity ?? "feature_gate";
  return new Map(
    answer.rows
      .filter(({ kind, name }) => kind !== "gate" || entityOf(name) === "feature_gate")
      .map(({ user, kind, name, value, groupName, allocatedExperiment }) => [
        `${user} ${kind} ${name}`,
        JSON.stringify([value, kind === "gate" ? null : groupName, allocatedExperiment], sortedNames),
      ]),
  );
}

/** The native SDK returns names in random order. */
function sortedNames(_name: string, value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function gate(name: string) {
  return { kind: "gate", name } as const;
}

function config(name: string) {
  return { kind: "config", name } as const;
}

function specOf(section: Record<string, Spec>, name: string): Spec {
  const spec = section[name];
  if (spec === undefined) throw new Error(`The demo project has no ${name}.`);
  return spec;
}

function ruleOf(section: Record<string, Spec>, name: string, at: number): Rule {
  const rule = specOf(section, name).rules[at];
  if (rule === undefined) throw new Error(`${name} has no rule ${at}.`);
  return rule;
}

type Section = "feature_gates" | "dynamic_configs" | "layer_configs";

function ruleAt(section: Section, name: string, at: number) {
  return { id: ruleOf(rules[section], name, at).id, nth: 0 };
}

function conditionAt(section: Section, name: string, rule: number, at: number): JsonObject {
  return rules.condition_map[ruleOf(rules[section], name, rule).conditions[at] ?? ""] ?? {};
}

function targetOf(section: Section, name: string, rule: number, at: number): JsonValue {
  return conditionAt(section, name, rule, at).targetValue ?? null;
}

function withConditionsInside(rule: Rule): JsonObject {
  return { ...rule, conditions: rule.conditions.map((key) => rules.condition_map[key] ?? null) };
}

/** Gives a rule a condition of its own with another target. */
function retarget(edited: Rules, rule: Rule, at: number, targetValue: JsonValue): void {
  const key = `by_hand_${rule.id}_${at}_${Object.keys(edited.condition_map).length}`;
  edited.condition_map[key] = { ...edited.condition_map[rule.conditions[at] ?? ""], targetValue };
  rule.conditions[at] = key;
}

/** The slots of an experiment in its layer, and the first 200 of them. */
function sharesOf(layer: string, experiment: string): [JsonObject, JsonObject] {
  const at = specOf(rules.layer_configs, layer).rules.findIndex(({ configDelegate }) => configDelegate === experiment);
  const slots = Object(targetOf("layer_configs", layer, at, 0));
  return [slots, Object.fromEntries(Object.entries<JsonValue>(slots).slice(0, 200))];
}
