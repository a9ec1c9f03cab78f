import { expect, test } from "vitest";
import { duration, minutesAndSeconds, size } from "./time-text.ts";

test("a duration keeps a decimal only where it says something", () => {
  expect([0.44, 9, 12.4, 84.2, 999, 1000, 2440].map(duration)).toEqual([
    "0.4\u00a0ms",
    "9\u00a0ms",
    "12\u00a0ms",
    "84\u00a0ms",
    "999\u00a0ms",
    "1.0\u00a0s",
    "2.4\u00a0s",
  ]);
});

test("a countdown never shows zero while there is time left, and never goes below it", () => {
  expect([-5, 0, 1, 24_000, 60_001, 725_000].map(minutesAndSeconds)).toEqual(["0:00", "0:00", "0:01", "0:24", "1:01", "12:05"]);
});

test("a size is exact while it is small", () => {
  expect([0, 1, 412, 9999, 12_440, 1_300_000].map(size)).toEqual([
    "0\u00a0bytes",
    "1\u00a0byte",
    "412\u00a0bytes",
    "9,999\u00a0bytes",
    "12.4\u00a0kB",
    "1.3\u00a0MB",
  ]);
});
