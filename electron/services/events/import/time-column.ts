import { asUtc, readTime } from "#shared/domain/events/event-time.ts";
import type { TimeUnit } from "#shared/domain/events/time-unit.ts";

/** The first values of a column, without empty ones. */
export type Sample = (column: string) => readonly string[];

/** Matches names that mean the time of an event and nothing else; their rows are refused when they contain no time. */
const certainName = /^(?:event)?(?:time|timestamp|ts|datetime|date)(?:ms)?$|^unixtime$/;

/**
 * Matches names that can mean the time of an event, such as `created_at`, `originalTimestamp` and `event_ts_micros`, without their separators. A name with any
 * other word in it, such as `birth_date` or `expires_at`, is something else.
 */
const possibleName = new RegExp(
  `^(?:event|evt|original|client|server|device|local|unix|utc|log(?:ged)?|record(?:ed)?|creat(?:e|ed|ion)|occur(?:red|rence)?|happen(?:ed)?|sent|received?|ingest(?:ed|ion)?|insert(?:ed|ion)?|collect(?:ed|or)?|captured?|track(?:ed)?|trigger(?:ed)?|fired?|process(?:ed)?|published?|emitted|generated|request|message|hit|date)*${"(?:time|timestamp|tstamp|ts|datetime|date|at|on|when|epoch|dt|created|occurred)"}(?:in|ms|msec|millis|milliseconds?|s|secs?|seconds?|us|usec|micros|microseconds?|ns|nanos|nanoseconds?|utc|gmt|iso|unix|epoch)*$`,
);

/** Names in the order of preference: the time at which it happened before the times at which it was noted and passed on. */
const preferredNames: readonly RegExp[] = [
  /^(?:event|evt)?(?:timestamp|time|ts|datetime)/,
  certainName,
  /^(?:original|occur|happen|event|evt|when)/,
  /^(?:client|device|local|track|trigger|fire|hit)/,
  /^(?:unix|epoch|utc)/,
  /^(?:creat|date)/,
  /^(?:log|record|capture|collect|emit|generate|message|request)/,
];

/** True for a column that can be the time of an event by its name. */
export function isTimeName(column: string): boolean {
  return possibleName.test(plainName(column));
}

export function isCertainTimeName(column: string): boolean {
  return certainName.test(plainName(column));
}

function plainName(column: string): string {
  return column.toLowerCase().replace(/[^a-z]/g, "");
}

/** Returns the column with the time of an event: of those that can be it by name, the one with the most readable times, then the preferred name. */
export function findTimeColumn(columns: readonly string[], sample: Sample): string | null {
  const rated = columns
    .filter(isTimeName)
    .map((column) => ({ column, readable: readability(sample(column)), rank: rankOf(plainName(column)) }))
    .filter(({ column, readable }) => readable > 0 || isCertainTimeName(column));
  const best = rated.toSorted((one, other) => other.readable - one.readable || one.rank - other.rank)[0];
  return best?.column ?? null;
}

/** Returns the columns whose values are times, whatever their names are. */
export function columnsWithTimes(columns: readonly string[], sample: Sample): string[] {
  return columns.filter((column) => readability(sample(column).filter((value) => !/^\d{1,8}(?:\.\d+)?$/.test(value.trim()))) > 0);
}

/** Returns a value of each column that can be the time of an event by its name, but whose values are no times. */
export function unreadTimes(columns: readonly string[], sample: Sample): { readonly column: string; readonly value: string }[] {
  return columns.filter(isTimeName).flatMap((column) => {
    const values = sample(column);
    const value = values.find((each) => readability([each]) === 0);
    return value === undefined || readability(values) > 0 ? [] : [{ column, value }];
  });
}

function rankOf(name: string): number {
  const rank = preferredNames.findIndex((preferred) => preferred.test(name));
  return rank < 0 ? preferredNames.length : rank;
}

/** 2 if all values are times, 1 if some of them lack a zone, else 0. */
function readability(values: readonly string[]): 0 | 1 | 2 {
  if (values.length === 0) return 0;
  const kinds = values.map((value) => (readTime(value).kind === "unreadable" ? (asUtc(value) === null ? 0 : 1) : 2));
  return kinds.includes(0) ? 0 : kinds.includes(1) ? 1 : 2;
}

/** Returns the unit that all values have by their number of digits; milliseconds if they differ, or are no plain numbers. */
export function guessTimeUnit(values: readonly string[]): TimeUnit {
  const units = new Set(values.map((value) => unitByDigits(value.trim())));
  const [unit] = units;
  return units.size === 1 && unit != null ? unit : "ms";
}

function unitByDigits(value: string): TimeUnit | null {
  const [, digits = ""] = /^(\d+)(?:\.\d+)?$/.exec(value) ?? [];
  return unitsByDigits.find(({ from, to }) => digits.length >= from && digits.length <= to)?.unit ?? null;
}

/** The digits of times from 1973 to 2286. */
const unitsByDigits: readonly { readonly unit: TimeUnit; readonly from: number; readonly to: number }[] = [
  { unit: "s", from: 9, to: 10 },
  { unit: "ms", from: 12, to: 13 },
  { unit: "us", from: 15, to: 16 },
  { unit: "ns", from: 18, to: 19 },
];
