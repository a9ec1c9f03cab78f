import { expect, test } from "vitest";
import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import { isGroupLookedAt, isLookedAt, type LookedAt, lookedAtWarnings, notSet } from "./field-usage.ts";

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
  mend: null,
  ...facts,
});
const looksAt = (...fields: FieldReadiness[]): LookedAt => ({ name: "invite_friends", fields, traps: [] });

test("a field is marked at its own place in the user, and nowhere else", () => {
  const lookedAt = looksAt(field({}));
  expect(isLookedAt(lookedAt, ["custom", "plan"])).toBe(true);
  expect(isLookedAt(lookedAt, ["privateAttributes", "plan"])).toBe(false);
  expect(isLookedAt(null, ["custom", "plan"])).toBe(false);
  expect([isGroupLookedAt(lookedAt, "custom"), isGroupLookedAt(lookedAt, "customIDs")]).toEqual([true, false]);
});

test("a misspelt field is marked where it stands, with the mend beside it", () => {
  const mend = { label: "Rename to plan", user: { custom: { plan: "pro" } } };
  const lookedAt = looksAt(field({ state: "misspelt", spelledAs: "Plan", message: "Rules look for “plan”.", mend }));
  expect(isLookedAt(lookedAt, ["custom", "Plan"])).toBe(true);
  expect(lookedAtWarnings(lookedAt)).toEqual([{ path: ["custom", "Plan"], message: "Rules look for “plan”.", mend }]);
});

test("what is missing is offered to be added, and is no warning beside a field that is not there", () => {
  const lookedAt = looksAt(
    field({}),
    field({ field: "tier", path: ["statsigEnvironment", "tier"], state: "missing", message: "No tier." }),
  );
  expect(notSet(lookedAt).map((missing) => missing.field)).toEqual(["tier"]);
  expect(lookedAtWarnings(lookedAt)).toEqual([]);
});
