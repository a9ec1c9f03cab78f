import type { Bucket, ConditionTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { cautionsAbout, cautionsAboutMissingGate, cautionsAboutUnsupported } from "../cautions/cautions.ts";
import type { Compared, Unknown } from "../conditions/operators.ts";
import type { ConditionText, PreparedCondition, Surroundings, ValueCondition } from "../conditions/prepare-condition.ts";
import type { BucketKey } from "../look-ups/look-up-keys.ts";
import type { SpecResult } from "../results.ts";
import type { Found } from "../values/found.ts";
import { isTooDeep } from "../values/nesting.ts";

export function traceValue(
  condition: ValueCondition,
  found: Found,
  compared: Compared,
  surroundings: Surroundings,
  form: "v1" | "v2",
): ConditionTrace {
  const { type, operator, field, shownTarget, entryCount } = condition.words;
  return {
    type,
    operator,
    field,
    value: found.isPresent && !isTooDeep(found.json) ? found.json : null,
    isPresent: found.isPresent,
    foundAt: found.place,
    foundKey: found.key,
    target: shownTarget,
    entryCount,
    result: resultOf(compared),
    unknownReason: typeof compared === "boolean" ? null : compared.reason,
    cautions: cautionsAbout(condition, found, compared, surroundings, form),
    bucket: condition.bucket === null ? null : bucketOfCondition(condition, condition.bucket, compared, surroundings),
    nested: null,
  };
}

const alwaysMet = new WeakMap<ConditionText, ConditionTrace>();

export function traceAlways(words: ConditionText): ConditionTrace {
  const known = alwaysMet.get(words);
  if (known !== undefined) return known;
  const trace: ConditionTrace = { ...told(words), ...nothingFound, result: "met" };
  alwaysMet.set(words, trace);
  return trace;
}

/** A gate, with its own trace in place. */
export function traceGate(
  words: ConditionText,
  gate: string,
  result: SpecResult,
  tested: boolean | Unknown,
  nested: SpecTrace | null,
): ConditionTrace {
  const isMissing = result.outcome === "missing";
  return {
    ...told(words),
    ...nothingFound,
    value: result.outcome === "unknown" ? null : result.isOn,
    isPresent: !isMissing,
    result: result.stop === null ? resultOf(tested) : "unknown",
    unknownReason: result.stop?.because ?? (typeof tested === "boolean" ? null : tested.reason),
    cautions: isMissing ? cautionsAboutMissingGate(gate, words.target) : [],
    nested,
  };
}

export function traceUnsupported(words: ConditionText, reason: string): ConditionTrace {
  return {
    ...told(words),
    ...nothingFound,
    result: "unknown",
    unknownReason: reason,
    cautions: cautionsAboutUnsupported(words),
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

function told({ type, operator, field, shownTarget, entryCount }: ConditionText) {
  return { type, operator, field, target: shownTarget, entryCount };
}

function resultOf(compared: Compared): ConditionTrace["result"] {
  return compared === true ? "met" : compared === false ? "not_met" : "unknown";
}

function bucketOfCondition({ words, slotCount }: ValueCondition, bucket: BucketKey, compared: Compared, { subject }: Surroundings): Bucket {
  const unitId = subject.unitText(bucket.unit);
  return {
    idType: bucket.unit.name,
    unitId,
    isMissing: unitId === "",
    bucket: subject.bucket(bucket),
    of: 1_000,
    cutOff: words.operator === "lt" && typeof words.target === "number" ? words.target : null,
    slotCount,
    // “none” asks for units outside of the slots.
    isIn: (compared === true) !== (words.operator === "none"),
  };
}
