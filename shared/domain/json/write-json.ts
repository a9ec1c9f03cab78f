import type { JsonValue } from "./json.ts";

/** Writes a JSON text with every number as it was read. `indent` is the number of blanks for each level; without it the text is one line. */
export function writeJson(value: JsonValue | object, indent = 0): string {
  return JSON.stringify(value, null, indent);
}
