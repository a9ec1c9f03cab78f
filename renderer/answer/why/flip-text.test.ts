import { expect, test } from "vitest";
import type { RuleChange } from "#shared/domain/explanation/flip.ts";
import { flipInShort, ruleOwner } from "./flip-text.ts";

const ofRule = { specName: "loyalty_program", ruleId: "r", ruleNumber: 2, ruleName: "Everyone but staff", from: 10, to: 19, place: 18.4 };
const ofSlot = { experiment: "hero_image_test", layerName: "homepage_layer", slot: 412, isGiven: true, takenFrom: null, slotsBefore: 300 };

test("describes a change of the user by field and value, and shows the value's type", () => {
  const edits = [
    { path: ["statsigEnvironment", "tier"], from: "production", to: "staging", isTime: false },
    { path: ["custom", "spend"], from: null, to: 1000, isTime: false },
    { path: ["custom", "plan"], from: "free", to: "", isTime: false },
    { path: ["country"], from: "DE", to: null, isTime: false },
    { path: ["custom", "joined"], from: null, to: Date.UTC(2026, 0, 14), isTime: true },
  ];
  expect(flipInShort({ edits, ruleChange: null })).toBe(
    'tier = staging, spend = 1000, plan = "", without country, joined = 2026-01-14 00:00 UTC',
  );
});

test.each<[string, RuleChange, string, string]>([
  [
    "a percentage by its new value",
    { is: "percentage", isHoldout: false, ...ofRule },
    "loyalty_program at 19 %",
    "rule 2 “Everyone but staff” of loyalty_program",
  ],
  [
    "a group by its new upper limit",
    { is: "group_end", ...ofRule, specName: "badges", ruleName: "Control", to: 31.2 },
    "Control up to 31.2 %",
    "the split of badges",
  ],
  ["a share by its slot", { is: "slot", ...ofSlot }, "slot 412 for hero_image_test", "hero_image_test’s share of homepage_layer"],
  [
    "a share outside of any layer",
    { is: "slot", ...ofSlot, layerName: null, isGiven: false },
    "without slot 412",
    "the share of hero_image_test",
  ],
])("describes a change for all users, and what to edit: %s", (_what, ruleChange, short, owner) => {
  expect(flipInShort({ edits: [], ruleChange })).toBe(short);
  expect(ruleOwner(ruleChange)).toBe(owner);
});
