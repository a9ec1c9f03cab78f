const timeOfDay = timeFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const hourAndMinute = timeFormat({ hour: "2-digit", minute: "2-digit" });
const day = timeFormat({ day: "numeric", month: "short" });
const dayOfYear = timeFormat({ day: "numeric", month: "short", year: "numeric" });
const longDay = timeFormat({ day: "numeric", month: "long" });
const longDate = timeFormat({ day: "numeric", month: "long", year: "numeric" });
const weekday = timeFormat({ weekday: "short", day: "numeric" });
const longWeekday = timeFormat({ weekday: "long", day: "numeric", month: "long" });
const dateTime = timeFormat({
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** The last millisecond that a Date can hold (ECMAScript's limit). Every format here throws a RangeError beyond it. */
export const maxTimeMs = 8.64e15;

/** `12:04:31` in this machine's time zone; `12:04` without seconds. */
export function formatTimeOfDay(atMs: number, { hasSeconds = true }: { hasSeconds?: boolean } = {}): string {
  return (hasSeconds ? timeOfDay : hourAndMinute).format(atMs);
}

/** `24 Dec 2026, 18:00` in this machine's time zone. */
export function formatDateTime(atMs: number): string {
  return dateTime.format(atMs);
}

/** `2026-12-24 17:00 UTC`: for times that are values of a project, the same on every machine. */
export function formatUtcDateTime(atMs: number): string {
  return `${new Date(atMs)
    .toISOString()
    .replace("T", " ")
    .replace(/:\d\d\.\d+Z$/, "")} UTC`;
}

/** `12:03:58` for a time of today, else `22 Nov 2026, 18:04`. */
export function formatTimeOrDate(atMs: number, nowMs: number): string {
  return startOfDay(atMs) === startOfDay(nowMs) ? formatTimeOfDay(atMs) : formatDateTime(atMs);
}

/** `19 Nov`; with the year when it is not the current one: `3 Feb 2025`. */
export function formatDay(atMs: number, nowMs: number): string {
  return (isSameYear(atMs, nowMs) ? day : dayOfYear).format(atMs);
}

/** `24 Nov, 14:02`. */
export function formatDayAndTime(atMs: number, nowMs: number): string {
  return `${formatDay(atMs, nowMs)}, ${formatTimeOfDay(atMs, { hasSeconds: false })}`;
}

/** `Today`, `Yesterday`, `19 November`, `3 January 2025`. */
export function formatDayTitle(atMs: number, nowMs: number): string {
  const start = startOfDay(atMs);
  const today = startOfDay(nowMs);
  if (start === today) return "Today";
  if (start === startOfDay(today - 1)) return "Yesterday";
  return (isSameYear(atMs, nowMs) ? longDay : longDate).format(atMs);
}

/** `19 November 2026`. */
export function formatLongDate(atMs: number): string {
  return longDate.format(atMs);
}

/** `Mon 23`, for a bar of a chart of days. */
export function formatWeekday(atMs: number): string {
  return weekday.format(atMs);
}

/** `Monday 23 November`. */
export function formatLongWeekday(atMs: number): string {
  return longWeekday.format(atMs);
}

/** `2026-11-23`, in UTC. */
export function formatIsoDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The first millisecond of the day in this machine's time zone. */
export function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

function isSameYear(atMs: number, nowMs: number): boolean {
  return new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
}

/** Makes the format when it is first used, as those of numbers are. */
function timeFormat(options: Intl.DateTimeFormatOptions): { format(atMs: number): string } {
  let made: Intl.DateTimeFormat | undefined;
  return {
    format(atMs) {
      made ??= new Intl.DateTimeFormat("en-GB", options);
      return made.format(atMs);
    },
  };
}
