import { isDeciding } from "./deciding-rule.ts";
import { type EditedField, editCost, impossibleCost } from "./edit-cost.ts";
import type { ConditionTrace, RuleTrace, SpecTrace } from "./explanation.ts";

/**
 * Returns the rule that was closest to a match, if none matched: the one that the fewest and likeliest edits of the user reach, then the one with the most
 * met conditions, then the first. Overrides and rules that exclude users count only if there are no others.
 */
export function closestRule({ outcome, rules }: SpecTrace): RuleTrace | null {
  if (outcome !== "no_rule") return null;
  const missed = rules.filter(({ state, conditions }) => state === "did_not_match" && conditions.length > 0);
  const including = missed.filter(isIncluding);
  const [first = null, ...others] = including.length > 0 ? including : missed;
  if (first === null) return null;
  const start = { rule: first, cost: costToMatch(first) };
  return others.reduce((best, rule) => {
    const cost = costToMatch(rule);
    const isCloser = cost < best.cost || (cost === best.cost && rule.metCount > best.rule.metCount);
    return isCloser ? { rule, cost } : best;
  }, start).rule;
}

/** Lists the experiment rules that exclude units (statsig-evaluation.md §10.4). */
const excludingRules: ReadonlySet<string> = new Set(["layerAssignment", "targetingGate", "inlineTargetingRules", "prestart", "abandoned"]);

function isIncluding({ ruleId, passPercentage }: RuleTrace): boolean {
  return passPercentage > 0 && !ruleId.endsWith(":id_override") && !excludingRules.has(ruleId);
}

/** The sum of the costs of the edits that meet all conditions of a rule. */
function costToMatch({ conditions }: Pick<RuleTrace, "conditions">): number {
  return conditions.reduce((sum, condition) => sum + (condition.result === "met" ? 0 : costToMeet(condition)), 0);
}

/** An edit inside another gate is a little less direct than one of the gate itself. */
const nestingCost = 0.25;

function costToMeet(condition: ConditionTrace): number {
  const { nested, type, bucket } = condition;
  if (nested !== null && (type === "pass_gate" || type === "fail_gate"))
    return nestingCost + (type === "pass_gate" ? costToPass(nested) : costToFail(nested));
  if (nested !== null || bucket !== null || type === "pass_gate" || type === "fail_gate") return impossibleCost;
  return editCost(editedField(condition));
}

/** The cost of the cheapest rule of a nested gate; no edit gets past a rule that matched with a percentage that excludes the unit. */
function costToPass({ outcome, isEnabled, rules }: SpecTrace): number {
  if (outcome === "missing" || !isEnabled) return impossibleCost;
  const stop = rules.findIndex(isDeciding);
  const reachable = stop < 0 ? rules : rules.slice(0, stop);
  return Math.min(impossibleCost, ...reachable.filter(isIncluding).map(costToMatch));
}

/** The cost of the cheapest edit that breaks the rule by which a nested gate passes. */
function costToFail({ rules }: SpecTrace): number {
  const decided = rules.find(({ state }) => state === "decided");
  const costs = (decided?.conditions ?? []).map((condition) => {
    if (condition.nested !== null)
      return nestingCost + (condition.type === "pass_gate" ? costToFail(condition.nested) : costToPass(condition.nested));
    return condition.type === "public" || condition.bucket !== null ? impossibleCost : editCost(editedField(condition));
  });
  return Math.min(impossibleCost, ...costs);
}

function editedField({ type, field, operator, valueSource }: ConditionTrace): EditedField {
  return { type, field, operator, isPrivate: valueSource === "private" };
}
