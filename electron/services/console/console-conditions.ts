import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { describeSubject, describeTarget } from "#shared/domain/explanation/explanation-text.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** The types of conditions of the console that compare one field of the user, with their type in definitions (statsig-http.md §15.3). */
const fields: Readonly<Record<string, { readonly type: string; readonly field: string }>> = {
  user_id: { type: "unit_id", field: "userID" },
  email: { type: "user_field", field: "email" },
  ip_address: { type: "user_field", field: "ip" },
  locale: { type: "user_field", field: "locale" },
  app_version: { type: "user_field", field: "appVersion" },
  country: { type: "ip_based", field: "country" },
  browser_name: { type: "ua_based", field: "browser_name" },
  browser_version: { type: "ua_based", field: "browser_version" },
  os_name: { type: "ua_based", field: "os_name" },
  os_version: { type: "ua_based", field: "os_version" },
  environment_tier: { type: "environment_field", field: "tier" },
};

/** The operators that mean the same in the console and in definitions. */
const operators: ReadonlySet<string> = new Set([
  ...["any", "none", "any_case_sensitive", "none_case_sensitive", "eq", "neq"],
  ...["str_starts_with_any", "str_ends_with_any", "str_contains_any", "str_contains_none", "str_matches"],
  ...["gt", "gte", "lt", "lte", "version_gt", "version_gte", "version_lt", "version_lte", "version_eq", "version_neq"],
  ...["before", "after", "on", "array_contains_any", "array_contains_none", "array_contains_all", "not_array_contains_all"],
]);

/** Converts a condition of the console to one of definitions; null if it is not known how. */
export function convertCondition(condition: JsonObject, idType: string): JsonObject | null {
  const { type, operator, targetValue = null } = condition;
  const of = (converted: string, field: string | null, additionalValues: JsonObject = {}): JsonObject | null =>
    typeof operator === "string" && operators.has(operator.toLowerCase())
      ? { type: converted, targetValue, operator: operator.toLowerCase(), field, additionalValues, idType }
      : null;
  const gate = (converted: string, prefix: string): JsonObject | null => {
    const plain = { operator: null, field: null, additionalValues: {}, idType };
    return typeof targetValue === "string" ? { type: converted, targetValue: `${prefix}${targetValue}`, ...plain } : null;
  };
  if (typeof type !== "string") return null;
  const known = Object.hasOwn(fields, type) ? fields[type] : undefined;
  if (known !== undefined) return of(known.type, known.field, type === "user_id" ? { custom_id: "userID" } : {});
  switch (type) {
    case "public":
      return { type: "public", targetValue: null, operator: null, field: null, additionalValues: {}, idType };
    case "custom_field":
      return typeof condition.field === "string" ? of("user_field", condition.field, { custom_field: condition.field }) : null;
    case "unit_id":
      return typeof condition.customID === "string" ? of("unit_id", condition.customID, { custom_id: condition.customID }) : null;
    case "time":
      return of("current_time", null);
    case "passes_gate":
    case "fails_gate":
      return gate(type === "passes_gate" ? "pass_gate" : "fail_gate", "");
    case "passes_segment":
    case "fails_segment":
      return gate(type === "passes_segment" ? "pass_gate" : "fail_gate", "segment:");
    default:
      return null;
  }
}

/** A rule's environments are a condition of their own in definitions (statsig-evaluation.md §10.1). */
export function environmentCondition(environments: readonly string[]): JsonObject {
  return { type: "environment_tier", operator: "any", targetValue: [...environments] };
}

/** True if a condition of definitions is the converted one: what an evaluation uses is the same. */
export function isSameCondition(loaded: JsonValue, converted: JsonObject): boolean {
  if (!isJsonObject(loaded)) return false;
  const [one, other] = [comparable(loaded), comparable(converted)];
  return isSameJson(one, other);
}

function comparable({ type, operator, field, targetValue = null }: JsonObject): JsonValue {
  const kind = String(type).toLowerCase();
  if (kind === "public") return ["public"];
  // Both are found by the engines in the user's ID.
  const isUserId = (kind === "user_field" || kind === "unit_id") && String(field).toLowerCase() === "userid";
  const isGate = kind === "pass_gate" || kind === "fail_gate";
  return [isUserId ? "unit_id" : kind, isGate ? null : String(operator ?? "").toLowerCase(), isGate ? null : (field ?? null), targetValue];
}

/** Returns a condition of the console in words: `country US or CA`. */
export function describeConsoleCondition(condition: JsonObject): string {
  const converted = convertCondition(condition, "");
  const type = String(condition.type);
  if (type === "public") return "everyone";
  if (/^(?:passes|fails)_(?:gate|segment)$/.test(type)) return `${type.replace("_", " ")} ${formatValue(condition.targetValue ?? null)}`;
  if (converted === null)
    return `${type} ${String(condition.operator ?? "")} ${formatValue(condition.targetValue ?? null)}`.replace(/ +/g, " ");
  const field = typeof converted.field === "string" ? converted.field : null;
  const subject = describeSubject({ type: String(converted.type), field });
  return `${subject} ${describeTarget({ type: String(converted.type), operator: String(converted.operator), target: converted.targetValue ?? null })}`;
}
