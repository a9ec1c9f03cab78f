import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDoubledNames } from "./doubled-names.ts";
import type { JsonValue } from "./json.ts";
import { readJson } from "./read-json.ts";

const doubledIn = (text: string) => findDoubledNames(text, readJson(text));

describe("names that occur more than once in one object", () => {
  it.each([
    ["at the top", '{"a":1,"b":2,"a":3}', [{ path: [], name: "a", count: 2, isReplaced: false }]],
    ["three times", '{"a":1,"a":2,"a":3}', [{ path: [], name: "a", count: 3, isReplaced: false }]],
    ["in a list", '[{"a":1},[{"b":{"a":1,"a":[2]}}]]', [{ path: ["1", "0", "b"], name: "a", count: 2, isReplaced: false }]],
    ["once with an escape", '{"salt":1,"s\\u0061lt":2}', [{ path: [], name: "salt", count: 2, isReplaced: false }]],
    [
      "beside texts that look like names",
      '{"a":"\\"a\\":{\\\\","b":["a","a"],"a":"}"}',
      [{ path: [], name: "a", count: 2, isReplaced: false }],
    ],
    [
      "in a value that another one replaces",
      '{"g":{"x":1,"x":2},"g":{"x":1}}',
      [
        { path: ["g"], name: "x", count: 2, isReplaced: true },
        { path: [], name: "g", count: 2, isReplaced: false },
      ],
    ],
    [
      "in both of two values",
      '{"g":{"x":1,"x":2},"g":{"x":1,"x":2}}',
      [
        { path: ["g"], name: "x", count: 2, isReplaced: true },
        { path: [], name: "g", count: 2, isReplaced: false },
        { path: ["g"], name: "x", count: 2, isReplaced: false },
      ],
    ],
    ["__proto__", '{"__proto__":1,"__proto__":{"a":1}}', [{ path: [], name: "__proto__", count: 2, isReplaced: false }]],
  ])("are found %s", (_where, text, doubled) => {
    expect(doubledIn(text)).toEqual(doubled);
  });

  it("are not found in any JSON that was written from a value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
        expect(doubledIn(JSON.stringify(value, null, indent))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("are found wherever a member is written again", () => {
    const member = fc.tuple(fc.string(), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.uniqueArray(member, { minLength: 1, selector: ([name]) => name }), fc.nat(), (members, at) => {
        const [name] = members[at % members.length] ?? [""];
        const written = (parts: readonly [string, JsonValue][]) =>
          parts.map((part) => part.map((each) => JSON.stringify(each)).join(":")).join(",");
        const text = `[{${written(members as [string, JsonValue][])},${written([[name, 7]])}}]`;
        expect(doubledIn(text).filter(({ isReplaced }) => !isReplaced)).toEqual([{ path: ["0"], name, count: 2, isReplaced: false }]);
      }),
    );
  });

  it("are found in a text that is nested deeper than the stack allows", () => {
    const deep = `${"[".repeat(20_000)}{"a":1}${"]".repeat(20_000)}`;
    expect(doubledIn(`{"g":${deep}}`)).toEqual([]);
    expect(doubledIn(`{"g":${deep},"g":1}`)).toMatchObject([{ path: [], name: "g", count: 2 }]);
  });
});
