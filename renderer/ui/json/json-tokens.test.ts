import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonTokens } from "./json-tokens.ts";

const kinds = (text: string) => jsonTokens(text).map(({ kind, text: token }) => [kind, token]);

test("distinguishes keys, strings, numbers and literals", () => {
  expect(kinds('{"a": -1.5e3, "b": ["x", true, null]}')).toEqual([
    ["plain", "{"],
    ["key", '"a"'],
    ["plain", ":"],
    ["plain", " "],
    ["number", "-1.5e3"],
    ["plain", ", "],
    ["key", '"b"'],
    ["plain", ":"],
    ["plain", " ["],
    ["string", '"x"'],
    ["plain", ", "],
    ["literal", "true"],
    ["plain", ", "],
    ["literal", "null"],
    ["plain", "]}"],
  ]);
});

test("keeps every character at its position, in JSON and in any other text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (text) => {
      const tokens = jsonTokens(text);
      expect(tokens.map((token) => token.text).join("")).toBe(text);
      expect(tokens.every((token) => text.startsWith(token.text, token.from))).toBe(true);
    }),
  );
});
