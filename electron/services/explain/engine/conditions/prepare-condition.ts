import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { hasPlainBuckets, type IsPlain, plainValuesFor } from "../cautions/plain-values.ts";
import type { ConditionForm, ReadCondition, UnreadCondition } from "../definitions/forms.ts";
import type { BucketKey, LookUpKeys, UnitKey } from "../look-ups/look-up-keys.ts";
import type { Subject } from "../look-ups/subject.ts";
import { missing, ResolvedValue } from "../values/resolved-value.ts";
import { targetText } from "../values/texts.ts";
import { type Comparison, comparisonFor, type IdLists } from "./operators.ts";

/** The user's values and everything else that conditions evaluate. */
export interface EvaluationContext {
  readonly subject: Subject;
  readonly clock: ResolvedValue;
  readonly app: ResolvedValue;
  /** The definitions’ default tier; null if they have none. */
  readonly defaultTier: string | null;
  /** Null if no ID lists were read. */
  readonly idLists: IdLists | null;
}

/** The fields of a condition that its trace repeats, as Statsig names them. */
export interface ConditionDetails {
  readonly type: string;
  readonly operator: string | null;
  readonly field: string | null;
  readonly target: JsonValue;
  /** The target in a trace: of a long list only the first entries, with their number in `entryCount`. */
  readonly shownTarget: JsonValue;
  readonly entryCount: number | null;
}

/** A condition that compares a value, with its look-up and its parsed target. */
export interface ValueCondition {
  readonly kind: "value";
  readonly details: ConditionDetails;
  readonly find: (context: EvaluationContext) => ResolvedValue;
  readonly compare: Comparison;
  /** `unit_id` and `user_bucket`: the unit. */
  readonly unit: UnitKey | null;
  readonly bucket: BucketKey | null;
  /** `user_bucket` with a set: the number of slots. */
  readonly slotCount: number | null;
  /** True for a value on which the official engines certainly agree. */
  readonly isPlain: IsPlain;
  /** The target has entries that differ in case only, and the operator is case-sensitive. */
  readonly hasCollapsed: boolean;
}

export type PreparedCondition =
  | ValueCondition
  | { readonly kind: "always"; readonly details: ConditionDetails }
  | { readonly kind: "gate"; readonly details: ConditionDetails; readonly gate: string; readonly isNegated: boolean }
  /** Met by the first of the gates that passes, or that fails if `isNegated`; the others are not evaluated. */
  | { readonly kind: "gates"; readonly details: ConditionDetails; readonly gates: readonly string[]; readonly isNegated: boolean }
  /** `value` compares the group of the experiment. */
  | {
      readonly kind: "experiment_group";
      readonly details: ConditionDetails;
      readonly experiment: string | null;
      readonly value: ValueCondition;
    }
  /** Stops every evaluation that reaches it (statsig-evaluation.md §3.2). `because` is a clause. */
  | { readonly kind: "unsupported"; readonly details: ConditionDetails; readonly because: string };

export function prepareCondition(condition: ReadCondition | UnreadCondition, keys: LookUpKeys): PreparedCondition {
  if ("problem" in condition) return { kind: "unsupported", details: noDetails, because: condition.problem };
  const { type, operator = null, field = null, targetValue = null, idType } = condition;
  const details = { type, operator, field: fieldText(condition), target: targetValue, ...targetFields(targetValue) };
  if (type === "public") return { kind: "always", details };
  if (condition.gates !== undefined) return { kind: "gates", details, gates: condition.gates, isNegated: type === "multi_fail_gate" };
  if (type === "pass_gate" || type === "fail_gate") {
    // A target that is no text names no gate.
    return { kind: "gate", details, gate: typeof targetValue === "string" ? targetValue : "", isNegated: type === "fail_gate" };
  }
  const unsupported = (because: string): PreparedCondition => ({ kind: "unsupported", details, because });
  const find = resolverFor(condition, keys);
  if (find === null && type !== "experiment_group") return unsupported(`the native engine does not support the condition type “${type}”`);
  if (operator === null) return unsupported(`a condition of the type “${type}” has no operator`);
  const compare = comparisonFor(operator, targetValue);
  if (compare === null) return unsupported(`the native engine does not support the operator “${operator}”`);
  const bucket = type === "user_bucket" ? bucketFor(condition, keys) : null;
  const value: ValueCondition = {
    kind: "value",
    details,
    find: find ?? nothing,
    compare,
    unit: type === "unit_id" ? keys.unit(idType) : (bucket?.unit ?? null),
    bucket,
    slotCount: bucket !== null && (operator === "any" || operator === "none") ? slotsIn(targetValue) : null,
    isPlain: bucket !== null && hasPlainBuckets(operator, targetValue) ? () => true : plainValuesFor(operator, targetValue),
    hasCollapsed: /case_sensitive|array_contains|eq$/.test(operator) && hasCollapsed(targetValue),
  };
  return find === null ? { kind: "experiment_group", details, experiment: field, value } : value;
}

