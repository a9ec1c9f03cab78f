import type { Answer } from "../evaluation/evaluation.ts";
import { formatPlainValue, formatValue } from "../evaluation/format-value.ts";
import { maskPrivateInAnswers } from "../evaluation/mask-answers.ts";
import { isJsonObject } from "../json/json.ts";
import { isPrivateField, type StatsigUser } from "../user/statsig-user.ts";
import type { ConditionTrace, Explanation, RuleTrace, SpecTrace } from "./explanation.ts";
import { describeCondition } from "./explanation-text.ts";

/** Stands for the value of a private attribute in what is handed to others. */
export const hiddenValue = "hidden";

/** An answer with its explanation, without the values of private attributes. `hidden` has the fields whose values rules read. */
export interface WithoutPrivate {
  readonly answer: Answer;
  readonly explanation: Explanation | null;
  readonly hidden: readonly string[];
}

/**
 * Hides the values of private attributes in an answer and in every condition of its explanation, also where the reason repeats them. Without an explanation they
 * are found in the reason by the names of the attributes.
 */
export function hidePrivate(answer: Answer, explanation: Explanation | null, user: StatsigUser): WithoutPrivate {
  const read = explanation === null ? [] : privateConditions(explanation.trace);
  const because = (text: string) =>
    hideNamedValues(
      read.reduce((rest, condition) => rest.replaceAll(describeCondition(condition), describeCondition(hideIn(condition))), text),
      user,
    );
  const [masked = answer] = maskPrivateInAnswers([{ ...answer, because: because(answer.because) }], user);
  return {
    answer: masked,
    explanation: explanation && { ...explanation, because: because(explanation.because), trace: hideInSpec(explanation.trace) },
    hidden: [...new Set(read.map(({ field }) => field ?? "").filter((field) => field !== ""))],
  };
}

/** Replaces `lifetime_spend is 41099` by `lifetime_spend is hidden`, as conditions are described. */
function hideNamedValues(text: string, user: StatsigUser): string {
  const attributes = Object.entries(user).flatMap(([field, values]) => (isPrivateField(field) && isJsonObject(values) ? [values] : []));
  return attributes.flatMap(Object.entries).reduce((rest, [name, value]) => {
    const shown = [formatValue(value), formatPlainValue(value)].map(escapePattern).join("|");
    return rest.replaceAll(
      new RegExp(`(?<![\\w.])(${escapePattern(name)} is )(?:${shown})(?: \\(read as [^)]*\\))?(?![\\w.]*\\w)`, "gi"),
      `$1${hiddenValue}`,
    );
  }, text);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function privateConditions({ rules }: SpecTrace): ConditionTrace[] {
  return rules.flatMap(({ conditions, delegate }) => [
    ...conditions.flatMap((condition) => [
      ...(isPrivate(condition) ? [condition] : []),
      ...(condition.nested === null ? [] : privateConditions(condition.nested)),
    ]),
    ...(delegate === null ? [] : privateConditions(delegate)),
  ]);
}

function isPrivate({ valueSource, isPresent }: ConditionTrace): boolean {
  return valueSource === "private" && isPresent;
}

function hideInSpec(spec: SpecTrace): SpecTrace {
  return { ...spec, rules: spec.rules.map(hideInRule) };
}

function hideInRule(rule: RuleTrace): RuleTrace {
  return {
    ...rule,
    conditions: rule.conditions.map(hideIn),
    delegate: rule.delegate === null ? null : hideInSpec(rule.delegate),
  };
}

/** The sentences about a value repeat it, so they go too. */
function hideIn(condition: ConditionTrace): ConditionTrace {
  const nested = condition.nested === null ? null : hideInSpec(condition.nested);
  return isPrivate(condition)
    ? {
        ...condition,
        nested,
        value: hiddenValue,
        cautions: [],
        unknownReason: condition.unknownReason === null ? null : "Its value is hidden.",
      }
    : { ...condition, nested };
}
