import { isJsonNumber, toDouble } from "../json/exact-number.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";

/** One variant of a contextual autotune's ranked list. */
export type RankedVariant = { name: string; value: JsonValue; ruleId: string | null; score: number };

/** Reads the value of a ranked list's answer, best variant first. Returns null for a value that is not such a list. */
export function readRankedVariants(value: JsonValue): RankedVariant[] | null {
  if (!Array.isArray(value)) return null;
  const variants = value.map(readVariant);
  return variants.every((variant) => variant !== null) ? variants : null;
}

function readVariant(entry: JsonValue): RankedVariant | null {
  if (!isJsonObject(entry)) return null;
  const { name, value, ruleId, score } = entry;
  if (typeof name !== "string" || value === undefined || !isJsonNumber(score)) return null;
  return ruleId === null || typeof ruleId === "string" ? { name, value, ruleId, score: toDouble(score) } : null;
}
