import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highlightMatches } from "./highlight-matches.ts";

const hits = (text: string, search: string) =>
  highlightMatches(text, search)
    .filter((part) => part.isHit)
    .map((part) => part.text);

describe("highlighted matches", () => {
  it("start where a word of the text starts", () => {
    expect(highlightMatches("checkout_v2", "check")).toEqual([
      { from: 0, text: "check", isHit: true },
      { from: 5, text: "out_v2", isHit: false },
    ]);
    expect(hits("new_checkout recheckout (v2)", "CHECKOUT (v2")).toEqual(["checkout", "(v2"]);
  });

  it("keep every character of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (text, search) => {
        expect(
          highlightMatches(text, search)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});
