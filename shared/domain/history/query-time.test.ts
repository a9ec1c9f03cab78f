import { expect, it } from "vitest";
import { readQueryTime } from "./query-time.ts";

// A Monday.
const now = new Date(2026, 10, 23, 14, 5);
const local = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

it.each<[string, startMs: number, endMs: number]>([
  ["today", local(2026, 10, 23), local(2026, 10, 24)],
  ["Yesterday", local(2026, 10, 22), local(2026, 10, 23)],
  ["monday", local(2026, 10, 23), local(2026, 10, 24)],
  ["tuesday", local(2026, 10, 17), local(2026, 10, 18)],
  ["90m", local(2026, 10, 23, 12, 35), local(2026, 10, 23, 12, 35)],
  ["2026-11", local(2026, 10, 1), local(2026, 11, 1)],
  ["2026-11-30", local(2026, 10, 30), local(2026, 11, 1)],
  ["2026-11-23T14:05", local(2026, 10, 23, 14, 5), local(2026, 10, 23, 14, 6)],
])("reads %s", (value, startMs, endMs) => {
  expect(readQueryTime(value, now.getTime())).toEqual({ startMs, endMs });
});

it.each(["", "soon", "2026", "2026-02-30", "2026-11-23T24:00", "5y"])("does not read %s", (value) => {
  expect(readQueryTime(value, now.getTime())).toBe(null);
});
