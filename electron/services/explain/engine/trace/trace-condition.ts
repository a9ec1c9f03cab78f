import type { Bucket, ConditionTrace, SpecTrace } from "#shared/domain/explanation.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json.ts";
import { cautionsAbout } from "../cautions/cautions.ts";
import type { Compared, Unknown } from "../conditions/operators.ts";
import type { ConditionWords, PreparedCondition, Surroundings } from "../conditions/prepare-condition.ts";
import type { SpecResult } from "../results.ts";
import { type Found, missing } from "../values/found.ts";
import { withNotes } from "./notes.ts";

type ValueCondition = Pick<Extract<PreparedCondition, { kind: "value" }>, "words" | "unit" | "bucket" | "compare">;

export function traceValue(
  condition: ValueCondition,
  found: Found,
  compared: Compared,
  surroundings: Surroundings,
  form: "v1" | "v2",
): ConditionTrace {
  const { words } = condition;
  return {
    ...told(words),
    value: found.isPresent ? found.json : null,
    isPresent: found.isPresent,
    foundAt: found.place,
    foundKey: found.key,
    result: resultOf(compared),
    unknownReason: typeof compared === "boolean" ? null : compared.reason,
    cautions: cautionsAbout({ ...condition, kind: "value", find: () => missing }, found, compared, surroundings, form),
    bucket: bucketOfCondition(condition, compared, surroundings),
    nested: null,
  };
}

export function traceAlways(words: ConditionWords): ConditionTrace {
  return { ...told(words), ...nothingFound, result: "met" };
}

/** A gate, with its own trace in place unless there is no room left for it. */
export function traceGate(
  words: ConditionWords,
  gate: string,
  result: SpecResult,
  tested: boolean | Unknown,
  hasRoom: boolean,
): ConditionTrace {
  const isMissing = result.outcome === "missing";
  return {
    ...told(words),
    ...nothingFound,
    value: result.outcome === "unknown" ? null : result.isOn,
    isPresent: !isMissing,
    result: result.stop === null ? resultOf(tested) : "unknown",
    unknownReason: result.stop?.because ?? (typeof tested === "boolean" ? null : tested.reason),
    cautions: isMissing
      ? [`There is no gate “${gate}”, which counts as one that fails. Only the JavaScript engine always lists it among the exposures.`]
      : [],
    nested: hasRoom ? result.trace : folded(result.trace),
  };
}

export function traceUnsupported(words: ConditionWords, reason: string): ConditionTrace {
  return {
    ...told(words),
    ...nothingFound,
    result: "unknown",
    unknownReason: reason,
    cautions: [
      "The native engine stops here, and a gate may even pass by what the condition before came to; the JavaScript engine answers false or nothing.",
    ],
  };
}

/** A condition of a rule that was never reached. */
export function traceUntouched({ words }: PreparedCondition): ConditionTrace {
  return { ...told(words), ...nothingFound, result: "not_looked_at" };
}

const nothingFound = {
  value: null,
  isPresent: false,
  foundAt: "none",
  foundKey: null,
  unknownReason: null,
  cautions: [],
  bucket: null,
  nested: null,
} as const;

function told({
  type,
  operator,
  field,
  target,
}: ConditionWords): Pick<ConditionTrace, "type" | "operator" | "field" | "target" | "entryCount"> {
  const isLong = Array.isArray(target) && target.length > mostEntries;
  return { type, operator, field, target: isLong ? target.slice(0, mostEntries) : target, entryCount: isLong ? target.length : null };
}

/** Lists of IDs may have hundreds of thousands of entries, and nobody reads them. */
const mostEntries = 1_000;

function resultOf(compared: Compared): ConditionTrace["result"] {
  return compared === true ? "met" : compared === false ? "not_met" : "unknown";
}

function bucketOfCondition({ words, bucket }: ValueCondition, compared: Compared, { subject }: Surroundings): Bucket | null {
  if (bucket === null) return null;
  const unitId = subject.unitText(bucket.unit);
  const isSlots = words.operator === "any" || words.operator === "none";
  return {
    idType: bucket.unit.name,
    unitId,
    isMissing: unitId === "",
    bucket: subject.bucket(bucket),
    of: 1_000,
    cutOff: words.operator === "lt" && typeof words.target === "number" ? words.target : null,
    slotCount: isSlots ? slotsIn(words.target) : null,
    // “none” asks for units outside of the slots.
    isIn: (compared === true) !== (words.operator === "none"),
  };
}

function slotsIn(target: JsonValue): number {
  if (Array.isArray(target)) return target.length;
  return isJsonObject(target) ? Object.keys(target).filter((slot) => /^\d+$/.test(slot)).length : 0;
}

function folded(trace: SpecTrace | null): SpecTrace | null {
  if (trace === null) return null;
  return withNotes({ ...trace, rules: [] }, [
    "Its rules are not shown here, because the explanation would become too long; ask for it by itself.",
  ]);
}
