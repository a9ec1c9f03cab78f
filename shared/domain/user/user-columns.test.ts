import fc from "fast-check";
import { expect, it } from "vitest";
import { csvCell } from "../text/csv-line.ts";
import { cellOfValue, textOfCell, valueOfCell } from "./user-columns.ts";

/** Reads a cell as CSV does: without the quotes around it. */
const read = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.stringMatching(/^['"=+\-@0-9.e]{1,6}$/),
  fc.constantFrom("true", "false", "null", "42", '"42"', "'42", "'-42", "''=1", "1e5", "-1e5", "007"),
);

it("reads every value from the cell that was written for it, with its type", () => {
  fc.assert(
    fc.property(
      fc.oneof(text, fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true })),
      (value) => {
        const cell = cellOfValue(value);
        expect(valueOfCell(read(typeof value === "string" ? csvCell(cell) : cell))).toEqual(value);
      },
    ),
  );
});

it("reads every text of a field that has texts only", () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(textOfCell(read(csvCell(value)))).toBe(value);
    }),
  );
});

it("writes an absent value as an empty cell, and a list as its JSON text", () => {
  expect([undefined, null, "", [1, "a"]].map(cellOfValue)).toEqual(["", "", "", '[1,"a"]']);
});
