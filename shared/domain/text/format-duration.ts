import { formatCount } from "./format-number.ts";

/** Returns a measured or configured duration: `0.4 ms`, `84 ms`, `2.4 s`, `20 s`; from two minutes on as a time span. */
export function formatDuration(ms: number): string {
  if (ms < 9.95) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${Number((ms / 1000).toFixed(1))} s` : formatTimeSpan(ms);
}

/** Returns a time span or an age, rounded to its largest whole unit: `45 seconds`, `17 minutes`, `47 hours`, `2 days`. */
export function formatTimeSpan(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return formatCount(seconds, "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return formatCount(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? formatCount(hours, "hour") : formatCount(Math.round(hours / 24), "day");
}

/** Returns the time since an event: `just now`, `17 minutes ago`. */
export function formatAgo(ageMs: number): string {
  return ageMs < 60_000 ? "just now" : `${formatTimeSpan(ageMs)} ago`;
}

/** Returns an age: `less than a minute old`, `17 minutes old`. */
export function formatAge(ageMs: number): string {
  return `${ageMs < 60_000 ? "less than a minute" : formatTimeSpan(ageMs)} old`;
}

/** Returns a running clock: `0.4 s`, always with one decimal, so that its width is constant while it counts. */
export function formatElapsed(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}

/** Returns a countdown: `0:24`, `12:05`, `23:59:59`. It shows 0:00 only when no time is left. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const twoDigits = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  return hours === 0 ? `${minutes}:${twoDigits(seconds % 60)}` : `${hours}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}
