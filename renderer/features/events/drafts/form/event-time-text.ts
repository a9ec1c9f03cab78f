import type { EventTime } from "#shared/domain/events/event-time.ts";
import { readTime, timeForBody } from "#shared/domain/events/event-time.ts";
import { maxTimeMs } from "#shared/domain/text/format-time.ts";

/** Formats a time in this machine's zone: `2026-11-23 12:01:07`, with milliseconds only if they are not zero. */
export function formatLocalTime(ms: number): string {
  if (!isOnCalendar(ms)) return String(ms);
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const rest = date.getMilliseconds() === 0 ? "" : `.${String(date.getMilliseconds()).padStart(3, "0")}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${rest}`;
}

/** Parses a typed time. A date and time without a zone is local; everything else is read as in JSON (milliseconds, a time with its zone, `now-5m`). */
export function parseTime(text: string): EventTime {
  const local = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?$/.exec(text.trim());
  if (local === null) return text.trim() === "" ? { kind: "now" } : readTime(text);
  const ms = new Date(`${local[1]}T${local[2] ?? "00:00"}`).getTime();
  return Number.isNaN(ms) ? { kind: "unreadable", value: text } : { kind: "at", ms };
}

/** Returns the text that the field shows for a time that is not an offset. */
export function timeInputText(time: EventTime): string {
  if (time.kind === "at") return formatLocalTime(time.ms);
  return time.kind === "unreadable" ? String(typeof time.value === "string" ? time.value : JSON.stringify(time.value)) : "";
}

/** Formats a time in the local zone, in UTC and in ms; null if it is not a time. `local` is null where the local zone is UTC. */
export function formatTimeVariants(
  time: EventTime,
  nowMs: number,
  zone = zoneName(),
): { local: string | null; utc: string; unixMs: string } | null {
  const ms = timeForBody(time, nowMs);
  if (typeof ms !== "number" || !isOnCalendar(ms)) return null;
  return {
    local: isUtc(zone) ? null : `${formatLocalTime(ms)} ${zone}`,
    utc: new Date(ms).toISOString().replace("T", " ").replace("Z", ""),
    unixMs: String(ms),
  };
}

/** Formats a time for a table cell: `when sent`, `5 min before`, or date and time, without the date if it is today. */
export function shortTimeText(time: EventTime, nowMs: number): string {
  switch (time.kind) {
    case "now":
      return "when sent";
    case "at": {
      const [today] = formatLocalTime(nowMs).split(" ");
      const moment = formatLocalTime(time.ms);
      return today !== undefined && moment.startsWith(`${today} `) ? moment.slice(today.length + 1) : moment;
    }
    case "relative": {
      const { amount, unit, side } = splitOffset(time.ms);
      return `${amount} ${unit} ${side}`;
    }
    case "unreadable":
      return timeInputText(time);
  }
}

export const offsetUnits = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type OffsetUnit = keyof typeof offsetUnits;
export type Offset = { readonly amount: number; readonly unit: OffsetUnit; readonly side: "before" | "after" };

/** Splits an offset into an amount and the largest unit that keeps it a whole number. */
export function splitOffset(ms: number): Offset {
  const units: readonly OffsetUnit[] = ["d", "h", "min", "s"];
  const unit = (ms !== 0 && units.find((each) => ms % offsetUnits[each] === 0)) || "s";
  return { amount: Math.abs(ms) / offsetUnits[unit], unit, side: ms > 0 ? "after" : "before" };
}

export function offsetMs({ amount, unit, side }: Offset): number {
  return Math.round((side === "before" ? -1 : 1) * amount * offsetUnits[unit]) || 0;
}

/** `Europe/Berlin`. */
function zoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isUtc(zone: string): boolean {
  return zone === "UTC" || zone === "Etc/UTC";
}

function isOnCalendar(ms: number): boolean {
  return Number.isFinite(ms) && Math.abs(ms) <= maxTimeMs;
}
