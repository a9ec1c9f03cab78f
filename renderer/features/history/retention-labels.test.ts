import { describe, expect, it } from "vitest";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { keptText, notStoredText, readRule, removalReason, removalTime, stayingText, willBeRemoved } from "./retention-labels.ts";

const nowMs = new Date(2026, 10, 23, 12).getTime();
const tonightMs = new Date(2026, 10, 24, 3).getTime();
const due = {
  ...{ requests: 1_204, bytes: 3_100_000, bySize: 0, fromMs: nowMs, toMs: nowMs, purposes: [] },
  staying: { pinned: 6, annotated: 0, unfinished: 0 },
};

it("says how many requests are missing, and since when", () => {
  const sinceMs = nowMs - 60_000;
  expect(notStoredText({ requests: 3, sinceMs }, nowMs)).toBe(
    `3 requests since ${formatTimeOrDate(sinceMs, nowMs)} could not be stored, so they are not in the history. The disk may be full.`,
  );
});

describe("what is removed next", () => {
  it("is said with its time and what stays", () => {
    expect(willBeRemoved({ due, removesAtMs: tonightMs }, nowMs)).toBe("will be removed tonight; 6 pinned stay");
    const tagged = { ...due, staying: { pinned: 6, annotated: 14, unfinished: 2 } };
    expect(willBeRemoved({ due: tagged, removesAtMs: tonightMs }, nowMs)).toBe("will be removed tonight; 20 pinned or tagged stay");
    expect(removalTime(tonightMs + 24 * 60 * 60_000, nowMs)).toBe("after 25 Nov, 03:00");
    expect(removalTime(nowMs - 1, nowMs)).toBe("in a moment");
  });

  it("has a reason: age, size, or both", () => {
    const rule = { days: 90, megabytes: 500 };
    const reason = (bySize: number) => removalReason({ due: { ...due, bySize }, removesAtMs: tonightMs, rule }, nowMs);
    expect(reason(0)).toContain("older than 90 days");
    expect(reason(1_204)).toContain("the oldest beyond 500 MB");
    expect(reason(4)).toContain("older than 90 days, and the oldest beyond 500 MB");
  });

  it("leaves out what stays although it is older", () => {
    expect(stayingText({ staying: { pinned: 0, annotated: 0, unfinished: 0 } })).toBeNull();
    expect(stayingText({ staying: { pinned: 6, annotated: 14, unfinished: 2 } })).toBe(
      "6 pinned, 14 with a tag or note, 2 of events that wait",
    );
  });
});

it("says what is kept, and for how long", () => {
  expect(keptText(12_604, 41_000_000, { days: 90, megabytes: 500 })).toMatch(/^12,604 kept for 90.days or 500 MB; 41.MB now$/);
  expect(keptText(2, 0, { days: null, megabytes: null })).toContain("2 kept without a limit");
});

it.each([
  ["90", "500", { days: 90, megabytes: 500 }],
  ["", "1,000", { days: null, megabytes: 1_000 }],
  ["", "", { days: null, megabytes: null }],
  ["0", "500", null],
  ["many", "500", null],
  ["90", "9", null],
])("reads %j days and %j MB", (days, megabytes, rule) => {
  expect(readRule(days, megabytes)).toEqual(rule);
});