/** Returns the condition with another target. Its operator must be a supported one. */
export function withTarget(condition: ValueCondition, target: JsonValue): ValueCondition {
  const { details, slotCount } = condition;
  return {
    ...condition,
    details: { ...details, target, ...targetFields(target) },
    compare: comparisonFor(details.operator ?? "", target) ?? condition.compare,
    slotCount: slotCount === null ? null : slotsIn(target),
  };
}

const noDetails: ConditionDetails = { type: "", operator: null, field: null, target: null, shownTarget: null, entryCount: null };

/** Lists may have hundreds of thousands of entries, too many for a trace. */
const maxEntries = 1_000;

function targetFields(target: JsonValue): Pick<ConditionDetails, "shownTarget" | "entryCount"> {
  const isLong = Array.isArray(target) && target.length > maxEntries;
  return isLong ? { shownTarget: target.slice(0, maxEntries), entryCount: target.length } : { shownTarget: target, entryCount: null };
}

function slotsIn(target: JsonValue): number {
  if (Array.isArray(target)) return target.length;
  return isJsonObject(target) ? Object.keys(target).filter((slot) => /^\d+$/.test(slot)).length : 0;
}

function hasCollapsed(target: JsonValue): boolean {
  if (!Array.isArray(target)) return false;
  const texts = new Set(target.map(targetText));
  return new Set([...texts].map((text) => text.toLowerCase())).size < texts.size;
}

type Resolver = (context: EvaluationContext) => ResolvedValue;

/**
 * Returns the look-up for a condition type (statsig-evaluation.md §5). Null for types that the native engine does not support, and for
 * `experiment_group`.
 */
function resolverFor(condition: ConditionForm, keys: LookUpKeys): Resolver | null {
  const field = typeof condition.field === "string" ? keys.field(condition.field) : null;
  switch (condition.type) {
    case "user_field":
      return field === null ? nothing : ({ subject }) => subject.field(field);
    case "ip_based":
      return field === null ? nothing : ({ subject }) => subject.fieldOrCountry(field);
    case "ua_based":
      return field === null ? nothing : ({ subject }) => subject.fieldOrUserAgent(field);
    case "environment_field":
      return field === null ? nothing : ({ subject }) => subject.environment(field);
    case "current_time":
      return ({ clock }) => clock;
    case "target_app":
      return ({ app }) => app;
    case "unit_id": {
      const unit = keys.unit(condition.idType);
      return ({ subject }) => subject.unit(unit);
    }
    case "user_bucket": {
      const bucket = bucketFor(condition, keys);
      return ({ subject }) => bucketValue(subject.bucket(bucket));
    }
    default:
      return null;
  }
}

const nothing: Resolver = () => missing;

function bucketFor({ additionalValues, idType }: ConditionForm, keys: LookUpKeys): BucketKey {
  return keys.bucket(`${additionalValues?.salt ?? ""}.`, idType, 1_000);
}

const bucketValues: ResolvedValue[] = [];

/** Returns a bucket as a value. There are a thousand buckets, so each value is created once. */
function bucketValue(bucket: number): ResolvedValue {
  const known = bucketValues[bucket];
  if (known !== undefined) return known;
  const resolved = new ResolvedValue(bucket, "unit", null);
  bucketValues[bucket] = resolved;
  return resolved;
}

/** Returns the field that a trace shows: the ID type for conditions on an ID, null for conditions that use no user field. */
function fieldText({ type, field, idType }: ConditionForm): string | null {
  if (type === "unit_id" || type === "user_bucket") return idType;
  return type === "current_time" || type === "target_app" || type === "public" || type.endsWith("_gate") ? null : (field ?? null);
}
