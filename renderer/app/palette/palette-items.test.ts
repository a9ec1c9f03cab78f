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

test("keeps the order of the items without a query, and shortens long groups", () => {
  const gates = Array.from({ length: 9 }, (_, at) => item("Gates", `gate_${at}`));
  expect(listed([item("Go to", "Inspect"), ...gates], "")).toEqual([
    ["Go to", ["Inspect"], 0],
    ["Gates", ["gate_0", "gate_1", "gate_2", "gate_3", "gate_4", "gate_5", "gate_6"], 2],
  ]);
});

test("finds items that contain every word, in any order, in verb, label, note or group", () => {
  const items = [item("Gates", "checkout_v2", { verb: "Check gate" }), item("Users", "Ada", { note: "staff-ada" })];
  expect(listed(items, "v2 gate")).toEqual([["Gates", ["checkout_v2"], 0]]);
  expect(listed(items, "users staff")).toEqual([["Users", ["Ada"], 0]]);
  expect(listed(items, "gate staff")).toEqual([]);
});

test("lists the best match first, among groups and within a group", () => {
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

test("lists an unknown name as typed, after all other items", () => {
  const items = [item("As typed", "cart", { isLast: true }), item("Gates", "big_cart")];
  expect(listed(items, "cart")).toEqual([
    ["Gates", ["big_cart"], 0],
    ["As typed", ["cart"], 0],
  ]);
});

test.each([
  ["chkv2", "checkout_v2"],
  ["cv2", "checkout_v2"],
  ["setings", "Settings"],
  ["histroy", "History"],
  ["exprt", "Export the ledger"],
  ["appearence", "Appearance"],
  ["help", "Keyboard shortcuts"],
])("finds %s with slips, abbreviations and other words for it: %s", (query, label) => {
  const items = [
    item("Gates", "checkout_v2"),
    item("Go to", "Settings"),
    item("Go to", "History"),
    item("Now", "Export the ledger"),
    item("Go to", "Appearance"),
    item("Now", "Keyboard shortcuts", { keywords: "help" }),
    item("As typed", query, { isLast: true }),
  ];
  expect(listed(items, query).map(([, labels]) => labels)).toEqual([[label], [query]]);
});

test("lists a name that the letters abbreviate before names of which only the verb fits", () => {
  const verb = "Check gate";
  const items = [item("Gates", "autumn_holdout", { verb }), item("Gates", "checkout_v2", { verb }), item("Gates", "apple_pay", { verb })];
  expect(listed(items, "chk")).toEqual([["Gates", ["checkout_v2", "autumn_holdout", "apple_pay"], 0]]);
});

test("lists what contains the words before what nearly does, and does not match unlike words", () => {
  const items = [item("Go to", "Settings"), item("Gates", "settle"), item("Gates", "sxtting_old")];
  expect(listed(items, "sett").map(([, labels]) => labels)).toEqual([["Settings"], ["settle", "sxtting_old"]]);
  expect(listed(items, "zebra")).toEqual([]);
});

test("lists what is named so before what is only described so", () => {
  const items = [
    item("Go to", "Projects and keys", { keywords: "hosts addresses" }),
    item("Projects", "Add a project…"),
    item("Now", "Switch saved user"),
    item("Now", "Save this user…"),
  ];
  expect(listed(items, "add a project").map(([, labels]) => labels)).toEqual([["Add a project…"], ["Projects and keys"]]);
  const everything = [item("Go to", "Everything", { keywords: "check all" }), item("Now", "Check everything for Ada")];
  expect(listed(everything, "check everything")[0]?.[1]).toEqual(["Check everything for Ada"]);
  expect(listed(items, "save user")[0]?.[1]).toEqual(["Save this user…", "Switch saved user"]);
});

test("answers with 5,000 names", { timeout: 60_000 }, () => {
  const items = Array.from({ length: 5_000 }, (_, at) => item("Gates", `team_${at % 40}_checkout_experiment_rollout_${at}`));
  expect(listed(items, "chekout rolluot")).not.toEqual([]);
  expect(listed(items, "zzzzzzzz")).toEqual([]);
});
