import { expect, it } from "vitest";
import { formatLocalTime, formatTimeVariants, offsetMs, parseTime, shortTimeText, splitOffset, timeInputText } from "./event-time-text.ts";

const atMs = new Date("2026-11-23T12:01:07").getTime();

it("reads a date and time without a zone as local", () => {
  expect(parseTime("2026-11-23 12:01:07")).toEqual({ kind: "at", ms: atMs });
  expect(parseTime("2026-11-23T12:01")).toEqual({ kind: "at", ms: atMs - 7000 });
  expect(parseTime("2026-11-23")).toEqual({ kind: "at", ms: new Date("2026-11-23T00:00").getTime() });
});

it("reads back its own output, milliseconds included", () => {
  for (const ms of [atMs, atMs + 5]) expect(parseTime(formatLocalTime(ms))).toEqual({ kind: "at", ms });
});

it("reads milliseconds, zones and offsets as in JSON, and an empty text as now", () => {
  expect(parseTime("1795431667000")).toEqual({ kind: "at", ms: 1795431667000 });
  expect(parseTime("2026-11-23T11:01:07Z")).toEqual({ kind: "at", ms: Date.UTC(2026, 10, 23, 11, 1, 7) });
  expect(parseTime("now-5m")).toEqual({ kind: "relative", ms: -300_000 });
  expect(parseTime(" ")).toEqual({ kind: "now" });
});

it("keeps text that is not a time as typed", () => {
  const time = parseTime("yesterday");
  expect(time).toEqual({ kind: "unreadable", value: "yesterday" });
  expect(timeInputText(time)).toBe("yesterday");
  expect(formatTimeVariants(time, 0)).toBeNull();
  expect(parseTime("2026-13-40 12:00")).toMatchObject({ kind: "unreadable" });
});

it("formats a time in the local zone, in UTC and in milliseconds", () => {
  expect(formatTimeVariants({ kind: "relative", ms: -60_000 }, atMs, "Europe/Berlin")).toEqual({
    local: "2026-11-23 12:00:07 Europe/Berlin",
    utc: new Date(atMs - 60_000).toISOString().replace("T", " ").replace("Z", ""),
    unixMs: String(atMs - 60_000),
  });
});

it("leaves out the local time where the zone is UTC", () => {
  expect(formatTimeVariants({ kind: "at", ms: 0 }, atMs, "UTC")).toEqual({ local: null, utc: "1970-01-01 00:00:00.000", unixMs: "0" });
});

it.each([
  [-300_000, { amount: 5, unit: "min", side: "before" }],
  [7_200_000, { amount: 2, unit: "h", side: "after" }],
  [-90_000, { amount: 90, unit: "s", side: "before" }],
  [0, { amount: 0, unit: "s", side: "before" }],
] as const)("splits an offset of %d ms into %o, and back", (ms, offset) => {
  expect(splitOffset(ms)).toEqual(offset);
  expect(offsetMs(offset)).toBe(ms);
});

it("shortens a time for a list", () => {
  expect(shortTimeText({ kind: "now" }, atMs)).toBe("when sent");
  expect(shortTimeText({ kind: "relative", ms: -300_000 }, atMs)).toBe("5 min before");
  expect(shortTimeText({ kind: "at", ms: atMs }, atMs + 60_000)).toBe("12:01:07");
  expect(shortTimeText({ kind: "at", ms: atMs }, atMs + 86_400_000)).toBe("2026-11-23 12:01:07");
});
