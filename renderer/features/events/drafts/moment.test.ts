import { expect, it } from "vitest";
import { briefTime, formatHighlights, localMoment, momentText, offsetMs, offsetOf, readMoment } from "./moment.ts";

const atMs = new Date("2026-11-23T12:01:07").getTime();

it("takes a date and time without a zone for this machine's", () => {
  expect(readMoment("2026-11-23 12:01:07")).toEqual({ kind: "at", ms: atMs });
  expect(readMoment("2026-11-23T12:01")).toEqual({ kind: "at", ms: atMs - 7000 });
  expect(readMoment("2026-11-23")).toEqual({ kind: "at", ms: new Date("2026-11-23T00:00").getTime() });
});

it("reads back what it shows, milliseconds included", () => {
  for (const ms of [atMs, atMs + 5]) expect(readMoment(localMoment(ms))).toEqual({ kind: "at", ms });
});

it("reads what JSON holds: milliseconds, a zone, an offset; nothing is now", () => {
  expect(readMoment("1795431667000")).toEqual({ kind: "at", ms: 1795431667000 });
  expect(readMoment("2026-11-23T11:01:07Z")).toEqual({ kind: "at", ms: Date.UTC(2026, 10, 23, 11, 1, 7) });
  expect(readMoment("now-5m")).toEqual({ kind: "relative", ms: -300_000 });
  expect(readMoment(" ")).toEqual({ kind: "now" });
});

it("keeps what is no time as it was typed", () => {
  const time = readMoment("yesterday");
  expect(time).toEqual({ kind: "unreadable", value: "yesterday" });
  expect(momentText(time)).toBe("yesterday");
  expect(formatHighlights(time, 0)).toBeNull();
  expect(readMoment("2026-13-40 12:00")).toMatchObject({ kind: "unreadable" });
});

it("says a moment in this zone, in UTC and in milliseconds", () => {
  expect(formatHighlights({ kind: "relative", ms: -60_000 }, atMs, "Europe/Berlin")).toEqual({
    local: "2026-11-23 12:00:07 Europe/Berlin",
    utc: new Date(atMs - 60_000).toISOString().replace("T", " ").replace("Z", ""),
    unixMs: String(atMs - 60_000),
  });
});

it("says a moment once where the person's zone is UTC", () => {
  expect(formatHighlights({ kind: "at", ms: 0 }, atMs, "UTC")).toEqual({ local: null, utc: "1970-01-01 00:00:00.000", unixMs: "0" });
});

it.each([
  [-300_000, { amount: 5, unit: "min", side: "before" }],
  [7_200_000, { amount: 2, unit: "h", side: "after" }],
  [-90_000, { amount: 90, unit: "s", side: "before" }],
  [0, { amount: 0, unit: "s", side: "before" }],
] as const)("says an offset of %d ms as %o, and back", (ms, offset) => {
  expect(offsetOf(ms)).toEqual(offset);
  expect(offsetMs(offset)).toBe(ms);
});

it("is brief in a list", () => {
  expect(briefTime({ kind: "now" }, atMs)).toBe("when sent");
  expect(briefTime({ kind: "relative", ms: -300_000 }, atMs)).toBe("5 min before");
  expect(briefTime({ kind: "at", ms: atMs }, atMs + 60_000)).toBe("12:01:07");
  expect(briefTime({ kind: "at", ms: atMs }, atMs + 86_400_000)).toBe("2026-11-23 12:01:07");
});
