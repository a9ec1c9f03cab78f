import { isJsonObject, type JsonValue } from "./json.ts";
import { readJson } from "./read-json.ts";

/** Deeper than any response of Statsig, and shallow enough for recursive functions. */
export const maxLevels = 200;

/** Parses a text; undefined if it is no JSON or has more than 200 levels. Never throws. */
export function parseJson(text: string | null): JsonValue | undefined {
  try {
    const value = readJson(text ?? "");
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isTooDeep(value: JsonValue): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; depth <= maxLevels; depth += 1) {
    level = level.flatMap((entry) => (Array.isArray(entry) || isJsonObject(entry) ? Object.values(entry) : []));
    if (level.length === 0) return false;
  }
  return true;
}
