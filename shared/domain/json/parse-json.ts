import type { JsonValue } from "./json.ts";

/** Deeper than anything that Statsig answers, and shallow enough for every walk over it to fit on the stack. */
const maxLevels = 200;

/** The value of a text, or undefined where it is no JSON or is nested so deep that nothing could be done with it. Never throws. */
export function parseJson(text: string | null): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text ?? "");
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isTooDeep(value: JsonValue): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; depth <= maxLevels; depth += 1) {
    level = level.flatMap((entry) => (typeof entry === "object" && entry !== null ? Object.values(entry) : []));
    if (level.length === 0) return false;
  }
  return true;
}
