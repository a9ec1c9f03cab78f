import { describe, expect, it } from "vitest";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { comparisonFor } from "../engine/conditions/operators.ts";
import { ResolvedValue } from "../engine/values/resolved-value.ts";
import { fittingValues, oppositeOperator } from "./fitting-values.ts";

function isMet(operator: string, target: JsonValue, value: JsonValue): boolean {
  const compare = comparisonFor(operator, target);
  if (compare === null) throw new Error(`There is no operator ${operator}.`);
  return compare(new ResolvedValue(value, "custom", null), null) === true;
}

const targets: [string, JsonValue][] = [
  ["any", ["US", "CA"]],
  ["any", ["true"]],
  ["any_case_sensitive", ["Ab"]],
  ["str_starts_with_any", ["pre"]],
  ["str_ends_with_any", ["@shop.test", ".de"]],
  ["str_contains_any", ["mid"]],
  ["gt", 3],
  ["gte", "3.5"],
  ["lt", 0],
  ["lte", 7],
  ["version_gt", "1.9"],
  ["version_gte", "2.0"],
  ["version_lt", "2.0.0"],
  ["version_lte", "2"],
  ["version_eq", "1.2.3"],
  ["eq", "pro"],
  ["eq", 4],
  ["neq", true],
  ["before", 1_700_000_000_000],
  ["after", "1700000000000"],
  ["on", 1_700_000_000_000],
  ["array_contains_any", ["a", "b"]],
  ["array_contains_all", ["a", "b"]],
  ["array_contains_none", ["a", "b"]],
];

describe("fitting values", () => {
  it.each(targets)("for %s %j meet it", (operator, target) => {
    const values = fittingValues(operator, target, ["a", "c"]);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect({ value, isMet: isMet(operator, target, value) }).toEqual({ value, isMet: true });
  });

  it.each(targets)("for the opposite of %s %j do not meet it", (operator, target) => {
    const opposite = oppositeOperator(operator);
    for (const value of opposite === null ? [] : fittingValues(opposite, target, ["a", "c"]))
      expect(isMet(operator, target, value)).toBe(false);
  });

  it("keep the part of an address before its @", () => {
    expect(fittingValues("str_ends_with_any", ["@shop.test"], "ada@example.com")).toEqual(["ada@shop.test"]);
  });

  it("are at most twelve, and none if the target suggests none", () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `id_${n}`);
    expect(fittingValues("any", many, null)).toHaveLength(12);
    for (const operator of ["str_matches", "in_segment_list", "none", "version_lt", "gt", "nonsense"])
      expect(fittingValues(operator, "(a+)+$", null)).toEqual([]);
  });
});

it.each([
  ["str_contains_any", "@mailinator.", "ada@example.de", "ada@mailinator.com"],
  ["str_contains_any", "mailinator", "ada@example.de", "ada@mailinator.com"],
  ["str_contains_any", "+test", "ada@example.de", "ada+test@example.de"],
  ["str_contains_any", "@shop.test", null, "someone@shop.test"],
  ["str_starts_with_any", "qa-", "ada@example.de", "qa-ada@example.de"],
  ["str_ends_with_any", "@shop.test", "ada@example.de", "ada@shop.test"],
  ["str_ends_with_any", ".edu", "ada@example.de", "ada@example.edu"],
  ["str_ends_with_any", "shop.test", "ada@example.de", "ada@shop.test"],
])("%s %s completes the e-mail address %s to %s", (operator, part, has, address) => {
  expect(fittingValues(operator, [part], has, "email")).toEqual([address]);
});
