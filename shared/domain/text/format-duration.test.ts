import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAge, formatAgo, formatCountdown, formatDuration, formatElapsed, formatTimeSpan } from "./format-duration.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test("a duration has a decimal only where it carries information", () => {
  const durations = [0.44, 9, 9.97, 12.4, 999, 999.7, 1000, 2440, 20_000, 119_000, 150_000];
  expect(durations.map(formatDuration)).toEqual([
    "0.4 ms",
    "9 ms",
    "10 ms",
    "12 ms",
    "999 ms",
    "1 s",
    "1 s",
    "2.4 s",
    "20 s",
    "119 s",
    "3 minutes",
  ]);
});

test("a time span is rounded to its largest whole unit", () => {
  const spans = [0, 1000, 45_000, minuteMs, 17.6 * minuteMs, 59.7 * minuteMs, 47 * hourMs, 50 * hourMs];
  expect(spans.map(formatTimeSpan)).toEqual([
    "0 seconds",
    "1 second",
    "45 seconds",
    "1 minute",
    "18 minutes",
    "1 hour",
    "47 hours",
    "2 days",
  ]);
});

test("a time span never shows a number that the next unit should have", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (ms) => {
      const [amount, unit] = formatTimeSpan(ms).split(" ");
      const limits: Record<string, number> = { second: 60, minute: 60, hour: 48 };
      expect(Number(amount?.replaceAll(",", ""))).toBeLessThan(limits[unit?.replace(/s$/, "") ?? ""] ?? Number.POSITIVE_INFINITY);
    }),
  );
});

test("an age below a minute is not counted in seconds", () => {
  expect([20_000, minuteMs, 17 * minuteMs].map(formatAgo)).toEqual(["just now", "1 minute ago", "17 minutes ago"]);
  expect([20_000, minuteMs, 17 * minuteMs].map(formatAge)).toEqual(["less than a minute old", "1 minute old", "17 minutes old"]);
});

test("a running clock keeps its decimal and never goes below zero", () => {
  expect([-5, 400, 1000, 12_340].map(formatElapsed)).toEqual(["0.0 s", "0.4 s", "1.0 s", "12.3 s"]);
});

test("a countdown shows zero only when no time is left", () => {
  expect([-5, 0, 1, 24_000, 60_001, 725_000, 3_600_000, 86_399_000].map(formatCountdown)).toEqual([
    ...["0:00", "0:00", "0:01", "0:24", "1:01", "12:05"],
    ...["1:00:00", "23:59:59"],
  ]);
});
