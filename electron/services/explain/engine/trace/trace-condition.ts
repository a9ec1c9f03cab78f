import type { Bucket, ConditionTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { cautionsAbout, cautionsAboutMissingGate, cautionsAboutUnsupported } from "../cautions/cautions.ts";
import type { ComparisonResult, Unknown } from "../conditions/operators.ts";
import type { ConditionDetails, EvaluationContext, PreparedCondition, ValueCondition } from "../conditions/prepare-condition.ts";
import { unreadableSide } from "../conditions/unreadable.ts";
import type { BucketKey } from "../look-ups/look-up-keys.ts";
import type { SpecResult } from "../results.ts";
import { isTooDeep } from "../values/nesting.ts";
import type { ResolvedValue } from "../values/resolved-value.ts";

export function traceValue(
  condition: ValueCondition,
  resolved: ResolvedValue,
  compared: ComparisonResult,
  context: EvaluationContext,
  form: "v1" | "v2",
): ConditionTrace {
  const { type, operator, field, target, shownTarget, entryCount } = condition.details;
  const unreadable = compared === false ? unreadableSide(operator, target, resolved) : null;
  return {
    ...(unreadable == null ? {} : { unreadable }),
    type,
    operator,
    field,
    value: resolved.isPresent && !isTooDeep(resolved.json) ? resolved.json : null,
    isPresent: resolved.isPresent,
    valueSource: resolved.place,
    valueKey: resolved.key,
    target: shownTarget,
    entryCount,
    result: resultOf(compared),
    unknownReason: typeof compared === "boolean" ? null : compared.reason,
    cautions: cautionsAbout(condition, resolved, compared, context, form),
    bucket: condition.bucket === null ? null : bucketOfCondition(condition, condition.bucket, compared, context),
    nested: null,
  };
}

const alwaysMet = new WeakMap<ConditionDetails, ConditionTrace>();

export function traceAlways(details: ConditionDetails): ConditionTrace {
  const known = alwaysMet.get(details);
  if (known !== undefined) return known;
  const trace: ConditionTrace = { ...detailFields(details), ...noValue, result: "met" };
  alwaysMet.set(details, trace);
  return trace;
}

/** Traces a gate condition, with the trace of the gate in `nested`. */
export function traceGate(
  details: ConditionDetails,
  gate: string,
  result: SpecResult,
  tested: boolean | Unknown,
  nested: SpecTrace | null,
): ConditionTrace {
  const isMissing = result.outcome === "missing";
  return {
    ...detailFields(details),
    ...noValue,
    value: result.outcome === "unknown" ? null : result.isOn,
    isPresent: !isMissing,
    result: result.stop === null ? resultOf(tested) : "unknown",
    unknownReason: result.stop?.because ?? (typeof tested === "boolean" ? null : tested.reason),
    cautions: isMissing ? cautionsAboutMissingGate(gate, details.target) : [],
    nested,
  };
}

/** Traces a condition on several gates that none of them meets. */
export function traceNoGate(details: ConditionDetails, isNegated: boolean, tested: false | Unknown): ConditionTrace {
  return {
    ...detailFields(details),
    ...noValue,
    value: tested === false ? isNegated : null,
    isPresent: true,
    result: resultOf(tested),
    unknownReason: tested === false ? null : tested.reason,
  };
}

export function traceUnsupported(details: ConditionDetails, reason: string): ConditionTrace {
  return {
    ...detailFields(details),
    ...noValue,
    result: "unknown",
    unknownReason: reason,
    cautions: cautionsAboutUnsupported(details),
  };
}

/** Traces a condition of a rule that was never reached. */
export function traceNotEvaluated({ details }: PreparedCondition): ConditionTrace {
  return { ...detailFields(details), ...noValue, result: "not_evaluated" };
}

const noValue = {
  value: null,
  isPresent: false,
  valueSource: "none",
  valueKey: null,
  unknownReason: null,
  cautions: [],
  bucket: null,
  nested: null,
} as const;

function detailFields({ type, operator, field, shownTarget, entryCount }: ConditionDetails) {
  return { type, operator, field, target: shownTarget, entryCount };
}

function resultOf(compared: ComparisonResult): ConditionTrace["result"] {
  return compared === true ? "met" : compared === false ? "not_met" : "unknown";
}

function bucketOfCondition(
  { details, slotCount }: ValueCondition,
  bucket: BucketKey,
  compared: ComparisonResult,
  { subject }: EvaluationContext,
): Bucket {
  const unitId = subject.unitText(bucket.unit);
  return {
    idType: bucket.unit.name,
    unitId,
    isMissing: unitId === "",
    bucket: subject.bucket(bucket),
    of: 1_000,
    cutOff: details.operator === "lt" && isJsonNumber(details.target) ? toDouble(details.target) : null,
    slotCount,
    // The operator “none” matches units outside the slots.
    isIn: (compared === true) !== (details.operator === "none"),
  };
}
