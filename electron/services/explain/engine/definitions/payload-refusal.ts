import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { faultIn } from "#shared/domain/json/strict-types.ts";
import { hasTextInJavaScript } from "../cautions/javascript-engine.ts";
import { PayloadFormSchema } from "./forms.ts";
import { rulesOfV1 } from "./v1-forms.ts";

/**
 * Returns why server SDKs load nothing from these definitions, in one sentence; null if they load them (statsig-evaluation.md §2.4). `doubled` is a clause on a
 * field that is there twice, which only the text of the definitions shows.
 */
export function refusalOf(payload: JsonObject, doubled: string | null): string | null {
  const isV1 = Array.isArray(payload.feature_gates);
  // Both engines look at this first.
  const saysNothingNew = isV1 ? !payload.has_updates : payload.has_updates === false;
  const fault = saysNothingNew ? nothingNew(payload) : isV1 ? faultOfV1(payload) : (doubled ?? faultOfV2(payload));
  return fault === null ? null : `A server SDK would load nothing from these definitions: ${fault}.`;
}

function nothingNew({ has_updates: hasUpdates }: JsonObject): string {
  return hasUpdates === undefined ? "“has_updates” is missing" : "“has_updates” is not true, which says that they bring nothing new";
}

function faultOfV2(payload: JsonObject): string | null {
  const read = PayloadFormSchema.safeParse(payload);
  return read.success ? null : faultIn(payload, read.error);
}

/** Only the JavaScript engine reads v1. It requires lists, of a spec nothing but its rules, and texts where it compares texts. */
function faultOfV1(payload: JsonObject): string | null {
  for (const section of ["feature_gates", "dynamic_configs", "layer_configs"]) {
    const specs = payload[section];
    if (!Array.isArray(specs)) return `“${section}” is ${specs === undefined ? "missing" : "no list"}`;
    for (const [place, spec] of specs.entries()) {
      const fault = faultOfV1Spec(spec);
      if (fault !== null) return `${nameIn(spec) ?? `“${section}.${place}”`} ${fault}`;
    }
  }
  const { layers, time } = payload;
  // Older than the start, 0.
  if (isJsonNumber(time) && toDouble(time) < 0) return "“time” is negative";
  const empty =
    isJsonObject(layers) || Array.isArray(layers) ? Object.entries(layers).find(([, experiments]) => experiments === null) : undefined;
  return empty === undefined ? null : `“layers.${empty[0]}” is null where a list is needed`;
}

function faultOfV1Spec(spec: JsonValue): string | null {
  if (!isJsonObject(spec)) return "is no object";
  const rules = rulesOfV1(spec);
  if (rules === null) return "has no list of rules";
  if (rules.includes(null)) return "has a rule that is null";
  const lists = rules.map((rule) => (isJsonObject(rule) ? rule.conditions : null));
  if (lists.some((list) => list != null && !Array.isArray(list))) return "has a rule whose conditions are no list";
  const conditions = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  if (conditions.includes(null)) return "has a condition that is null";
  return conditions.some(hasTargetWithoutText) ? "compares with an object that has its own “toString”" : null;
}

/** Sets are read with the definitions. */
function hasTargetWithoutText(condition: JsonValue): boolean {
  if (!isJsonObject(condition) || typeof condition.operator !== "string" || !/^(?:any|none)(?:_case_sensitive)?$/.test(condition.operator))
    return false;
  return (
    Array.isArray(condition.targetValue) && condition.targetValue.some((entry) => typeof entry === "object" && !hasTextInJavaScript(entry))
  );
}

function nameIn(spec: JsonValue): string | null {
  return isJsonObject(spec) && typeof spec.name === "string" ? `“${spec.name}”` : null;
}
