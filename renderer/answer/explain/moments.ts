const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** `24 Dec 2026, 18:00`, in this machine's time zone. */
export function momentText(atMs: number): string {
  return dayAndTime.format(atMs);
}

/** `12:03:58` for today, else `22 Nov 2026, 18:04`. */
export function timeOrDay(atMs: number, nowMs: number): string {
  return day.format(atMs) === day.format(nowMs) ? time.format(atMs) : dayAndTime.format(atMs);
}

/** `5 minutes old`; below a minute `new`. */
export function ageText(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return "less than a minute old";
  if (minutes < 60) return counted(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? counted(hours, "hour") : counted(Math.floor(hours / 24), "day");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"} old`;
}

/** What a field for local date and time holds: `2026-12-24T18:00`. */
export function writeLocalMoment(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function readLocalMoment(text: string): number | null {
  const atMs = new Date(text).getTime();
  return Number.isFinite(atMs) ? atMs : null;
}
