import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable } from "./printable.ts";

describe("a text for a terminal", () => {
  it.each([
    ["a\u001b[31mred\u001b[0m", "a\\u001b[31mred\\u001b[0m"],
    ["\u009b2J", "\\u009b2J"],
    ["over\rwritten", "over\\u000dwritten"],
    ["\u202ecod.exe\u2066", "\\u202ecod.exe\\u2066"],
    ["a\tb\nc", "a\tb\nc"],
    ["name,user\r\ndark\r\r\n", "name,user\r\ndark\\u000d\r\n"],
    ["Jürgen 日本 😀", "Jürgen 日本 😀"],
  ])("writes the control characters of %j as escapes", (text, expected) => expect(printable(text)).toBe(expected));

  it("leaves the meaning of JSON unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});
