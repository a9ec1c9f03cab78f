import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** The documented types of a result's fields. */
export type FieldType = "text" | "boolean" | "object";

/**
 * Returns why a result is not about the requested name, or why one of `fields` has another type than documented, as a clause after "answered with";
 * null for a usable result. Fields may be absent or null, because older forms have neither names nor group names (statsig-http.md §4).
 */
export function resultProblem(result: JsonObject, name: string | null, fields: Readonly<Record<string, FieldType>>): string | null {
  const { name: own } = result;
  if (name !== null && typeof own === "string" && own !== name) return `the result of “${excerpt(own)}” instead of this name`;
  for (const [field, type] of Object.entries({ name: "text" as const, ...fields })) {
    const value = Object.hasOwn(result, field) ? result[field] : undefined;
    if (value !== undefined && value !== null && !hasType(value, type)) return fieldProblem(field, value, type);
  }
  return null;
}

/** Describes a field that is absent or has another type than documented, as a clause after "answered with". */
export function fieldProblem(field: string, value: JsonValue | undefined, type: FieldType): string {
  return value === undefined ? `a result without “${field}”` : `a “${field}” that is ${typeText(value)} instead of ${typeTexts[type]}`;
}

const typeTexts: Record<FieldType, string> = { text: "a text", boolean: "true or false", object: "an object" };

function hasType(value: JsonValue, type: FieldType): boolean {
  if (type === "object") return isJsonObject(value);
  return typeof value === (type === "text" ? "string" : "boolean");
}

function typeText(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "object":
      return "an object";
    default:
      return "a number";
  }
}

function excerpt(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
