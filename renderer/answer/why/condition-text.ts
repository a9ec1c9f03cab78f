import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { bucketHad, bucketWanted } from "#shared/domain/explanation/bucket-text.ts";
import type { ConditionTrace, ValueSource } from "#shared/domain/explanation/explanation.ts";
import { holdoutText, isOnSeveralGates, membershipText, readAsText } from "#shared/domain/explanation/explanation-text.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { formatCount, formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import { formatUtcDateTime, maxTimeMs } from "#shared/domain/text/format-time.ts";

/** The content of a column: a gate's state, a value, or a text. */
export type ConditionCell =
  | { readonly is: "lamp"; readonly state: "pass" | "fail" | "unknown"; readonly word: string }
  | { readonly is: "value"; readonly text: string }
  | { readonly is: "words"; readonly text: string };

/** The texts of a condition for the trace's columns. */
export interface ConditionText {
  /** Precedes the subject: `passes`, `in`. */
  readonly verb: string | null;
  readonly subjectKind: "field" | "gate" | "segment" | "holdout" | "experiment" | "words";
  readonly subject: string;
  readonly has: ConditionCell;
  /** The source of the value: `custom`, `from the IP address`; null if it needs no mention. */
  readonly source: string | null;
  readonly isPrivate: boolean;
  /** `any of`, `at least`; null if `wants` is sufficient. */
  readonly operator: string | null;
  readonly wants: ConditionCell;
  /** All target values if the cell does not show all of them in full; else empty. */
  readonly allWanted: readonly string[];
}

/** Limits the target values in the row; unfolding shows the others. */
export const maxWantedInRow = 4;

export function conditionText(condition: ConditionTrace): ConditionText {
  const gates = gateText(condition);
  if (gates !== null) return { ...blank, ...gates };
  const { bucket } = condition;
  if (bucket !== null) {
    const { operator, text } = bucketWanted(bucket);
    const isNegated = condition.operator === "none";
    return {
      ...blank,
      subjectKind: "words",
      subject: bucket.cutOff === null ? "slot in the layer" : "place among the groups",
      has: value(bucketHad(bucket)),
      source: bucket.isMissing ? `no ${bucket.idType}` : `by ${bucket.idType}`,
      operator: isNegated ? "none of" : operator,
      wants: value(text),
    };
  }
  return { ...blank, ...fieldText(condition) };
}

const nothing: ConditionCell = { is: "words", text: "" };
const blank: ConditionText = {
  verb: null,
  subjectKind: "field",
  subject: "",
  has: nothing,
  source: null,
  isPrivate: false,
  operator: null,
  wants: nothing,
  allWanted: [],
};

/** Returns the name without the prefix of segments: `vip` for `segment:vip`. */
export function gateNameText(name: string): string {
  return name.replace(/^segment:/, "");
}

function gateText(condition: ConditionTrace): Partial<ConditionText> | null {
  const { type, nested, target } = condition;
  if (isOnSeveralGates(type)) return severalGatesText(condition);
  if (type !== "pass_gate" && type !== "fail_gate") return null;
  const name = nested?.name ?? (typeof target === "string" ? target : JSON.stringify(target));
  const isWantedToPass = type === "pass_gate";
  const passes = nested === null || nested.value === null || nested.outcome === "missing" ? null : nested.value === true;
  const kind = nested?.entity === "holdout" ? "holdout" : name.startsWith("segment:") ? "segment" : "gate";
  const had: ConditionCell | null =
    nested?.outcome === "missing"
      ? { is: "words", text: "does not exist" }
      : condition.result === "not_evaluated" && nested === null
        ? { is: "words", text: "not evaluated" }
        : passes === null
          ? { is: "lamp", state: "unknown", word: stateLabels.unknown }
          : null;
  switch (kind) {
    case "segment":
      return {
        verb: isWantedToPass ? "in" : "not in",
        subjectKind: "segment",
        subject: gateNameText(name),
        has: had ?? value(membershipText(passes === true)),
        wants: value(membershipText(isWantedToPass)),
      };
    case "holdout":
      return {
        verb: `${holdoutText(isWantedToPass)} by`,
        subjectKind: "holdout",
        subject: name,
        has: had ?? value(holdoutText(passes === true)),
        wants: value(holdoutText(isWantedToPass)),
      };
    case "gate":
      return {
        verb: isWantedToPass ? "passes" : "fails",
        subjectKind: "gate",
        subject: name,
        has: had ?? lamp(passes === true),
        wants: lamp(isWantedToPass),
      };
  }
}

function severalGatesText({ type, nested, target, result }: ConditionTrace): Partial<ConditionText> {
  const isWantedToPass = type === "multi_pass_gate";
  const passes = nested?.value ?? (result === "not_met" ? !isWantedToPass : null);
  return {
    verb: isWantedToPass ? "passes any of" : "fails any of",
    subjectKind: "words",
    subject: (Array.isArray(target) ? target : [target]).map((gate) => valueText(gate, null)).join(", "),
    has:
      result === "not_evaluated"
        ? { is: "words", text: "not evaluated" }
        : typeof passes === "boolean"
          ? lamp(passes)
          : { is: "lamp", state: "unknown", word: stateLabels.unknown },
    source: nested?.name ?? null,
    wants: lamp(isWantedToPass),
  };
}

