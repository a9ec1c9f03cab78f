import { expect, test } from "vitest";
import { shareFor, widthFor } from "./user-columns.tsx";

test("a column is as wide as its longest text, within limits, and shares the rest by length", () => {
  const sizes = { besideRem: 2, maxRem: 9 };
  expect([["Pass"], ["Similar items"], ["a very long name of a group"]].map((texts) => widthFor(texts, sizes))).toEqual([
    "minmax(5rem, 5rem)",
    "minmax(5rem, 8.5rem)",
    "minmax(5rem, 9rem)",
  ]);
  expect(shareFor(["it is turned off", "rule 2 decides"], { minRem: 7 })).toBe("minmax(7rem, 16fr)");
});
