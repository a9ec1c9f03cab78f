import { formatCount, formatPercent } from "#shared/domain/text/format-number.ts";
import { formatUtcDateTime, maxTimeMs } from "#shared/domain/text/format-time.ts";
import { formatPlainValue, formatValue } from "../evaluation/format-value.ts";
import { isNoRule, nameRule, reservedRuleText } from "../evaluation/rule-text.ts";
import { ExactNumber, isJsonNumber, losesDigits, toDouble } from "../json/exact-number.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";
import { closestRule } from "./closest-rule.ts";
import { decidingRule } from "./deciding-rule.ts";
import type { Bucket, ConditionTrace, RuleTrace, SpecTrace } from "./explanation.ts";

/** `country is DE, expected US or CA`: the user's value and the target. */
export function describeCondition(condition: ConditionTrace): string {
  const { type, value, result } = condition;
  if (type === "public") return "everyone";
  if (type === "pass_gate" || type === "fail_gate") {
    return describeGateCondition(condition);
  }
  if (isOnSeveralGates(type)) return describeGatesCondition(condition);
  if (type === "") return "a condition that cannot be read";
  if (condition.bucket?.slotCount != null) return formatSlot(condition.bucket, condition.operator === "none");
  const targetText = describeTarget(condition);
  if (result === "not_evaluated") return `${describeSubject(condition)} expected ${targetText}`;
  if (type === "current_time") return `the time is ${formatTimeValue(value)}, expected ${targetText}`;
  const describe = condition.operator?.startsWith("version_") ? formatPlainValue : formatValue;
  const shown = condition.isPresent ? `${describe(value)}${readAsText(condition)}` : "missing";
  const unreadable = unreadableText(condition);
  const [ofValue, ofTarget] =
    unreadable === null ? ["", ""] : condition.unreadable === "value" ? [`, ${unreadable}`, ""] : ["", `, ${unreadable}`];
  return `${describeSubject(condition)} is ${shown}${ofValue}, expected ${targetText}${ofTarget}`;
}

/** `which is no date that Statsig can read`, for the side of a condition that could not be compared; null if both could. */
export function unreadableText({ operator, unreadable }: Pick<ConditionTrace, "operator" | "unreadable">): string | null {
  return unreadable === undefined ? null : `which is no ${comparedText(operator ?? "")} that Statsig can read`;
}

function comparedText(operator: string): string {
  if (operator === "before" || operator === "after" || operator === "on") return "date";
  if (operator === "str_matches") return "pattern";
  return operator.startsWith("version_") ? "version" : "number";
}

/**
 * Returns ` (read as 9007199254740992)` for a number that Statsig's engines compare in another form than it is written in, else nothing: they
 * round it to a double, and operators on texts compare that double's text (statsig-evaluation.md §7).
 */
export function readAsText({ value, operator }: Pick<ConditionTrace, "value" | "operator">): string {
  if (!(value instanceof ExactNumber) || (comparesNumbers.has(operator ?? "") && !losesDigits(value))) return "";
  const double = toDouble(value);
  return ` (read as ${Number.isFinite(double) ? double : "an infinite number"})`;
}

const comparesNumbers: ReadonlySet<string> = new Set(["gt", "gte", "lt", "lte", "eq", "neq", "before", "after", "on"]);

/** `the slot of this userID is 937 of 1,000, expected one of its 400`. */
function formatSlot({ idType, bucket, slotCount, isMissing }: Bucket, wantsOutside: boolean): string {
  const who = isMissing ? `there is no ${idType}, and the slot of an empty one` : `the slot of this ${idType}`;
  return `${who} is ${bucket} of 1,000, expected ${wantsOutside ? "none" : "one"} of the ${slotCount} that the rule names`;
}

/** The subject of a condition: `country`, `this stableID’s slot of 1,000`, `the group in “hero_test”`. */
export function describeSubject({ type, field }: Pick<ConditionTrace, "type" | "field">): string {
  switch (type) {
    case "current_time":
      return "the time";
    case "target_app":
      return "the target app";
    case "user_bucket":
      return `this ${field ?? "unit"}’s slot of 1,000`;
    case "experiment_group":
      return `the group in “${field ?? ""}”`;
    case "environment_field":
      return `the environment’s ${field ?? "tier"}`;
    default:
      return field ?? "a field without a name";
  }
}

/** The target of a condition: `US or CA`, `at least 3`, `before 2026-01-01 00:00 UTC`. */
export function describeTarget({ operator, target, type }: Pick<ConditionTrace, "operator" | "target" | "type">): string {
  if (type === "public") return "anything";
  const format = operator !== null && Object.hasOwn(targetFormats, operator) ? targetFormats[operator] : undefined;
  return format === undefined ? `${operator ?? "no operator"} ${formatValue(target)}` : format(target);
}

