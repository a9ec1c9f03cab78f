import type { JsonValue } from "#shared/domain/json/json.ts";

/** The native engine's parser goes no deeper into JSON, and refuses the whole of what does. */
const deepest = 128;

/** Whether JSON is nested so deeply that the native engine would not read it, and that writing it again could fail here. */
export function isTooDeep(value: JsonValue | undefined, depth = 1): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth > deepest || Object.values(value).some((entry) => isTooDeep(entry, depth + 1));
}
