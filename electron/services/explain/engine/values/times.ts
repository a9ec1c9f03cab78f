import { readWhole } from "./texts.ts";

/** Exact milliseconds since 1970; a bigint if they exceed the safe integers. */
export type Timestamp = number | bigint;

/**
 * Parses a condition's target time: milliseconds, RFC 3339, or `YYYY-MM-DD HH:MM:SS` in UTC (statsig-evaluation.md §7.7). Null if it is no
 * time.
 */
export function parseTime(text: string): Timestamp | null {
  return readWhole(text, 64) ?? readDate(text);
}

/** Parses a user's value: milliseconds or seconds, or a date of 8 to 20 bytes that contains `-`, `T` or `:` (statsig-evaluation.md §7.7). Null if it is no time. */
export function parseUserTime(text: string): Timestamp | null {
  const whole = readWhole(text, 64);
  if (whole !== null) return whole;
  if (text.length < 8 || text.length > 20 || !/[-T:]/.test(text) || !isAscii(text)) return null;
  return readDate(text);
}

/** Converts a user's time to milliseconds: numbers below 10^10 are seconds. */
export function toMilliseconds(timestamp: Timestamp): Timestamp {
  if (typeof timestamp === "number") return Math.abs(timestamp) < 10_000_000_000 ? timestamp * 1_000 : timestamp;
  return timestamp;
}

/** Converts a double to a signed 64-bit integer as Rust does: what exceeds them becomes the greatest or the least, and no number becomes 0. */
export function wholeMilliseconds(double: number): Timestamp {
  if (Number.isNaN(double)) return 0;
  if (double >= twoTo63) return BigInt(twoTo63) - 1n;
  return double < -twoTo63 ? BigInt(-twoTo63) : Math.trunc(double);
}

const twoTo63 = 2 ** 63;

/** Returns the days since 1970 in UTC, rounded towards zero. */
export function dayOf(timestamp: Timestamp): number {
  return Math.trunc(Math.trunc(Number(timestamp) / 1_000) / 86_400);
}

function readDate(text: string): number | null {
  const parts = rfc3339.exec(text) ?? looseDate.exec(text);
  if (parts === null) return null;
  const { year = "", month = "", day = "", hour = "", minute = "", second = "", fraction = "", offset = "Z" } = parts.groups ?? {};
  const numbers = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers;
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 60) return null;
  const offsetMs = offsetMilliseconds(offset);
  if (offsetMs === null) return null;
  const atMidnight = new Date(0).setUTCFullYear(y, mo - 1, d);
  return atMidnight + h * 3_600_000 + mi * 60_000 + s * 1_000 + Number(fraction.slice(0, 3).padEnd(3, "0")) - offsetMs;
}

const rfc3339 =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d+))?(?<offset>[Zz]|[+\-−]\d\d:[0-5]\d)$/;
const looseDate =
  /^\s*(?<year>[+-]\d{1,6}|\d{1,4})-\s*(?<month>\d{1,2})-\s*(?<day>\d{1,2})\s*(?<hour>\d{1,2}):\s*(?<minute>\d{1,2}):\s*(?<second>\d{1,2})$/;

function offsetMilliseconds(offset: string): number | null {
  if (/^z$/i.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  if (minutes >= 24 * 60) return null;
  return (offset.startsWith("+") ? minutes : -minutes) * 60_000;
}

function daysIn(year: number, month: number): number {
  return new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes and characters are the same number in ASCII only.
  return /^[\u0000-\u007f]*$/.test(text);
}
