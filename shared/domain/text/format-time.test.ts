import { describe, expect, it } from "vitest";
import {
  formatDateTime,
  formatDay,
  formatDayTitle,
  formatIsoDate,
  formatLongDate,
  formatLongWeekday,
  formatTimeOfDay,
  formatTimeOrDate,
  formatUtcDateTime,
  formatWeekday,
} from "./format-time.ts";

const now = new Date(2026, 10, 23, 12, 0, 0).getTime();
const at = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime();
const yesterday = at(2026, 10, 22, 23, 59, 59);

describe("times in this machine's time zone", () => {
  it("show seconds unless asked not to", () => {
    expect([formatTimeOfDay(yesterday), formatTimeOfDay(yesterday, { hasSeconds: false })]).toEqual(["23:59:59", "23:59"]);
  });

  it("carry the date when they are not of today", () => {
    expect([formatDateTime(yesterday), formatTimeOrDate(yesterday, now), formatTimeOrDate(at(2026, 10, 23, 0, 0, 1), now)]).toEqual([
      "22 Nov 2026, 23:59",
      "22 Nov 2026, 23:59",
      "00:00:01",
    ]);
  });
});

describe("days", () => {
  it("carry the year when it is not the current one", () => {
    expect([formatDay(yesterday, now), formatDay(at(2025, 1, 3, 10, 0, 0), now)]).toEqual(["22 Nov", "3 Feb 2025"]);
  });

  it("have titles relative to today", () => {
    const times = [at(2026, 10, 23, 0, 0, 1), yesterday, at(2026, 10, 19, 10, 0, 0), at(2025, 0, 3, 10, 0, 0)];
    expect(times.map((atMs) => formatDayTitle(atMs, now))).toEqual(["Today", "Yesterday", "19 November", "3 January 2025"]);
  });

  it("have a short and a long form", () => {
    expect([formatWeekday(now), formatLongWeekday(now), formatLongDate(now)]).toEqual(["Mon 23", "Monday 23 November", "23 November 2026"]);
  });
});

describe("times in UTC", () => {
  it("are written as ISO 8601 writes them, to the minute", () => {
    const atMs = Date.UTC(2026, 11, 24, 17, 0, 59);
    expect([formatUtcDateTime(atMs), formatIsoDate(atMs)]).toEqual(["2026-12-24 17:00 UTC", "2026-12-24"]);
  });
});
