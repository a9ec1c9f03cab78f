import type { ConditionTrace, Explanation, RulesLeftOut, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";

/** A run of rules that came to the same is given this far; the rest is asked for where somebody reads on. */
export const maxOfRun = 100;
/** Shorter lists are given whole. */
const longList = 300;

/**
 * The explanation without the middle of very long lists: ten thousand rules that did not match are nine megabytes that nobody reads, and everybody between the
 * thread and the page would stand still while they pass. What decided, and what came closest, is always there.
 */
export function abridged(explanation: Explanation): Explanation {
  return { ...explanation, trace: abridgedSpec(explanation.trace, explanation.closestRule) };
}

/** A hundred rules of a spec, from this number on, as a trace of their own would give them. */
export function rulesFrom({ rules }: SpecTrace, from: number): RuleTrace[] {
  return rules.slice(from - 1, from - 1 + maxOfRun).map(abridgedRule);
}

function abridgedSpec(spec: SpecTrace, closestRule: number | null): SpecTrace {
  const { rules } = spec;
  if (rules.length <= longList) return { ...spec, rules: rules.map(abridgedRule) };
  const kept: RuleTrace[] = [];
  const leftOut: RulesLeftOut[] = [];
  for (let at = 0; at < rules.length; ) {
    const rule = rules[at];
    if (rule === undefined) break;
    const end = endOfRun(rules, at, closestRule);
    const whole = end - at > 2 * maxOfRun ? at + maxOfRun : end;
    kept.push(...rules.slice(at, whole).map(abridgedRule));
    if (whole < end) leftOut.push({ from: whole + 1, to: end, state: rule.state });
    at = end;
  }
  return { ...spec, rules: kept, leftOut };
}

/** The rule after the last that came to the same, or after this one where it came to something. */
function endOfRun(rules: readonly RuleTrace[], from: number, closestRule: number | null): number {
  const state = rules[from]?.state;
  if ((state !== "did_not_match" && state !== "never_reached") || rules[from]?.number === closestRule) return from + 1;
  let end = from + 1;
  while (rules[end]?.state === state && rules[end]?.number !== closestRule) end += 1;
  return end;
}

function abridgedRule(rule: RuleTrace): RuleTrace {
  const { conditions, delegate } = rule;
  if (delegate === null && conditions.every(({ nested }) => nested === null)) return rule;
  return { ...rule, conditions: conditions.map(abridgedCondition), delegate: delegate && abridgedSpec(delegate, null) };
}

function abridgedCondition(condition: ConditionTrace): ConditionTrace {
  return condition.nested === null ? condition : { ...condition, nested: abridgedSpec(condition.nested, null) };
}
