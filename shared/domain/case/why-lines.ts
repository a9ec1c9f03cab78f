import { formatValue } from "../evaluation/format-value.ts";
import { reservedRuleText } from "../evaluation/rule-text.ts";
import { bucketHad, bucketWanted } from "../explanation/bucket-text.ts";
import { isLastReached } from "../explanation/deciding-rule.ts";
import type { Bucket, ConditionTrace, Explanation, RuleTrace, SpecTrace } from "../explanation/explanation.ts";
import {
  describeSubject,
  describeTarget,
  formatBucket,
  formatRuleNumber,
  formatTimeValue,
  holdoutText,
  membershipText,
} from "../explanation/explanation-text.ts";

/** A line of Why for a page that cannot be unfolded: a rule, or a condition of the rule that matters. */
export interface WhyLine {
  readonly depth: number;
  readonly what: string;
  readonly has: string;
  readonly wants: string;
  readonly outcome: string;
  readonly is: "met" | "not_met" | "unknown" | "plain";
}

/** So many lines fit on a page; the others are counted. */
const linesOfPage = 26;
const maxDepth = 3;

/** Lists the rules in order, with the conditions of the one that decided or came closest, and of the gates in it. */
export function whyLines(
  { trace, closestRule }: Pick<Explanation, "trace" | "closestRule">,
  { maxLines = linesOfPage }: { readonly maxLines?: number } = {},
): {
  readonly lines: WhyLine[];
  readonly leftOut: number;
} {
  const lines = linesOfSpec(trace, closestRule, 0);
  return { lines: lines.slice(0, maxLines), leftOut: Math.max(0, lines.length - maxLines) };
}

function linesOfSpec({ rules, outcome }: SpecTrace, closest: number | null, depth: number): WhyLine[] {
  const decidedAt = rules.findIndex(isLastReached);
  const reached = decidedAt < 0 ? rules : rules.slice(0, decidedAt + 1);
  const notReached = rules.length - reached.length;
  const none: WhyLine = { ...plain(depth), what: outcome === "missing" ? "not in the rules" : "no rules" };
  return [
    ...(rules.length === 0 ? [none] : []),
    ...reached.flatMap((rule, at) => linesOfRule(rule, at === decidedAt || rule.number === closest, depth)),
    ...(notReached > 0 ? [{ ...plain(depth), what: `${notReached} more, not evaluated: an earlier rule decided` }] : []),
  ];
}

function linesOfRule(rule: RuleTrace, isUnfolded: boolean, depth: number): WhyLine[] {
  const { percentage, state, passPercentage } = rule;
  const line: WhyLine = {
    ...{ depth, what: ruleLabel(rule), is: stateMarks[state], outcome: stateTexts[state] },
    has: percentage === null ? "" : formatBucket(percentage),
    wants: passPercentage === 100 ? "" : `the first ${passPercentage} %`,
    ...(isUnfolded || state !== "did_not_match" ? {} : firstUnmet(rule)),
  };
  const nested = rule.delegate === null || depth >= maxDepth ? [] : linesOfSpec(rule.delegate, null, depth + 1);
  return [line, ...(isUnfolded ? rule.conditions.flatMap((condition) => linesOfCondition(condition, depth + 1)) : []), ...nested];
}

/** What a rule wanted first that was not there, for a rule that is not unfolded. */
function firstUnmet({ conditions }: RuleTrace): Partial<WhyLine> {
  const unmet = conditions.find(({ result }) => result === "not_met");
  const [line] = unmet === undefined ? [] : linesOfCondition(unmet, 0);
  return line === undefined ? {} : { has: `${line.what}: ${line.has}`, wants: line.wants };
}

function ruleLabel(rule: RuleTrace): string {
  const reserved = reservedRuleText(rule.ruleId);
  return rule.name === null && rule.groupName === null && reserved !== null && rule.ruleId !== ""
    ? `rule ${rule.number}: ${rule.ruleId}`
    : formatRuleNumber(rule);
}

const stateTexts: Record<RuleTrace["state"], string> = {
  decided: "decided",
  did_not_match: "did not match",
  outside_percentage: "matched, outside the share",
  never_reached: "not evaluated",
  unknown: "unknown",
};
const stateMarks: Record<RuleTrace["state"], WhyLine["is"]> = {
  decided: "met",
  did_not_match: "not_met",
  outside_percentage: "not_met",
  never_reached: "plain",
  unknown: "unknown",
};

function linesOfCondition(condition: ConditionTrace, depth: number): WhyLine[] {
  const { type, result, bucket, nested, isPresent, value } = condition;
  const is = result === "not_evaluated" ? "plain" : result;
  const outcome = { met: "met", not_met: "not met", unknown: "unknown", not_evaluated: "not evaluated" }[result];
  if (type === "public") return [{ depth, what: "everyone", has: "", wants: "", outcome, is }];
  if (nested !== null && type !== "experiment_group") {
    const isNegated = type === "fail_gate" || type === "multi_fail_gate";
    const isSegment = nested.name.startsWith(segmentPrefix);
    const wordOf = nested.entity === "holdout" ? holdoutText : isSegment ? membershipText : passesText;
    const gate: WhyLine = {
      ...{ depth, what: isSegment ? nested.name.slice(segmentPrefix.length) : nested.name, outcome, is, wants: wordOf(!isNegated) },
      has: nested.value === null ? "unknown" : wordOf(nested.value === true),
    };
    return [gate, ...(depth < maxDepth ? linesOfSpec(nested, null, depth + 1) : [])];
  }
  if (bucket !== null) return [lineOfBucket(bucket, condition, { depth, outcome, is })];
  const has = isPresent ? (type === "current_time" ? formatTimeValue(value) : formatValue(value)) : "missing";
  return [{ depth, what: describeSubject(condition), has, wants: describeTarget(condition), outcome, is }];
}

/** As Why says it: `slot 810`, `75.7 %`. */
function lineOfBucket(bucket: Bucket, condition: ConditionTrace, line: Pick<WhyLine, "depth" | "outcome" | "is">): WhyLine {
  const { idType, isMissing, cutOff } = bucket;
  const { operator, text } = bucketWanted(bucket);
  return {
    ...line,
    what: `${cutOff === null ? "slot" : "place"} of ${isMissing ? `a missing ${idType}` : `this ${idType}`}`,
    has: bucketHad(bucket),
    wants: cutOff === null ? describeTarget(condition) : `${operator} ${text}`,
  };
}

const segmentPrefix = "segment:";

function passesText(passes: boolean): string {
  return passes ? "passes" : "fails";
}

function plain(depth: number): WhyLine {
  return { depth, what: "", has: "", wants: "", outcome: "", is: "plain" };
}
