import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileFormat } from "#shared/domain/events/event-import.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { openQuoteProblem } from "./csv-records.ts";
import { maxRowLength, type RawRow, RowTooLong, readValue } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/** Reads a text in pieces of these lengths, over and over. */
function readAll(
  format: FileFormat,
  text: string,
  pieces: readonly number[] = [text.length || 1],
  separator: string | null = ",",
): RawRow[] {
  const reader = createRowReader(format, separator);
  const rows: RawRow[] = [];
  for (let from = 0, turn = 0; from < text.length; turn += 1) {
    const length = pieces[turn % pieces.length]!;
    rows.push(...reader.push(text.slice(from, from + length)));
    from += length;
  }
  return [...rows, ...reader.end()];
}

const cellsOf = (rows: readonly RawRow[]) => rows.map((row) => (row.kind === "cells" ? row.cells : row));
const readOf = (rows: readonly RawRow[]) => rows.map((row) => (row.kind === "json" ? readValue(row.text) : row));
const valuesOf = (rows: readonly RawRow[]) => readOf(rows).map((read) => (read.kind === "value" ? read.value : read));

const pieces = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", '"', ",", ";", "\t", "\n", "\r", " ", "ä", "😀") }),
  fc.string({ unit: "grapheme" }),
);
const separator = fc.constantFrom(",", ";", "\t");
const lineBreak = fc.constantFrom("\n", "\r\n", "\r");

describe("CSV", () => {
  it("does not take the rows after a quote that is not closed for a cell", () => {
    expect(readAll("csv", 'a,b\nc,"d\ne,f\n')).toMatchObject([
      { kind: "cells", cells: ["a", "b"] },
      { kind: "broken", text: 'c,"d\ne,f\n', problem: openQuoteProblem },
    ]);
  });

  it("returns the cells that were written by RFC 4180, in any pieces", () => {
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, separator, lineBreak, pieces, fc.boolean(), (rows, by, end, lengths, endsWithBreak) => {
        const written = rows.filter((cells) => cells.length > 1 || cells[0] !== "");
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = written.map((cells) => cells.map(quoted).join(by)).join(end) + (endsWithBreak && written.length > 0 ? end : "");
        expect(cellsOf(readAll("csv", text, lengths, by))).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  it("returns the same records in any pieces", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ") }), pieces, (text, lengths) => {
        expect(readAll("csv", text, lengths)).toEqual(readAll("csv", text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [
      "without quotes",
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["empty lines", "a\n\n\r\n1\n", [["a"], ["1"]]],
    [
      "empty cells",
      "a,,\n,,b",
      [
        ["a", "", ""],
        ["", "", "b"],
      ],
    ],
    ["a line break in a cell", 'a\n"1\n2"', [["a"], ["1\n2"]]],
    ["doubled quotes", '"say ""hi"""', [['say "hi"']]],
    ["a quote inside a plain cell", '5" nail,x', [['5" nail', "x"]]],
    ["text after a closing quote", '"a"b,c', [["ab", "c"]]],
  ])("%s", (_what, text, wanted) => {
    expect(cellsOf(readAll("csv", text))).toEqual(wanted);
  });

  it("throws for a row that does not end instead of filling the memory", () => {
    expect(() => readAll("csv", `a\n"${"x".repeat(maxRowLength + 1)}`, [65_536])).toThrow(RowTooLong);
  });
});

const element = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

describe("a JSON list", () => {
  it("returns its elements in any pieces and any layout", () => {
    fc.assert(
      fc.property(
        fc.array(element, { maxLength: 6 }),
        pieces,
        fc.constantFrom(undefined, 2),
        fc.boolean(),
        (elements, lengths, indent, isBody) => {
          const whole = isBody ? { user: { tags: [1] }, events: elements, after: [2] } : elements;
          expect(valuesOf(readAll("json", JSON.stringify(whole, null, indent), lengths))).toEqual(elements);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("may be a single object that contains lists", () => {
    const event = { eventName: "a", secondaryExposures: [{ gate: "g" }] };
    expect(valuesOf(readAll("json", JSON.stringify(event, null, 2), [3]))).toEqual([event]);
  });

  it("reports a broken row, and continues", () => {
    expect(readOf(readAll("json", '[1, {"a":}, 3, {"b":')).map(({ kind }) => kind)).toEqual(["value", "broken", "value", "broken"]);
  });
});

describe("lines of JSON", () => {
  it("return their values in any pieces", () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), pieces, fc.constantFrom("\n", "\r\n", "\n\n"), (elements, lengths, end) => {
        expect(valuesOf(readAll("ndjson", elements.map((value) => JSON.stringify(value) + end).join(""), lengths))).toEqual(elements);
      }),
      { numRuns: 1_000 },
    );
  });

  it("report a broken row, and continue", () => {
    expect(readOf(readAll("ndjson", '{"a":1}\n{"a"\n{"a":3}'))).toEqual([
      { kind: "value", value: { a: 1 } },
      { kind: "broken", text: '{"a"', problem: "This is not JSON: it has an error at position 4." },
      { kind: "value", value: { a: 3 } },
    ]);
  });
});
