import { useExplainRequest, useExplanation } from "#renderer/answer/explain/explain.queries.ts";
import { isExplainable } from "#renderer/answer/explain/shown-answer.ts";
import { describeRule } from "#shared/domain/evaluation/rule-text.ts";
import { bucketHad, bucketWanted } from "#shared/domain/explanation/bucket-text.ts";
import { decidingRule } from "#shared/domain/explanation/deciding-rule.ts";
import type { Bucket, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import { isSameDecision } from "#shared/domain/explanation/same-decision.ts";
import type { ComparedEntry, Decision } from "#shared/domain/history/entry-comparison.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { pastSubject } from "./past-subject.ts";

/** Returns what decided an answer of the history, with the rules of its time; null if they decide otherwise, or are not kept. */
export function useDecision({ entry, answer }: ComparedEntry & { readonly entry: Pick<HistoryEntry, "context"> }): Decision | null {
  const subject = answer === null || !isExplainable(answer) ? null : pastSubject(entry, answer);
  const { data, isPlaceholderData } = useExplanation(useExplainRequest(subject));
  if (answer === null || isPlaceholderData || data?.is !== "explained" || !isSameDecision(answer, data.explanation)) return null;
  return decisionOf(data.explanation.trace);
}

function decisionOf(trace: SpecTrace): Decision {
  const rule = decidingRule(trace);
  const bucket = rule === undefined ? null : bucketOf(rule);
  return {
    decidedBy: rule === undefined ? describeRule(trace.ruleId, null) : formatRuleNumber(rule),
    place: bucket === null ? null : { idType: bucket.idType, text: placeIn(bucket) },
  };
}

/** The percentage of a rule, the group of an experiment, or the slot of a layer: the last one that was needed. */
function bucketOf({ percentage, conditions, delegate }: RuleTrace): Bucket | null {
  const inside = delegate === null ? undefined : decidingRule(delegate);
  return (inside && bucketOf(inside)) ?? percentage ?? conditions.find(({ bucket }) => bucket !== null)?.bucket ?? null;
}

/** `39.48 %, inside 50 %`. */
function placeIn(bucket: Bucket): string {
  return `${bucketHad(bucket)}, ${bucket.isIn ? "inside" : "outside"} ${bucketWanted(bucket).text}`;
}
