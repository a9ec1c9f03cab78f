import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** The native engine's parser rejects JSON with more levels. */
const maxDepth = 128;

/** True for JSON that is nested too deeply for the native engine to read, and possibly for this program to write. */
export function isTooDeep(value: JsonValue | undefined, depth = 1): boolean {
  if (!Array.isArray(value) && !isJsonObject(value)) return false;
  return depth > maxDepth || Object.values(value).some((entry) => isTooDeep(entry, depth + 1));
}
