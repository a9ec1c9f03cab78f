import { expect, test } from "vitest";
import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import { type FieldUsageList, fieldUsageWarnings, isFieldUsed, isGroupUsed, notSet } from "./field-usage.ts";

const field = (facts: Partial<FieldReadiness>): FieldReadiness => ({
  field: "plan",
  role: "attribute",
  where: "custom",
  path: ["custom", "plan"],
  state: "set",
  has: "pro",
  spelledAs: null,
  wants: [],
  suggestions: [],
  message: null,
  fix: null,
  ...facts,
});
const looksAt = (...fields: FieldReadiness[]): FieldUsageList => ({ name: "invite_friends", fields, traps: [] });

test("marks a field only at its own path in the user", () => {
  const fieldUsage = looksAt(field({}));
  expect(isFieldUsed(fieldUsage, ["custom", "plan"])).toBe(true);
  expect(isFieldUsed(fieldUsage, ["privateAttributes", "plan"])).toBe(false);
  expect(isFieldUsed(null, ["custom", "plan"])).toBe(false);
  expect([isGroupUsed(fieldUsage, "custom"), isGroupUsed(fieldUsage, "customIDs")]).toEqual([true, false]);
});

test("marks a misspelt field at its path, with the fix", () => {
  const fix = { label: "Rename to plan", user: { custom: { plan: "pro" } } };
  const fieldUsage = looksAt(field({ state: "misspelt", spelledAs: "Plan", message: "Rules look for “plan”.", fix }));
  expect(isFieldUsed(fieldUsage, ["custom", "Plan"])).toBe(true);
  expect(fieldUsageWarnings(fieldUsage)).toEqual([{ path: ["custom", "Plan"], message: "Rules look for “plan”.", fix }]);
});

test("lists a missing field as not set, without a warning", () => {
  const fieldUsage = looksAt(
    field({}),
    field({ field: "tier", path: ["statsigEnvironment", "tier"], state: "missing", message: "No tier." }),
  );
  expect(notSet(fieldUsage).map((missing) => missing.field)).toEqual(["tier"]);
  expect(fieldUsageWarnings(fieldUsage)).toEqual([]);
});