const targetFormats: Readonly<Record<string, (target: JsonValue) => string>> = {
  any: (target) => (isJsonObject(target) ? formatSlots(target) : oneOf(target)),
  none: (target) => (isJsonObject(target) ? `not ${formatSlots(target)}` : `not ${oneOf(target)}`),
  any_case_sensitive: (target) => `exactly ${oneOf(target)}`,
  none_case_sensitive: (target) => `not exactly ${oneOf(target)}`,
  str_starts_with_any: (target) => `to start with ${oneOf(target)}`,
  str_ends_with_any: (target) => `to end with ${oneOf(target)}`,
  str_contains_any: (target) => `to contain ${oneOf(target)}`,
  str_contains_none: (target) => `not to contain ${oneOf(target)}`,
  str_matches: (target) => `to match the pattern ${formatValue(target)}`,
  gt: (target) => `more than ${formatValue(target)}`,
  gte: (target) => `at least ${formatValue(target)}`,
  lt: (target) => `less than ${formatValue(target)}`,
  lte: (target) => `at most ${formatValue(target)}`,
  version_gt: (target) => `a version above ${formatPlainValue(target)}`,
  version_gte: (target) => `version ${formatPlainValue(target)} or above`,
  version_lt: (target) => `a version below ${formatPlainValue(target)}`,
  version_lte: (target) => `version ${formatPlainValue(target)} or below`,
  version_eq: (target) => `version ${formatPlainValue(target)}`,
  version_neq: (target) => `a version other than ${formatPlainValue(target)}`,
  before: (target) => `before ${formatTimeValue(target)}`,
  after: (target) => `after ${formatTimeValue(target)}`,
  on: (target) => `on the day of ${formatTimeValue(target)}`,
  eq: (target) => (target === null ? "no value" : formatValue(target)),
  neq: (target) => (target === null ? "any value" : `anything but ${formatValue(target)}`),
  array_contains_any: (target) => `a list with ${oneOf(target)}`,
  array_contains_none: (target) => `a list without ${oneOf(target)}`,
  array_contains_all: (target) => `a list with ${allOf(target)}`,
  not_array_contains_all: (target) => `a list that lacks one of ${allOf(target)}`,
  in_segment_list: (target) => `to be on the ID list ${formatValue(target)}`,
  not_in_segment_list: (target) => `not to be on the ID list ${formatValue(target)}`,
};

/** `this userID is at 73.21 %, outside the first 50 %`; for slots and missing IDs a similar clause. */
export function formatBucket({ idType, bucket, of, cutOff, slotCount, isMissing, isIn }: Bucket): string {
  const who = isMissing ? `there is no ${idType}, and an empty one is at` : `this ${idType} is at`;
  if (slotCount !== null) return `${who} slot ${bucket} of ${of}, ${isIn ? "one of" : "none of"} the ${slotCount} slots`;
  const place = `${who} ${formatPercent((bucket * 100) / of)}`;
  return cutOff === null ? place : `${place}, ${isIn ? "inside" : "outside"} the first ${formatPercent((cutOff * 100) / of)}`;
}

/** `rule 2`, with its name, its group or the experiment that it delegates to, if it has one. */
export function formatRuleNumber({
  number,
  name,
  groupName,
  delegatesTo,
}: Pick<RuleTrace, "number" | "name" | "groupName" | "delegatesTo">): string {
  const label = name ?? groupName;
  if (label === null && delegatesTo !== undefined) return `rule ${number}, for the experiment “${delegatesTo}”`;
  return label === null || label === "" ? `rule ${number}` : `rule ${number} “${label}”`;
}

/** The unmet conditions of a rule, joined. */
export function describeUnmet({ conditions }: Pick<RuleTrace, "conditions">): string {
  return conditions
    .filter(({ result }) => result === "not_met")
    .map(describeCondition)
    .join("; and ");
}

/** Returns what decided, or the closest rule, as a clause. Null if the rule ID alone is as informative. */
export function describeTrace(trace: SpecTrace): string | null {
  const decided = decidingRule(trace);
  if (decided !== undefined) return describeDecision(decided);
  const closest = closestRule(trace);
  if (closest === null || !isNoRule(trace.ruleId)) return null;
  return `${closestText(closest)}: ${describeUnmet(closest)}`;
}

/** `no rule matched; closest was rule 2 “EU beta”`. */
export function closestText(closest: Parameters<typeof formatRuleNumber>[0]): string {
  return `no rule matched; closest was ${formatRuleNumber(closest)}`;
}

/** `rule “EU beta” matched, but this userID is at 73.21 %, outside the first 50 %`. */
export function outsideText(rule: string, percentage: Bucket): string {
  return `${rule} matched, but ${formatBucket(percentage)}`;
}

/** `the holdout “autumn” holds this unit back`, of a spec or of the experiment that a layer delegates to; null if no holdout decided. */
export function describeHoldout(trace: SpecTrace): string | null {
  const decided = decidingRule(trace);
  if (decided === undefined) return null;
  return decided.delegate === null ? holdoutReason(decided) : describeHoldout(decided.delegate);
}

