import { formatDay, formatTimeOfDay, startOfDay } from "#shared/domain/text/format-time.ts";
/** Formats when a key was last used, in the local zone: `never`, `today, 12:07`, `19 Nov`, `3 Feb 2025`. */
export function lastUsedText(atMs: number | null, nowMs: number): string {
  if (atMs === null) return "never";
  if (startOfDay(atMs) === startOfDay(nowMs)) return `today, ${formatTimeOfDay(atMs, { hasSeconds: false })}`;
  return formatDay(atMs, nowMs);
}
