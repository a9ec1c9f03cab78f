import type { ConditionTrace, Explanation, RulesLeftOut, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";

/** The number of rules that are returned of a run, which is a sequence of rules with the same result. The page requests the others when somebody scrolls there. */
export const runLength = 100;
/** Lists of at most this length are returned completely. */
const longListLength = 300;

/**
 * Returns the explanation without the middle of very long rule lists: ten thousand rules that did not match are nine megabytes, which would block
 * each thread between the worker and the page. The rule that decided and the closest rule are always included.
 */
export function abridged(explanation: Explanation): Explanation {
  return { ...explanation, trace: abridgedSpec(explanation.trace, explanation.closestRule) };
}

/** Returns a hundred rules of a spec, starting with rule number `from`. */
export function rulesFrom({ rules }: SpecTrace, from: number): RuleTrace[] {
  return rules.slice(from - 1, from - 1 + runLength).map(abridgedRule);
}

function abridgedSpec(spec: SpecTrace, closestRule: number | null): SpecTrace {
  const { rules } = spec;
  if (rules.length <= longListLength) return { ...spec, rules: rules.map(abridgedRule) };
  const shown: RuleTrace[] = [];
  const leftOut: RulesLeftOut[] = [];
  for (let at = 0; at < rules.length; ) {
    const rule = rules[at];
    if (rule === undefined) break;
    const end = endOfRun(rules, at, closestRule);
    const shownEnd = end - at > 2 * runLength ? at + runLength : end;
    shown.push(...rules.slice(at, shownEnd).map(abridgedRule));
    if (shownEnd < end) leftOut.push({ from: shownEnd + 1, to: end, state: rule.state });
    at = end;
  }
  return { ...spec, rules: shown, leftOut };
}

/** Returns the index after the last rule of a run. A rule that matched, or that came closest, is a run of its own. */
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