/** A holdout's rule in another spec has one condition: that the unit passes the holdout (statsig-evaluation.md §10.3). */
function holdoutReason({ conditions: [condition, ...others] }: RuleTrace): string | null {
  const nested = others.length === 0 ? condition?.nested : null;
  return nested?.entity === "holdout" ? `the holdout “${nested.name}” holds this unit back` : null;
}

/** Returns null for rule IDs that Statsig reserves, which have texts of their own. */
function describeDecision(decided: RuleTrace): string | null {
  const { ruleId, name, groupName, state, percentage, delegate } = decided;
  if (reservedRuleText(ruleId) !== null || delegate !== null) return null;
  const byHoldout = holdoutReason(decided);
  if (byHoldout !== null) return byHoldout;
  const rule = nameRule(ruleId, name ?? groupName);
  if (state === "decided") return name === null || ruleId.endsWith(":id_override") ? null : `${rule} matched`;
  if (percentage !== null) return outsideText(rule, percentage);
  return `${rule} matched, but its pass percentage is 0 %`;
}

const maxNamed = 4;

function oneOf(target: JsonValue): string {
  return joinTarget(target, "or");
}

function allOf(target: JsonValue): string {
  return joinTarget(target, "and");
}

/** `DE, GB or 3 more`: the entries of a target. */
export function joinTarget(target: JsonValue, word: "or" | "and", format: (entry: JsonValue) => string = formatPlainValue): string {
  if (!Array.isArray(target)) return formatValue(target);
  if (target.length === 0) return "one of an empty list";
  const named = target.slice(0, target.length > maxNamed + 1 ? maxNamed : maxNamed + 1).map(format);
  const rest = target.length - named.length;
  if (rest > 0) return `${named.join(", ")} ${word} ${rest} more`;
  const last = named.at(-1) ?? "";
  return named.length === 1 ? last : `${named.slice(0, -1).join(", ")} ${word} ${last}`;
}

function formatSlots(target: Readonly<Record<string, JsonValue>>): string {
  const count = Object.keys(target).filter((slot) => /^\d+$/.test(slot)).length;
  return `one of its ${formatCount(count, "slot")}`;
}

function describeGateCondition({ type, target, value, result, nested }: ConditionTrace): string {
  const wantsPass = type === "pass_gate";
  const name = typeof target === "string" ? target : "";
  if (name.startsWith("segment:")) {
    const segment = `the segment “${name.slice("segment:".length)}”`;
    const targetText = wantsPass ? "in it" : "outside of it";
    if (result === "not_evaluated") return `membership of ${segment}, expected ${targetText}`;
    return `this user is ${value === null ? "perhaps " : value === true ? "" : "not "}in ${segment}, expected ${targetText}`;
  }
  const gate = name === "" ? "a gate without a name" : `the gate “${name}”`;
  const targetText = `expected to ${wantsPass ? "pass" : "fail"}`;
  if (result === "not_evaluated") return `${gate}, ${targetText}`;
  const outcome =
    nested?.outcome === "missing"
      ? "is missing, which counts as failing"
      : value === null
        ? "is unknown"
        : value === true
          ? "passes"
          : "fails";
  return `${gate} ${outcome}, ${targetText}`;
}

/** A holdout passes for the units that it holds back. */
export function holdoutText(isHeldBack: boolean): string {
  return isHeldBack ? "held back" : "not held back";
}

/** A segment passes for its members. */
export function membershipText(isMember: boolean): string {
  return isMember ? "member" : "not a member";
}

/** True for the condition types with a list of gates, of which one is sufficient (statsig-evaluation.md §5). */
export function isOnSeveralGates(type: string): boolean {
  return type === "multi_pass_gate" || type === "multi_fail_gate";
}

/** `any of the gates a or b, expected to pass, b passes`. */
function describeGatesCondition({ type, target, result, nested }: ConditionTrace): string {
  const wantsPass = type === "multi_pass_gate";
  const expected = `any of the gates ${oneOf(target)}, expected to ${wantsPass ? "pass" : "fail"}`;
  if (nested !== null) return `${expected}, ${formatPlainValue(nested.name)} ${nested.value === true ? "passes" : "fails"}`;
  return result === "not_met" ? `${expected}, ${wantsPass ? "none passes" : "none fails"}` : expected;
}

/** Returns milliseconds as a time in UTC, and other values formatted as usual. */
export function formatTimeValue(value: JsonValue): string {
  const milliseconds = isJsonNumber(value)
    ? toDouble(value)
    : typeof value === "string" && /^\d{11,15}$/.test(value)
      ? Number(value)
      : Number.NaN;
  if (!(Math.abs(milliseconds) <= maxTimeMs)) return formatValue(value);
  return formatUtcDateTime(milliseconds);
}
