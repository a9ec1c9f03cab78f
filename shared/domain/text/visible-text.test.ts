import fc from "fast-check";
import { expect, it } from "vitest";
import { printable } from "./printable.ts";
import { visibleText } from "./visible-text.ts";

it.each([
  ["checkout\u202egnissap", "checkout⟨U+202E⟩gnissap"],
  ["pay\u200bments", "pay⟨U+200B⟩ments"],
  ["\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"],
  ["\ufeffname", "⟨U+FEFF⟩name"],
  ["red\u001b[31m", "red⟨U+001B⟩[31m"],
  ["a\u200db", "a⟨U+200D⟩b"],
  ["tag\u{e0041}", "tag⟨U+E0041⟩"],
  ["soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"],
])("shows what is hidden in %j", (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

it.each(["checkout_v2", "Jürgen Größe", "日本 العربية עברית", "👩‍💻 👍🏽‍♂️ ❤️‍🔥", "two\nlines\tand a tab", "e\u0301"])(
  "leaves %j as it is",
  (text) => {
    expect(visibleText(text)).toBe(text);
  },
);

it("escapes the same characters in JSON without changing its meaning", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom("\u202e", "\u200b", "\u{e0041}", "\u2028"), (text, hidden) => {
      const json = JSON.stringify({ name: `${text}${hidden}` });
      expect(JSON.parse(printable(json))).toEqual({ name: `${text}${hidden}` });
      expect(printable(json)).not.toContain(hidden);
    }),
  );
});
