import { expect, it } from "vitest";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { columnNames } from "./column-names.ts";

const subject = (userLabel: string, tier = "production"): CompareSubject => ({
  ...{ user: { userID: userLabel }, userLabel, projectId: "shop", tier, keyId: null, snapshotId: null, atMs: null },
});
const now = { projectName: "Shop", keyName: "", rules: "now" };

it.each([
  ["users", [subject("Lena"), subject("Nora")], [now, now], ["Lena", "Nora"]],
  ["tiers of one user", [subject("Lena"), subject("Lena", "staging")], [now, now], ["production", "staging"]],
  ["times of the rules", [subject("Lena"), subject("Lena")], [now, { ...now, rules: "24 Nov, 14:02" }], ["now", "24 Nov, 14:02"]],
  [
    "keys",
    [subject("Lena"), subject("Lena")],
    [
      { ...now, keyName: "client key ••••1a2b" },
      { ...now, keyName: "server secret key ••••4f2a" },
    ],
    ["client key ••••1a2b", "server secret key ••••4f2a"],
  ],
  [
    "everything that differs, where one part is not enough",
    [subject("Lena"), subject("Lena", "staging"), subject("Nora")],
    [now, now, now],
    ["Lena, production", "Lena, staging", "Nora, production"],
  ],
  ["a number, where nothing differs", [subject("Lena"), subject("Lena")], [now, now], ["Lena (1)", "Lena (2)"]],
])("names the columns by %s", (_what, subjects, facts, names) => {
  expect(columnNames(subjects, facts)).toEqual(names);
});
