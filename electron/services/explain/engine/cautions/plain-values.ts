import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { maxTimeMs } from "#shared/domain/text/format-time.ts";
import { readPattern } from "../patterns/patterns.ts";
import { isPlainPattern } from "../patterns/plain-pattern.ts";
import type { ResolvedValue } from "../values/resolved-value.ts";

/** True for a value on which both official engines certainly agree; false if that needs a closer check. */
export type IsPlain = (resolved: ResolvedValue) => boolean;

/** Returns a quick check for ordinary values and targets, which covers nearly all comparisons; only the rest may need a caution. */
export function plainValuesFor(operator: string, target: JsonValue): IsPlain {
  switch (operator) {
    case "any":
    case "none":
    case "any_case_sensitive":
    case "none_case_sensitive":
    case "str_starts_with_any":
    case "str_ends_with_any":
    case "str_contains_any":
    case "str_contains_none":
      return hasPlainEntries(target) ? ({ json, place }) => place !== "clock" && (json === null || isPlainText(json)) : never;
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return typeof target === "number" ? ({ json, place }) => place !== "clock" && (json === null || typeof json === "number") : never;
    case "version_gt":
    case "version_gte":
    case "version_lt":
    case "version_lte":
    case "version_eq":
    case "version_neq":
      return isPlainVersion(target) ? ({ json }) => json === null || isPlainVersion(json) : never;
    case "before":
    case "after":
      return isMilliseconds(target) ? ({ json }) => json === null || isMilliseconds(json) : never;
    case "eq":
    case "neq":
      if (target === null) return ({ place }) => place !== "clock";
      return typeof target === "object" ? never : ({ json }) => json === null || typeof json === typeof target;
    case "str_matches":
      return typeof target === "string" && isPlainPattern(target) ? isPlainTextFor(target) : never;
    default:
      return never;
  }
}

/** True for slots and cut-offs, on which the engines agree if they agree on the unit. */
export function hasPlainBuckets(operator: string, target: JsonValue): boolean {
  if (operator === "any" || operator === "none") return isJsonObject(target) || (Array.isArray(target) && target.every(Number.isInteger));
  return /^[gl]te?$/.test(operator) && typeof target === "number";
}

const never: IsPlain = () => false;

/** Texts that one of the engines uses for a missing value. */
const textsOfMissing: ReadonlySet<JsonValue> = new Set(["", "undefined", "null"]);

function hasPlainEntries(target: JsonValue): boolean {
  if (!Array.isArray(target) || !target.every((entry) => isPlainText(entry) && !textsOfMissing.has(entry))) return false;
  const texts = new Set(target.map(String));
  return new Set([...texts].map((text) => text.toLowerCase())).size === texts.size;
}

function isPlainText(value: JsonValue): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value);
}

const plainVersion = /^\d{1,9}(?:\.\d{1,9})*(?:-|$)/;

function isPlainVersion(value: JsonValue): boolean {
  return typeof value === "string" && plainVersion.test(value);
}

/** True for numbers that both engines read as milliseconds. */
function isMilliseconds(value: JsonValue): boolean {
  return Number.isInteger(value) && Number(value) >= 10_000_000_000 && Number(value) <= maxTimeMs;
}

/** Checks values for a pattern. A pattern that only JavaScript accepts, such as a repeated look-ahead, is not plain. */
function isPlainTextFor(pattern: string): IsPlain {
  let isValid: boolean | null = null;
  return ({ json }) => {
    if (typeof json !== "string" || !isShortAscii(json)) return false;
    isValid ??= readPattern(pattern).kind === "valid";
    return isValid;
  };
}

function isShortAscii(text: string): boolean {
  return text.length < 1_000 && /^[ -~]*$/.test(text);
}
