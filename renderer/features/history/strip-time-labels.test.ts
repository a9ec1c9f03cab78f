import { expect, test } from "vitest";
import { bucketText, labelsOf } from "./strip-time-labels.ts";

const hourMs = 3_600_000;
const midnightMs = new Date(2026, 10, 30).getTime();
const nowMs = midnightMs + 5.5 * hourMs;
const hours = (counts: readonly number[]) =>
  counts.map((count, at) => ({ startMs: midnightMs + (at - 4) * hourMs, endMs: midnightMs + (at - 3) * hourMs, count, unanswered: 0 }));

test("the only bar is labelled with its own time, not with the midnight before it", () => {
  const buckets = hours([0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
  expect(labelsOf(buckets, "hour", nowMs)).toEqual([{ at: 9, label: bucketText(buckets[9], "hour", nowMs) }]);
});

test("several bars are labelled with the midnights among them", () => {
  expect(labelsOf(hours([0, 0, 0, 0, 0, 0, 2, 0, 0, 4]), "hour", nowMs).map(({ at }) => at)).toEqual([4]);
});
