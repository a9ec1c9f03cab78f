import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonProblem } from "./json-problem.ts";

describe("the problem of a text that is not JSON", () => {
  it.each([
    ['{\n  "userID": oops\n}', 2, 13, "“oops” is not a JSON value; a text needs double quotes"],
    ['{\r\n  "a": "x"\r\n  "b": 1\r\n}', 3, 3, '“"” is unexpected; a comma or a closing bracket may be missing before it'],
    ['{ "a": "b"', 1, 11, "the text ends before the object is complete"],
    ['{ "a": ', 1, 7, "the text ends before the object is complete"],
    ['{ "a": "b\n}', 1, 10, "the text in quotes does not end on this line"],
    ['{ "a": 1, }', 1, 11, "the comma before this bracket is one too many"],
    ["{ a: 1 }", 1, 3, "“a” is unexpected; a name needs double quotes"],
    ['{ "a": datetime.datetime }', 1, 8, "“datetime.datetime” is not a JSON value; a text needs double quotes"],
    ['{ "a": secret-AbCdEfGhIj1234567890 }', 1, 8, "“secret-AbC…” is not a JSON value; a text needs double quotes"],
    ['{ "a" 1 }', 1, 7, "“1” is unexpected; a colon is missing before it"],
    ['{ "a": }', 1, 8, "a value is missing before this bracket"],
    ['{ "a": "\\d" }', 1, 9, "this escape is not one of JSON"],
    ['{ "a": "x\ty" }', 1, 10, "a control character in a text must be written as an escape"],
    ['{ "a": 007 }', 1, 8, "“007” is not a JSON value; a text needs double quotes"],
    ["{} {}", 1, 4, "the object has ended before this"],
    ["  ", 1, 1, "the text is empty"],
  ])("is found in %j", (json, line, column, what) => {
    expect(findJsonProblem(json)).toEqual({ line, column, what });
  });

  it("is found exactly where JSON.parse finds one", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-0",
      "1e5",
      "01",
      ".5",
      "true",
      "null",
      "nul",
      " ",
      "\n",
      '"\\u00e9"',
      '"\\x"',
      '"',
      "\\",
    );
    const broken = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (json) => {
        expect(findJsonProblem(json) === null).toBe(isJson(json));
      }),
      { numRuns: 3000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
