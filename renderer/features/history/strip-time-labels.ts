import type { CountBucket, CountUnit } from "#shared/domain/history/count-strip.ts";
import { formatDay, formatDayAndTime, formatWeekday } from "#shared/domain/text/format-time.ts";

/** `Today, 14:00`, or the day. */
export function bucketText(bucket: CountBucket | undefined, unit: CountUnit, now: number): string {
  if (bucket === undefined) return "";
  return unit === "hour" ? formatDayAndTime(bucket.startMs, now) : formatDay(bucket.startMs, now);
}

const maxLabels = 8;

/** The time of the only bar; or else midnights, or every few days, so that the labels do not touch. */
export function labelsOf(buckets: readonly CountBucket[], unit: CountUnit, now: number): { at: number; label: string }[] {
  const [bar, ...others] = buckets.flatMap((bucket, at) => (bucket.count > 0 ? [{ at, bucket }] : []));
  if (bar !== undefined && others.length === 0) return [{ at: bar.at, label: bucketText(bar.bucket, unit, now) }];
  const days = buckets.flatMap(({ startMs }, at) => (unit === "day" || new Date(startMs).getHours() === 0 ? [{ at, startMs }] : []));
  const step = Math.ceil(days.length / maxLabels);
  const label = (startMs: number) => (unit === "hour" ? formatWeekday(startMs) : formatDay(startMs, now));
  return days.filter((_, index) => (days.length - 1 - index) % step === 0).map(({ at, startMs }) => ({ at, label: label(startMs) }));
}
