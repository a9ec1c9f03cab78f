import { z } from "zod";
import { ExactNumber, isJsonNumber, type JsonNumber, toDouble } from "./exact-number.ts";
import { isJsonObject, type JsonValue } from "./json.ts";

/**
 * The types of the native engine's reader (statsig-evaluation.md §2.4). The message of each is what it requires, as a noun. Whole numbers must
 * be written without a point and without an exponent, and texts must be valid Unicode.
 */
export const text = z.string("a text").refine((value) => value.isWellFormed(), "valid Unicode");
export const flag = z.boolean("true or false");
export const double = z
  .custom<JsonNumber>((value) => isJsonNumber(value) && Number.isFinite(toDouble(value)), "a number")
  .transform(toDouble);
export const unsigned32 = wholeNumber(0n, 2n ** 32n - 1n, "a whole number from 0 to 4,294,967,295");
export const unsigned64 = wholeNumber(0n, 2n ** 64n - 1n, "a whole number from 0");
export const signed64 = wholeNumber(-(2n ** 63n), 2n ** 63n - 1n, "a whole number");
export const texts = z.array(text, "a list");

export function mapOf<Schema extends z.ZodType>(schema: Schema) {
  return z.record(text, schema, "a map");
}

/** An object whose fields may all be missing. Zod would take an exact number for one. */
export function objectWith<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => (value instanceof ExactNumber ? value.text : value), z.object(shape, "an object"));
}

/** Deeper JSON is an error for the engine's reader. */
const maxLevels = 127;

/** Any JSON that the engine keeps as text. It must be there; what the engine cannot read in it makes it null. */
export const keptJson = z
  .custom<JsonValue>((value) => value !== undefined, "a value")
  .transform((value) => (unreadablePart(value) === null ? value : null));

/** Any JSON that the engine reads at once, inside so many other objects. */
export function readJsonInside(levels: number) {
  return z.custom<JsonValue>((value) => value !== undefined && unreadablePart(value as JsonValue, maxLevels - levels) === null, "a value");
}

/** Names the part that the engine cannot read: `the number 1e400`; null if it reads the value. */
export function unreadablePart(value: JsonValue, levels = maxLevels): string | null {
  if (typeof value === "string") return value.isWellFormed() ? null : halfCharacter;
  if (isJsonNumber(value)) return Number.isFinite(toDouble(value)) ? null : `the number ${value}`;
  if (typeof value !== "object" || value === null) return null;
  if (levels <= 0) return `more than ${maxLevels} levels`;
  if (Array.isArray(value)) return firstOf(value, (entry) => unreadablePart(entry, levels - 1));
  return firstOf(Object.entries(value), ([name, entry]) => (name.isWellFormed() ? unreadablePart(entry, levels - 1) : halfCharacter));
}

const halfCharacter = "a text with half of a surrogate pair";

function firstOf<Entry>(entries: readonly Entry[], partOf: (entry: Entry) => string | null): string | null {
  for (const entry of entries) {
    const part = partOf(entry);
    if (part !== null) return part;
  }
  return null;
}

function wholeNumber(least: bigint, most: bigint, message: string) {
  return z.custom<JsonNumber>((value) => isWholeBetween(value, least, most), message).transform(toDouble);
}

function isWholeBetween(value: unknown, least: bigint, most: bigint): boolean {
  if (!isJsonNumber(value)) return false;
  const written = String(value);
  if (Object.is(value, -0) || written === "-0" || !/^-?\d+$/.test(written)) return false;
  const whole = BigInt(written);
  return whole >= least && whole <= most;
}

/** Describes the first fault of a value as a clause: `“rules.0.id” is missing`, `“version” is 5.5 where a whole number from 0 is needed`. */
export function faultIn(value: JsonValue | undefined, { issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.map(String) ?? [];
  const found = path.reduce<JsonValue | undefined>((inner, name) => memberOf(inner, name), value);
  const place = path.length === 0 ? "it" : `“${path.join(".")}”`;
  // Zod's own messages are no nouns.
  const wanted = issue === undefined || issue.message.startsWith("Invalid") ? "another value" : issue.message;
  return found === undefined ? `${place} is missing` : `${place} is ${shownType(found)} where ${wanted} is needed`;
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(name)];
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function shownType(value: JsonValue): string {
  if (typeof value === "string") return "a text";
  if (Array.isArray(value)) return "a list";
  return isJsonObject(value) ? "an object" : String(value);
}
