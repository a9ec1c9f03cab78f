import { expect, it } from "vitest";
import type { EntityKind } from "#shared/domain/evaluation.ts";
import type { KnownName } from "#shared/domain/known-name.ts";
import { byKind, groupedNames, inspectedNames } from "./support-names.ts";

const named = (kind: EntityKind, name: string): KnownName => ({
  kind,
  name,
  source: "definitions",
  entity: null,
  idType: null,
  layerName: null,
});
const known = [named("gate", "checkout_v2"), named("experiment", "badges"), named("gate", "gift_cards"), named("ranked", "offers")];

it("looks into everything that can expose somebody, unless some were chosen", () => {
  expect(inspectedNames([], known)).toEqual({ gate: ["checkout_v2", "gift_cards"], experiment: ["badges"] });
  expect(inspectedNames(["experiment badges"], known)).toEqual({ experiment: ["badges"] });
});

it("offers the names by kind, without those that expose nobody", () => {
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

it("puts experiments first, because their group is what support is asked for", () => {
  expect(byKind(known).map(({ title, rows }) => [title, rows.map(({ name }) => name)])).toEqual([
    ["Experiments", ["badges"]],
    ["Gates", ["checkout_v2", "gift_cards"]],
    ["Ranked lists", ["offers"]],
  ]);
});
