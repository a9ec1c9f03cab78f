import { expect, test } from "vitest";
import { formatBytes, formatCompactNumber, formatCount, formatNumber, formatPercent } from "./format-number.ts";

test("numbers have a comma at every third digit", () => {
  expect([0, 999, 12_000, 1_234_567].map(formatNumber)).toEqual(["0", "999", "12,000", "1,234,567"]);
  expect([950, 12_000].map(formatCompactNumber)).toEqual(["950", "12K"]);
});

test("a count takes the plural unless it is one", () => {
  expect([formatCount(0, "event"), formatCount(1, "event"), formatCount(12_000, "event")]).toEqual([
    "0 events",
    "1 event",
    "12,000 events",
  ]);
  expect([formatCount(1, "entity", "entities"), formatCount(2, "entity", "entities")]).toEqual(["1 entity", "2 entities"]);
});

test("a percentage keeps small shares and drops needless zeros", () => {
  expect([10, 0.5, 0.005, 33.300_000_000_4, 100].map((percent) => formatPercent(percent))).toEqual([
    "10 %",
    "0.5 %",
    "0.005 %",
    "33.3 %",
    "100 %",
  ]);
  expect([0.7, 18.42].map((percent) => formatPercent(percent, { decimals: 2 }))).toEqual(["0.70 %", "18.42 %"]);
});

test("a size in bytes is exact while it is small", () => {
  expect([0, 1, 412, 9999, 12_440, 32_000_000, 1_300_000].map(formatBytes)).toEqual([
    "0 bytes",
    "1 byte",
    "412 bytes",
    "9,999 bytes",
    "12.4 kB",
    "32 MB",
    "1.3 MB",
  ]);
});
