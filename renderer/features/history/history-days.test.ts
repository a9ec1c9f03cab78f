import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageText, dayTitle, highlightMatches } from "./history-days.ts";

const now = new Date(2026, 10, 23, 12, 0, 0).getTime();

const hits = (text: string, search: string) =>
  highlightMatches(text, search)
    .filter((part) => part.isHit)
    .map((part) => part.text);

describe("days", () => {
  it("are named as one would say them", () => {
    const titles = [
      new Date(2026, 10, 23, 0, 0, 1),
      new Date(2026, 10, 22, 23, 59, 59),
      new Date(2026, 10, 19, 10, 0, 0),
      new Date(2025, 0, 3, 10, 0, 0),
    ].map((date) => dayTitle(date.getTime(), now));
    expect(titles).toEqual(["Today", "Yesterday", "19 November", "3 January 2025"]);
  });

  it("say how long ago something was", () => {
    expect([20_000, 60_000, 17 * 60_000, 3_600_000, 50 * 3_600_000].map((ms) => ageText(now - ms, now))).toEqual([
      "just now",
      "1 minute ago",
      "17 minutes ago",
      "1 hour ago",
      "2 days ago",
    ]);
  });
});

describe("marks", () => {
  it("stand where a searched word begins", () => {
    expect(highlightMatches("checkout_v2", "check")).toEqual([
      { from: 0, text: "check", isHit: true },
      { from: 5, text: "out_v2", isHit: false },
    ]);
    expect(hits("new_checkout recheckout (v2)", "CHECKOUT (v2")).toEqual(["checkout", "(v2"]);
  });

  it("lose no character of any text, whatever is searched for", () => {
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
