import { describe, expect, it } from "vitest";
import { countBuckets, countLater, slotMs, spanOf, stripRange, withoutTime, withSpan } from "./count-strip.ts";

const nowMs = new Date(2026, 10, 24, 12, 30).getTime();
const at = (...time: [day: number, hour: number, minute?: number]) => new Date(2026, 10, ...time).getTime();
const requests = (atMs: number, count: number, unanswered = 0) => ({ slot: Math.floor(atMs / slotMs), count, unanswered });

describe("the buckets of a strip", () => {
  it.each([
    ["a day for a new history", at(24, 12), { unit: "hour", fromMs: at(23, 13) }, 24],
    ["hours up to 14 days", at(11, 3, 20), { unit: "hour", fromMs: at(11, 3) }, 13 * 24 + 10],
    ["days beyond", at(1, 3), { unit: "day", fromMs: at(1, 0) }, 24],
    ["at most 120 days", new Date(2020, 0, 1).getTime(), { unit: "day", fromMs: new Date(2026, 6, 28).getTime() }, 120],
  ] as const)("are %s", (_, oldestMs, range, count) => {
    const found = stripRange({ oldestMs, nowMs });
    const buckets = countBuckets([], { ...found, nowMs });
    expect([found, buckets.length]).toEqual([range, count]);
    expect(buckets.every(({ endMs }, index) => endMs === (buckets[index + 1]?.startMs ?? endMs))).toBe(true);
  });

  it("add the parts of an hour, and leave out what is before or later than now, which is counted apart", () => {
    const laterOnes = [requests(at(24, 12, 45), 4), requests(at(25, 1), 9)];
    const slots = [requests(at(24, 11, 50), 2, 1), requests(at(24, 11, 5), 3), requests(at(20, 1), 9), ...laterOnes];
    const buckets = countBuckets(slots, { ...stripRange({ oldestMs: nowMs, nowMs }), nowMs });
    expect(buckets.filter(({ count }) => count > 0)).toEqual([{ startMs: at(24, 11), endMs: at(24, 12), count: 5, unanswered: 1 }]);
    expect(countLater(slots, nowMs)).toBe(13);
  });
});

describe("a span", () => {
  const hours = countBuckets([], { ...stripRange({ oldestMs: at(20, 0), nowMs }), nowMs });
  const days = countBuckets([], { ...stripRange({ oldestMs: at(1, 0), nowMs }), nowMs });

  it.each([
    ["gate:x since:2026-11-23T14:00 until:2026-11-23T15:59", hours, "hour", { first: 86, last: 87 }],
    ["since:2026-11-20 until:2026-11-22 gate:x", days, "day", { first: 19, last: 21 }],
    ["gate:x", hours, "hour", null],
    ["until:2026-11-20T01:59", hours, "hour", { first: 0, last: 1 }],
  ] as const)("of %s is written as it is read", (text, buckets, unit, span) => {
    expect(spanOf(text, buckets, nowMs)).toEqual(span);
    if (span === null) return;
    expect(spanOf(withSpan("gate:x", span, buckets, unit), buckets, nowMs)).toEqual(span);
  });

  it("over the whole strip leaves no time in the search", () => {
    expect(withSpan("since:today gate:x", { first: 0, last: hours.length - 1 }, hours, "hour")).toBe("gate:x");
    expect(withoutTime("since:2h gate:x until:today")).toBe("gate:x");
  });
});
