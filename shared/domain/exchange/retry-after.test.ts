import { describe, expect, it } from "vitest";
import { maxRetryAfterMs, readRetryAfter } from "./retry-after.ts";

describe("Retry-After", () => {
  const nowMs = Date.UTC(2026, 10, 23, 12);
  it.each<[string, [string, string][], number | null]>([
    ["in seconds", [["Retry-After", "120"]], 120_000],
    ["as a date", [["retry-after", "Mon, 23 Nov 2026 12:02:00 GMT"]], 120_000],
    [
      "as a date of a server whose clock is ahead",
      [
        ["retry-after", "Mon, 23 Nov 2026 13:02:00 GMT"],
        ["date", "Mon, 23 Nov 2026 13:00:00 GMT"],
      ],
      120_000,
    ],
    ["in the past", [["Retry-After", "Mon, 23 Nov 2026 11:00:00 GMT"]], 0],
    ["of years", [["Retry-After", "999999999"]], maxRetryAfterMs],
    ["of more seconds than a number holds", [["Retry-After", "9".repeat(400)]], maxRetryAfterMs],
    ["as a date in years", [["Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"]], maxRetryAfterMs],
    ["that is none", [["Retry-After", "soon"]], null],
    ["with a fraction, which is neither", [["Retry-After", "1.5"]], null],
    ["missing", [], null],
  ])("%s", (_what, headers, wanted) => {
    expect(readRetryAfter(headers, nowMs)).toBe(wanted);
  });
});
