/** The time that a value of `since:` or `until:` names: a day lasts until midnight, an age is a moment. Milliseconds; `endMs` is exclusive. */
export interface QueryTime {
  readonly startMs: number;
  readonly endMs: number;
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const hourMs = 3_600_000;
const ageUnitsMs: Readonly<Record<string, number>> = { m: 60_000, h: hourMs, d: 24 * hourMs, w: 168 * hourMs };

/**
 * Reads `today`, `yesterday`, a weekday (the last one, today included), an age (`30m`, `2h`, `7d`, `2w`), `2026-11-23`, `2026-11` or `2026-11-23T14:05`, in the
 * time zone of this machine. Returns null for anything else.
 */
export function readQueryTime(value: string, nowMs: number): QueryTime | null {
  const text = value.trim().toLowerCase();
  if (text === "today") return day(nowMs, 0);
  if (text === "yesterday") return day(nowMs, -1);
  const weekday = weekdays.indexOf(text);
  if (weekday >= 0) return day(nowMs, -((new Date(nowMs).getDay() - weekday + 7) % 7));
  const age = /^(\d{1,6})([mhdw])$/.exec(text);
  if (age !== null) {
    const atMs = nowMs - Number(age[1]) * (ageUnitsMs[age[2] ?? ""] ?? 0);
    return { startMs: atMs, endMs: atMs };
  }
  return readDate(text);
}

function readDate(text: string): QueryTime | null {
  const parts = /^(\d{4})-(\d\d)(?:-(\d\d)(?:[t ](\d\d):(\d\d)(?::(\d\d))?)?)?$/.exec(text);
  if (parts === null) return null;
  const [year, month, date, hour, minute, second] = parts.slice(1).map((part) => (part === undefined ? null : Number(part)));
  if (year == null || month == null || month < 1 || month > 12) return null;
  const at = (days: number, months: number, seconds: number) =>
    new Date(year, month - 1 + months, (date ?? 1) + days, hour ?? 0, minute ?? 0, (second ?? 0) + seconds).getTime();
  // The 31st of November is not the first of December.
  if (date != null && new Date(year, month - 1, date).getDate() !== date) return null;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  if (date == null) return { startMs: at(0, 0, 0), endMs: at(0, 1, 0) };
  if (hour == null) return { startMs: at(0, 0, 0), endMs: at(1, 0, 0) };
  return { startMs: at(0, 0, 0), endMs: at(0, 0, second == null ? 60 : 1) };
}

/** Midnight to midnight, also on the days when the clock changes. */
function day(nowMs: number, days: number): QueryTime {
  const now = new Date(nowMs);
  const midnight = (offset: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset).getTime();
  return { startMs: midnight(days), endMs: midnight(days + 1) };
}
