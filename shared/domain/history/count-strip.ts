import { parseHistoryQuery, valuesOf, withField } from "./history-query.ts";
import { readQueryTime } from "./query-time.ts";

/*
 * Does not load zod: see `query-fields.ts`.
 */

const hourMs = 3_600_000;
/** Longer times are counted by days. */
const maxHours = 14 * 24;
const maxDays = 120;

/** The database counts by these parts of an hour, because some time zones begin their hours at a quarter. */
export const slotMs = hourMs / 4;

/** The requests of one time. `unanswered` of them have no answer. */
export interface CountBucket {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly count: number;
  readonly unanswered: number;
}

export interface CountedSlot {
  readonly slot: number;
  readonly count: number;
  readonly unanswered: number;
}

export type CountUnit = "hour" | "day";

/** The requests per hour or day that a filter matches. */
export interface HistoryCounts {
  readonly unit: CountUnit;
  readonly buckets: readonly CountBucket[];
  /** The time back to which was counted, if the time limit ended the count; null if everything was. */
  readonly countedSinceMs: number | null;
  /** The requests whose time has not come yet: a clock was wrong. The buckets leave them out. */
  readonly later: number;
}

/** Returns the unit of a strip that begins with the oldest request, and its beginning: at least a day, at most 120 days. */
export function stripRange({ oldestMs, nowMs }: { readonly oldestMs: number; readonly nowMs: number }): {
  readonly unit: CountUnit;
  readonly fromMs: number;
} {
  const beginMs = Math.min(oldestMs, nowMs - 23 * hourMs);
  const unit = nowMs - beginMs <= maxHours * hourMs ? "hour" : "day";
  const first = bucketStart(beginMs, unit);
  return { unit, fromMs: unit === "hour" ? first : Math.max(first, bucketStart(nowMs - (maxDays - 1) * 24 * hourMs, "day")) };
}

/** Returns all hours or days from `fromMs` to now, in the time zone of this machine, with their requests. */
export function countBuckets(
  slots: readonly CountedSlot[],
  { unit, fromMs, nowMs }: { readonly unit: CountUnit; readonly fromMs: number; readonly nowMs: number },
): CountBucket[] {
  const buckets: { startMs: number; endMs: number; count: number; unanswered: number }[] = [];
  for (let startMs = bucketStart(fromMs, unit); startMs <= nowMs; ) {
    const endMs = nextStart(startMs, unit);
    buckets.push({ startMs, endMs, count: 0, unanswered: 0 });
    startMs = endMs;
  }
  let at = 0;
  for (const { slot, count, unanswered } of slots.toSorted((a, b) => a.slot - b.slot)) {
    const startMs = slot * slotMs;
    while (at < buckets.length - 1 && startMs >= (buckets[at]?.endMs ?? 0)) at += 1;
    const bucket = buckets[at];
    if (bucket === undefined || startMs < bucket.startMs || startMs >= bucket.endMs || startMs > nowMs) continue;
    bucket.count += count;
    bucket.unanswered += unanswered;
  }
  return buckets;
}

/** Returns the number of requests that are later than `nowMs`. */
export function countLater(slots: readonly CountedSlot[], nowMs: number): number {
  return slots.reduce((sum, { slot, count }) => (slot * slotMs > nowMs ? sum + count : sum), 0);
}

function bucketStart(atMs: number, unit: CountUnit): number {
  const at = new Date(atMs);
  return unit === "hour" ? at.setMinutes(0, 0, 0) : at.setHours(0, 0, 0, 0);
}

/** A day has 23 or 25 hours when the clock changes. */
function nextStart(startMs: number, unit: CountUnit): number {
  const start = new Date(startMs);
  return unit === "hour" ? startMs + hourMs : start.setDate(start.getDate() + 1);
}

/** The first and the last bucket of a span. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Returns the buckets that `since:` and `until:` of a search select; null if it has neither, or selects none of them. */
export function spanOf(text: string, buckets: readonly CountBucket[], nowMs: number): Span | null {
  const query = parseHistoryQuery(text);
  const bounds = (field: "since" | "until") => valuesOf(query, field).flatMap((value) => readQueryTime(value, nowMs) ?? []);
  const [since, until] = [bounds("since"), bounds("until")];
  if (since.length + until.length === 0) return null;
  const sinceMs = Math.max(...since.map(({ startMs }) => startMs), 0);
  const untilMs = Math.min(...until.map(({ endMs }) => endMs), Number.MAX_SAFE_INTEGER);
  const first = buckets.findIndex(({ endMs }) => endMs > sinceMs);
  const last = buckets.findLastIndex(({ startMs }) => startMs < untilMs);
  return first === -1 || last === -1 || first > last ? null : { first, last };
}

/** Returns a search with the span in `since:` and `until:`. A side at the end of the strip needs no field. */
export function withSpan(text: string, { first, last }: Span, buckets: readonly CountBucket[], unit: CountUnit): string {
  const [from, to] = [buckets[first], buckets[last]];
  const since = from === undefined || first === 0 ? null : timeText(from.startMs, unit);
  // `until:` includes its minute or day.
  const until = to === undefined || last >= buckets.length - 1 ? null : timeText(to.endMs - 60_000, unit);
  return withField(withField(text, "since", since), "until", until);
}

/** Returns a search without its time, whose requests the strip counts. */
export function withoutTime(text: string): string {
  return withField(withField(text, "since", null), "until", null);
}

function timeText(atMs: number, unit: CountUnit): string {
  const at = new Date(atMs);
  const two = (number: number) => String(number).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return unit === "day" ? date : `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
