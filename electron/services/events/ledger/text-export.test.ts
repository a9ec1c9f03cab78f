import { expect, it } from "vitest";
import { csvLine } from "#shared/domain/text/csv-line.ts";

it.each([
  ["=1+1", "'=1+1"],
  ["-2", "'-2"],
  ["@ada", "'@ada"],
  ["\tx", '"\'\tx"'],
  ['say "hi", you', '"say ""hi"", you"'],
  ["two\nlines", '"two\nlines"'],
  [-2, "-2"],
])("writes %j as %s, which is neither a formula nor several cells", (cell, wanted) => {
  expect(csvLine([cell])).toBe(`${wanted}\r\n`);
});
