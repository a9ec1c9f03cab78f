import { expect, it } from "vitest";
import { knownPath, unknownAddressText } from "./known-path.ts";

it.each([
  ["history", "history"],
  ["history/zzz", "history"],
  ["inspect/gate", "inspect"],
  ["events/ledger", "events/ledger"],
  ["events/zzz", "events"],
  ["events/ledger/zzz", "events"],
  ["cohorts/what-if/gate/checkout_v2", "cohorts/what-if/gate/checkout_v2"],
  ["cohorts/zzz", "cohorts"],
  ["settings/about", "settings/about"],
  ["settings/zzz", "settings"],
  ["settings/projects", "settings/projects"],
  ["settings/projects/new", "settings/projects/new"],
  ["settings/projects/shop/hosts", "settings/projects/shop/hosts"],
  ["settings/projects/gone", "settings/projects"],
  ["settings/projects/shop/hosts/zzz", "settings/projects"],
])("of the path %s, %s exists", (path, known) => {
  expect(knownPath(path, ["sandbox", "shop"])).toBe(known);
});

it("says of an address that names nothing where one is, without a key in it", () => {
  expect(unknownAddressText("#/zzz", "Inspect")).toBe("Nothing here has the address “#/zzz”. This is Inspect.");
  const key = "secret-abcdefghijklmnopqrstuvwxyz0123456789";
  expect(unknownAddressText(`#/${key}`, "Inspect")).not.toContain(key);
  expect(unknownAddressText(`#/${"z".repeat(9_000)}`, "Inspect").length).toBeLessThan(150);
});
