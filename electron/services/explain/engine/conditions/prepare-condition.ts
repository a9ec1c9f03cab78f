import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { hasPlainBuckets, type IsPlain, plainValuesFor } from "../cautions/plain-values.ts";
import type { ConditionForm } from "../definitions/forms.ts";
import type { UnreadCondition } from "../definitions/read-forms.ts";
import type { BucketKey, LookUpKeys, UnitKey } from "../look-ups/look-up-keys.ts";
import type { Subject } from "../look-ups/subject.ts";
import { Found, missing } from "../values/found.ts";
import { targetText } from "../values/texts.ts";
import { type Comparison, comparisonFor, type IdLists } from "./operators.ts";

/** What a condition looks at beside the user. */
export interface Surroundings {
  readonly subject: Subject;
  readonly clock: Found;
  readonly app: Found;
  /** The definitions’ own; null where they name none. */
  readonly defaultTier: string | null;
  /** Null where no ID lists are at hand. */
  readonly idLists: IdLists | null;
}

/** What the trace repeats of a condition, in Statsig's words. */
export interface ConditionText {
  readonly type: string;
  readonly operator: string | null;
  readonly field: string | null;
  readonly target: JsonValue;
  /** The target as a trace shows it: of a long list only the beginning, with how many entries there are. */
  readonly shownTarget: JsonValue;
  readonly entryCount: number | null;
}

/** A condition that compares a value, with its target parsed and its way to the value laid. */
export interface ValueCondition {
  readonly kind: "value";
  readonly words: ConditionText;
  readonly find: (surroundings: Surroundings) => Found;
  readonly compare: Comparison;
  /** `unit_id` and `user_bucket`: whose ID it is. */
  readonly unit: UnitKey | null;
  readonly bucket: BucketKey | null;
  /** `user_bucket` with a set: how many slots that has. */
  readonly slotCount: number | null;
  /** Whether the official engines certainly agree about a value. */
  readonly isPlain: IsPlain;
  /** The target has entries that differ in case only, and the operator heeds case. */
  readonly hasCollapsed: boolean;
}

export type PreparedCondition =
  | ValueCondition
  | { readonly kind: "always"; readonly words: ConditionText }
  | { readonly kind: "gate"; readonly words: ConditionText; readonly gate: string; readonly isNegated: boolean }
  /** `value` compares the group, once it is found. */
  | {
      readonly kind: "experiment_group";
      readonly words: ConditionText;
      readonly experiment: string | null;
      readonly value: ValueCondition;
    }
  /** Stops every evaluation that reaches it (statsig-evaluation.md §3.2). `because` is a clause. */
  | { readonly kind: "unsupported"; readonly words: ConditionText; readonly because: string };

export function prepareCondition(condition: ConditionForm | UnreadCondition, keys: LookUpKeys): PreparedCondition {
  if ("problem" in condition) return { kind: "unsupported", words: noText, because: condition.problem };
  const { type, operator = null, field = null, targetValue = null, idType } = condition;
  const words = { type, operator, field: fieldText(condition), target: targetValue, ...shown(targetValue) };
  if (type === "public") return { kind: "always", words };
  if (type === "pass_gate" || type === "fail_gate") {
    // Only a text names a gate; anything else is the name of none.
    return { kind: "gate", words, gate: typeof targetValue === "string" ? targetValue : "", isNegated: type === "fail_gate" };
  }
  const unsupported = (because: string): PreparedCondition => ({ kind: "unsupported", words, because });
  const find = finderFor(condition, keys);
  if (find === null && type !== "experiment_group") return unsupported(`the native engine does not know the condition type “${type}”`);
  if (operator === null) return unsupported(`a condition of the type “${type}” has no operator`);
  const compare = comparisonFor(operator, targetValue);
  if (compare === null) return unsupported(`the native engine does not know the operator “${operator}”`);
  const bucket = type === "user_bucket" ? bucketFor(condition, keys) : null;
  const value: ValueCondition = {
    kind: "value",
    words,
    find: find ?? nothing,
    compare,
    unit: type === "unit_id" ? keys.unit(idType) : (bucket?.unit ?? null),
    bucket,
    slotCount: bucket !== null && (operator === "any" || operator === "none") ? slotsIn(targetValue) : null,
    isPlain: bucket !== null && hasPlainBuckets(operator, targetValue) ? () => true : plainValuesFor(operator, targetValue),
    hasCollapsed: /case_sensitive|array_contains|eq$/.test(operator) && hasCollapsed(targetValue),
  };
  return find === null ? { kind: "experiment_group", words, experiment: field, value } : value;
}

/** The same condition with another target, to try it; its operator is known. */
export function withTarget(condition: ValueCondition, target: JsonValue): ValueCondition {
  const { words, slotCount } = condition;
  return {
    ...condition,
    words: { ...words, target, ...shown(target) },
    compare: comparisonFor(words.operator ?? "", target) ?? condition.compare,
    slotCount: slotCount === null ? null : slotsIn(target),
  };
}

const noText: ConditionText = { type: "", operator: null, field: null, target: null, shownTarget: null, entryCount: null };

/** Lists of IDs may have hundreds of thousands of entries, and nobody reads them. */
const maxEntries = 1_000;

function shown(target: JsonValue): Pick<ConditionText, "shownTarget" | "entryCount"> {
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

type Finder = (surroundings: Surroundings) => Found;

/**
 * Returns the look-up for a condition type (statsig-evaluation.md §5). Null for types that the native engine does not support, and for
 * `experiment_group`.
 */
function finderFor(condition: ConditionForm, keys: LookUpKeys): Finder | null {
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
      return ({ subject }) => numbered(subject.bucket(bucket));
    }
    default:
      return null;
  }
}

const nothing: Finder = () => missing;

function bucketFor({ additionalValues, idType }: ConditionForm, keys: LookUpKeys): BucketKey {
  return keys.bucket(`${additionalValues?.salt ?? ""}.`, idType, 1_000);
}

const numbers: Found[] = [];

/** Buckets are a thousand numbers only, so each is made once. */
function numbered(bucket: number): Found {
  const known = numbers[bucket];
  if (known !== undefined) return known;
  const found = new Found(bucket, "unit", null);
  numbers[bucket] = found;
  return found;
}

/** The types that look at an ID speak of its type; those that look at nothing of the user have no field. */
function fieldText({ type, field, idType }: ConditionForm): string | null {
  if (type === "unit_id" || type === "user_bucket") return idType;
  return type === "current_time" || type === "target_app" || type === "public" || type.endsWith("_gate") ? null : (field ?? null);
}
