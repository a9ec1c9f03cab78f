import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { ConditionDetails } from "../engine/conditions/prepare-condition.ts";
import { readFloat } from "../engine/values/texts.ts";
import { parseUserTime } from "../engine/values/times.ts";
import { compareVersions } from "../engine/values/versions.ts";

/** The result of a type check. `because` is a clause; `fixed` is the same value in the required type. */
export type Fit = "fits" | { readonly because: string; readonly fixed?: JsonValue };

/**
 * Checks whether a value's type suits a condition (statsig-evaluation.md §7). `details` is null for a percentage or a group, which hash an
 * ID.
 */
export function fitOf(details: Pick<ConditionDetails, "operator" | "target"> | null, value: JsonValue): Fit {
  if (details === null || details.operator === null) return fitsAsId(value);
  const { operator, target } = details;
  if (/^(?:gt|gte|lt|lte)$/.test(operator)) return fitsAsNumber(value);
  if (operator.startsWith("version_")) return fitsAsVersion(value);
  if (/^(?:before|after|on)$/.test(operator)) return fitsAsTime(value);
  if (operator.includes("array_contains")) return Array.isArray(value) ? "fits" : wrong("but its rules require a list", fixedList(value));
  if (operator === "eq" || operator === "neq") return fitsForEquality(value, target);
  return fitsAsText(value);
}

function fitsAsId(value: JsonValue): Fit {
  if (typeof value === "string" || isJsonNumber(value)) return "fits";
  return wrong("but an ID must be a text or a number");
}

function fitsAsNumber(value: JsonValue): Fit {
  if (isJsonNumber(value) || (typeof value === "string" && readFloat(value) !== null)) return "fits";
  const number = typeof value === "string" && value.trim() !== "" ? Number(value.trim()) : Number.NaN;
  return Number.isFinite(number)
    ? wrong("which the server core does not read as a number", number)
    : wrong("but its rules require a number");
}

function fitsAsVersion(value: JsonValue): Fit {
  if (isJsonNumber(value)) return wrong("a number, which only some engines read as a version", String(value));
  if (typeof value === "string" && compareVersions(value, "0") !== null) return "fits";
  const withoutV = typeof value === "string" ? /^v(\d+(?:\.\d+)*(?:-.*)?)$/i.exec(value)?.[1] : undefined;
  return wrong("but its rules require a version, such as 1.2.3", withoutV);
}

function fitsAsTime(value: JsonValue): Fit {
  if (isJsonNumber(value) || (typeof value === "string" && parseUserTime(value) !== null)) return "fits";
  const atMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return wrong("which the server core does not read as a time", Number.isNaN(atMs) ? undefined : atMs);
}

function fitsForEquality(value: JsonValue, target: JsonValue): Fit {
  if (typeof target === "boolean" && typeof value !== "boolean") return wrong("but its rules require true or false", fixedTruth(value));
  return isJsonNumber(target) ? fitsAsNumber(value) : "fits";
}

function fitsAsText(value: JsonValue): Fit {
  if (Array.isArray(value)) {
    const [only] = value;
    const isSingle = value.length === 1 && only !== undefined && (isJsonNumber(only) || typeof only !== "object");
    return wrong("a list, which engines compare with single values in different ways", isSingle ? only : undefined);
  }
  return isJsonObject(value) ? wrong("an object, which rules cannot read") : "fits";
}

function fixedList(value: JsonValue): JsonValue | undefined {
  return typeof value === "string"
    ? value.split(",").map((entry) => entry.trim())
    : isJsonNumber(value) || typeof value === "boolean"
      ? [value]
      : undefined;
}

function fixedTruth(value: JsonValue): JsonValue | undefined {
  if (value === "true" || value === 1 || value === "1") return true;
  return value === "false" || value === 0 || value === "0" ? false : undefined;
}

function wrong(because: string, fixed?: JsonValue): Fit {
  return fixed === undefined ? { because } : { because, fixed };
}
