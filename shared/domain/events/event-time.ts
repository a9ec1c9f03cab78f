import { z } from "zod";
import { isJsonNumber, type JsonNumber, toDouble } from "../json/exact-number.ts";
import type { JsonValue } from "../json/json.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";

/** The time of an event as entered. `now` and `relative` become a fixed time on sending. */
export const EventTimeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("now") }),
  /** Milliseconds since the epoch. */
  z.object({ kind: z.literal("at"), ms: z.number() }),
  /** Milliseconds from the moment of sending; negative for the past. */
  z.object({ kind: z.literal("relative"), ms: z.int() }),
  /** The input, which is not a valid time. */
  z.object({ kind: z.literal("unreadable"), value: JsonValueSchema }),
]);
export type EventTime = z.infer<typeof EventTimeSchema>;

/** Returns the time to send: milliseconds, or the input if it is not a valid time. */
export function timeForBody(time: EventTime, nowMs: number): JsonValue {
  switch (time.kind) {
    case "now":
      return nowMs;
    case "at":
      return time.ms;
    case "relative":
      return nowMs + time.ms;
    case "unreadable":
      return time.value;
  }
}

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
type Unit = keyof typeof unitMs;

/** Returns the time for the JSON view: milliseconds, `now-5m`, or undefined for now. */
export function timeToJson(time: EventTime): JsonValue | undefined {
  switch (time.kind) {
    case "now":
      return undefined;
    case "at":
      return time.ms;
    case "relative":
      return relativeText(time.ms);
    case "unreadable":
      return time.value;
  }
}

function relativeText(ms: number): string {
  const unit = unitNames.find((name) => ms % unitMs[name] === 0) ?? "ms";
  return `now${ms < 0 ? "-" : "+"}${Math.abs(ms) / unitMs[unit]}${unit}`;
}
const unitNames: readonly Unit[] = ["d", "h", "m", "s", "ms"];

/** Reads milliseconds, also as text, an ISO date-time with its zone, `now`, or `now-5m`. A date-time without a zone is unreadable because it is ambiguous. */
export function readTime(value: JsonValue | undefined): EventTime {
  if (value === undefined || value === null || value === "now") return { kind: "now" };
  if (isJsonNumber(value)) return atNumber(value);
  if (typeof value !== "string") return { kind: "unreadable", value };
  const text = value.trim();
  if (/^\d{1,20}(?:\.\d+)?$/.test(text)) return { kind: "at", ms: Number(text) };
  const [, sign, amount, unit] = /^now\s*([+-])\s*(\d{1,12})\s*(ms|s|m|h|d)$/.exec(text) ?? [];
  if (isUnit(unit)) {
    const ms = (sign === "-" ? -1 : 1) * Number(amount) * unitMs[unit];
    if (Number.isSafeInteger(ms)) return { kind: "relative", ms };
  }
  const atMs = parseDateTime(text);
  return Number.isNaN(atMs) ? { kind: "unreadable", value } : { kind: "at", ms: atMs };
}

/** Digits that a double does not keep are beyond the calendar, or fractions of a millisecond: `whenFindings` refuses both. */
function atNumber(value: JsonNumber): EventTime {
  const ms = toDouble(value);
  return Number.isFinite(ms) ? { kind: "at", ms } : { kind: "unreadable", value };
}

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && Object.hasOwn(unitMs, text);
}

const isoWithZone = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/i;
/** As in e-mails and HTTP: `Sat, 20 Jun 2026 12:00:00 GMT`. */
const internetDateTime = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/;

/** Returns the milliseconds of a date-time with a zone, as databases, logs and programs write it; NaN for other texts. */
function parseDateTime(text: string): number {
  const [, date, time, zone = ""] = isoWithZone.exec(text) ?? [];
  if (date === undefined) return internetDateTime.test(text) ? Date.parse(text) : Number.NaN;
  const [, hours, minutes = "00"] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return Date.parse(`${date}T${time}${hours === undefined ? "Z" : `${hours}:${minutes}`}`);
}

const isoWithoutZone = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/;

/** Returns a date-time without a zone read as UTC, in milliseconds; null for other values. */
export function asUtc(value: JsonValue): number | null {
  if (typeof value !== "string" || !isoWithoutZone.test(value.trim())) return null;
  const text = value.trim().replace(" ", "T");
  const atMs = Date.parse(text.includes("T") ? `${text}Z` : text);
  return Number.isNaN(atMs) ? null : atMs;
}
