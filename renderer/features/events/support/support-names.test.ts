import { expect, it } from "vitest";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { byKind, choicesNamed, groupedNames, noSelectionText, selectedNames } from "./support-names.ts";

const named = (kind: EntityKind, name: string): KnownName => ({
  kind,
  name,
  source: "definitions",
  entity: null,
  idType: null,
  layerName: null,
});
const known = [named("gate", "checkout_v2"), named("experiment", "badges"), named("gate", "gift_cards"), named("ranked", "offers")];

it("selects all names that log exposures, unless some are chosen", () => {
  expect(selectedNames([], known)).toEqual({ gate: ["checkout_v2", "gift_cards"], experiment: ["badges"] });
  expect(selectedNames(["experiment badges"], known)).toEqual({ experiment: ["badges"] });
});

it("groups the names by kind, without ranked lists", () => {
  expect(groupedNames(known)).toEqual([
    {
      group: "Gates",
      items: [
        { value: "gate checkout_v2", label: "checkout_v2" },
        { value: "gate gift_cards", label: "gift_cards" },
      ],
    },
    { group: "Experiments", items: [{ value: "experiment badges", label: "badges" }] },
  ]);
});

it("offers an unknown name as each kind, and keeps it among the choices once chosen", () => {
  expect(groupedNames([], { typed: " new_gate " })).toEqual([
    {
      group: "As typed",
      items: [
        { value: "gate new_gate", label: "new_gate (gate)" },
        { value: "config new_gate", label: "new_gate (dynamic config)" },
        { value: "experiment new_gate", label: "new_gate (experiment)" },
        { value: "layer new_gate", label: "new_gate (layer)" },
      ],
    },
  ]);
  expect(groupedNames([], { chosen: ["gate new_gate"] })).toEqual([
    { group: "Gates", items: [{ value: "gate new_gate", label: "new_gate" }] },
  ]);
  expect(
    groupedNames(known, { typed: "badges" })
      .at(-1)
      ?.items.map(({ value }) => value),
  ).toEqual(["gate badges", "config badges", "layer badges"]);
});

it("takes a typed text that is a known name as a choice, and no other text", () => {
  expect(choicesNamed(" checkout_v2 ", known)).toEqual(["gate checkout_v2"]);
  expect(choicesNamed("badges", [...known, named("layer", "badges")])).toEqual(["experiment badges", "layer badges"]);
  expect(choicesNamed("checkout", known)).toEqual([]);
  expect(choicesNamed("offers", known)).toEqual([]);
  expect(choicesNamed("", known)).toEqual([]);
});

it("describes what is checked while no names are chosen", () => {
  const kindsText = "gates, configs, experiments and layers";
  expect(noSelectionText(known)).toBe(`All 3 known ${kindsText}, or choose some`);
  expect(noSelectionText([])).toBe(`Type names of ${kindsText}`);
  const manyNames = Array.from({ length: 501 }, (_, at) => named("gate", `g${at}`));
  expect(noSelectionText(manyNames)).toBe(`500 of 501 known ${kindsText}, at most 500 of each, or choose some`);
});

it("puts experiments first", () => {
  expect(byKind(known).map(({ title, rows }) => [title, rows.map(({ name }) => name)])).toEqual([
    ["Experiments", ["badges"]],
    ["Gates", ["checkout_v2", "gift_cards"]],
    ["Ranked lists", ["offers"]],
  ]);
});