function fieldText(condition: ConditionTrace): Partial<ConditionText> {
  const { type, operator, field, target, isPresent, valueSource, valueKey } = condition;
  const has: ConditionCell =
    condition.result === "not_evaluated" && !isPresent
      ? { is: "words", text: valueSource === "missing" ? "not set" : "" }
      : isPresent
        ? value(`${valueText(condition.value, operator)}${readAsText(condition)}`)
        : { is: "words", text: "not set" };
  const wanted = wantedText(operator, target);
  const common = { has, source: sourceWord(valueSource, field, valueKey), isPrivate: valueSource === "private", ...wanted };
  switch (type) {
    case "public":
      return { subjectKind: "words", subject: "everyone", has: nothing, wants: nothing };
    case "current_time":
      return { ...common, subjectKind: "words", subject: "the time", has: value(timeText(condition.value)), source: null };
    case "target_app":
      return { ...common, subjectKind: "words", subject: "target app" };
    case "experiment_group":
      return { ...common, verb: "group in", subjectKind: "experiment", subject: field ?? "" };
    case "user_bucket":
      return { subjectKind: "words", subject: "bucket", has: { is: "words", text: "" }, ...unevaluatedBucket(operator, target) };
    default:
      return { ...common, subject: field ?? type };
  }
}

/** Returns the texts of a bucket condition that was not evaluated. */
function unevaluatedBucket(operator: string | null, target: JsonValue): Partial<ConditionText> {
  if (isJsonNumber(target)) return { operator: "below", wants: value(formatPercent(toDouble(target) / 10)) };
  const slots = Array.isArray(target) ? target.length : isJsonObject(target) ? Object.keys(target).length : 0;
  return { operator: operator === "none" ? "none of" : "one of", wants: value(formatCount(slots, "slot")) };
}

export const operatorLabels: Readonly<Record<string, string>> = {
  any: "any of",
  none: "none of",
  any_case_sensitive: "exactly any of",
  none_case_sensitive: "exactly none of",
  str_starts_with_any: "starts with",
  str_ends_with_any: "ends with",
  str_contains_any: "contains",
  str_contains_none: "does not contain",
  str_matches: "matches",
  gt: "more than",
  gte: "at least",
  lt: "less than",
  lte: "at most",
  version_gt: "newer than",
  version_gte: "at least",
  version_lt: "older than",
  version_lte: "at most",
  version_eq: "version",
  version_neq: "not version",
  eq: "equal to",
  neq: "not equal to",
  before: "before",
  after: "after",
  on: "on the day of",
  array_contains_any: "has any of",
  array_contains_none: "has none of",
  array_contains_all: "has all of",
  not_array_contains_all: "lacks one of",
  in_segment_list: "on the list",
  not_in_segment_list: "not on the list",
};

const ofTime: ReadonlySet<string> = new Set(["before", "after", "on"]);

function wantedText(operator: string | null, target: JsonValue): Pick<ConditionText, "operator" | "wants" | "allWanted"> {
  if (operator === "eq" && target === null) return { operator: null, wants: { is: "words", text: "not set" }, allWanted: [] };
  if (operator === "neq" && target === null) return { operator: null, wants: { is: "words", text: "anything" }, allWanted: [] };
  const entries = (Array.isArray(target) ? target : [target]).map((entry) => valueText(entry, operator));
  const word = operator === null ? null : Object.hasOwn(operatorLabels, operator) ? (operatorLabels[operator] ?? operator) : operator;
  const shown = entries.slice(0, maxWantedInRow).join(", ");
  const others = entries.length - maxWantedInRow;
  return {
    operator: word,
    wants: value(others > 0 ? `${shown} and ${formatNumber(others)} more` : shown),
    allWanted: others > 0 || shown.length > 60 ? entries : [],
  };
}

/** Returns a value for display: texts without quotes unless they begin or end with blanks, `“” (empty)` for an empty text, and times for time operators. */
function valueText(json: JsonValue, operator: string | null): string {
  if (operator !== null && ofTime.has(operator)) return timeText(json);
  if (json === "") return "“” (empty)";
  if (typeof json === "string") return json.trim() === json ? json : `“${json}”`;
  return JSON.stringify(json);
}

function timeText(json: JsonValue): string {
  const ms = isJsonNumber(json) ? toDouble(json) : typeof json === "string" && /^\d{11,15}$/.test(json) ? Number(json) : null;
  return ms === null || Math.abs(ms) > maxTimeMs ? valueText(json, null) : formatUtcDateTime(ms);
}

function sourceWord(valueSource: ValueSource, field: string | null, valueKey: string | null): string | null {
  const as = valueKey !== null && valueKey !== field ? ` as ${valueKey}` : "";
  switch (valueSource) {
    case "top_level":
      return as === "" ? null : as.trim();
    case "custom":
      return `custom${as}`;
    case "private":
      return `private${as}`;
    case "ip":
      return "from the IP address";
    case "user_agent":
      return "from the user agent";
    case "environment":
      return "environment";
    case "clock":
      return null;
    case "app":
      return "app";
    case "experiment":
      return "group";
    case "unit":
    case "none":
    case "missing":
      return null;
  }
}

function lamp(passes: boolean): ConditionCell {
  return { is: "lamp", state: passes ? "pass" : "fail", word: stateLabels[passes ? "pass" : "fail"] };
}

function value(text: string): ConditionCell {
  return { is: "value", text };
}

/** Returns a short text for the condition of a folded rule: `country any of US, CA`. */
export function conditionInShort(condition: ConditionTrace): string {
  const { verb, subject, operator, wants } = conditionText(condition);
  const wanted = verb === null || condition.type === "experiment_group" ? [operator, wants.is === "lamp" ? "" : wants.text] : [];
  return [verb, subject, ...wanted].filter(Boolean).join(" ");
}

export const conditionResultLabels: Record<ConditionTrace["result"], string> = {
  met: "met",
  not_met: "not met",
  not_evaluated: "not evaluated",
  unknown: "unknown",
};
