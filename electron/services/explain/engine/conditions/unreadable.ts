import type { ConditionTrace } from "#shared/domain/explanation/explanation.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { readPattern } from "../patterns/patterns.ts";
import type { ResolvedValue } from "../values/resolved-value.ts";
import { readFloat } from "../values/texts.ts";
import { compareVersions, isVersion } from "../values/versions.ts";
import { timestampOf } from "./operators.ts";

/**
 * Returns which side of a condition that is not met the native engine could not read, as the number, version, time or pattern that its
 * operator compares; null if it compared both.
 */
export function unreadableSide(operator: string | null, target: JsonValue, resolved: ResolvedValue): ConditionTrace["unreadable"] | null {
  if (operator === null || !resolved.isPresent || resolved.json === null) return null;
  if (/^[gl]te?$/.test(operator)) {
    const isNumber = isJsonNumber(target) || (typeof target === "string" && readFloat(target) !== null);
    return isNumber ? sideOfValue(resolved.number === null) : "target";
  }
  if (operator.startsWith("version_")) return unreadableVersion(target, resolved.text);
  if (operator === "before" || operator === "after" || operator === "on")
    return timestampOf(target) === null ? "target" : sideOfValue(resolved.timestamp === null);
  if (operator === "str_matches") return typeof target !== "string" || readPattern(target).kind === "invalid" ? "target" : null;
  return null;
}

function unreadableVersion(target: JsonValue, value: string | null): ConditionTrace["unreadable"] | null {
  if (typeof target !== "string") return "target";
  if (value === null) return "value";
  // Anything after the first difference has no effect.
  if (compareVersions(value, target) !== null) return null;
  return isVersion(value) ? "target" : "value";
}

function sideOfValue(isUnreadable: boolean): "value" | null {
  return isUnreadable ? "value" : null;
}
