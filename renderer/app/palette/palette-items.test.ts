import { expect, test } from "vitest";
import { type PaletteItem, paletteGroups } from "./palette-items.ts";

const item = (group: string, label: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  id: `${group} ${label}`,
  group,
  label,
  run: () => {},
  ...more,
});
const listed = (items: PaletteItem[], query: string) =>
  paletteGroups(items, query).map(({ name, items: found, more }) => [name, found.map(({ label }) => label), more]);

test("without a query everything stands in its order, and long groups are cut", () => {
  const gates = Array.from({ length: 9 }, (_, at) => item("Gates", `gate_${at}`));
  expect(listed([item("Go to", "Inspect"), ...gates], "")).toEqual([
    ["Go to", ["Inspect"], 0],
    ["Gates", ["gate_0", "gate_1", "gate_2", "gate_3", "gate_4", "gate_5", "gate_6"], 2],
  ]);
});

test("every word must be there, in any order, in verb, label, note or group", () => {
  const items = [item("Gates", "checkout_v2", { verb: "Check gate" }), item("Users", "Ada", { note: "staff-ada" })];
  expect(listed(items, "v2 gate")).toEqual([["Gates", ["checkout_v2"], 0]]);
  expect(listed(items, "users staff")).toEqual([["Users", ["Ada"], 0]]);
  expect(listed(items, "gate staff")).toEqual([]);
});

test("the best match comes first, among groups and within one", () => {
  const items = [
    item("Go to", "History of checkout"),
    item("Gates", "new_checkout"),
    item("Gates", "checkout_v2"),
    item("Gates", "checkout"),
  ];
  expect(listed(items, "checkout")).toEqual([
    ["Gates", ["checkout", "checkout_v2", "new_checkout"], 0],
    ["Go to", ["History of checkout"], 0],
  ]);
});

test("a name nobody knows is offered as it was typed, after all else", () => {
  const items = [item("As typed", "cart", { isLast: true }), item("Gates", "big_cart")];
  expect(listed(items, "cart")).toEqual([
    ["Gates", ["big_cart"], 0],
    ["As typed", ["cart"], 0],
  ]);
});
