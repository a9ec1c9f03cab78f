import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatValue, formatValues } from "./format-value.ts";

const long = "a".repeat(80);

describe("two values that differ", () => {
  it.each([
    ["short ones as they are", "DE", "US", ["DE", "US"]],
    ["long ones that differ at the start from their start", `x${long}`, `y${long}`, [`x${"a".repeat(58)}…`, `y${"a".repeat(58)}…`]],
    ["long texts from shortly before the difference", `${long}1`, `${long}2`, [`“…${"a".repeat(24)}1”`, `“…${"a".repeat(24)}2”`]],
    ["a text that goes on after the other", long, `${long}more`, [`“…${"a".repeat(24)}”`, `“…${"a".repeat(24)}more”`]],
    ["lists", [long, 1], [long, 2], [`…${"a".repeat(22)}",1]`, `…${"a".repeat(22)}",2]`]],
    ["equal ones as one alone", long, long, [`${"a".repeat(59)}…`, `${"a".repeat(59)}…`]],
  ])("are shown where they differ: %s", (_what, one, other, shown) => {
    expect(formatValues(one, other)).toEqual(shown);
  });

  it("are never shown alike, nor with half of a character", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 90 });
    fc.assert(
      fc.property(text, text, text, (start, one, other) => {
        const shown = formatValues(start + one, start + other);
        expect(shown.every((each) => each.isWellFormed()) && formatValue(start + one).isWellFormed()).toBe(true);
        expect(shown[0] === shown[1]).toBe(one === other);
      }),
    );
  });
});
