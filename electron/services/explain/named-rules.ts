import { nameRule } from "#shared/domain/answers/rule-words.ts";
import type { ConditionTrace, Explanation, RuleTrace, SpecTrace } from "#shared/domain/explanation.ts";
import { speakRuleNumber } from "#shared/domain/explanation-words.ts";
import { consoleRuleId } from "../catalog/rule-names.ts";

/** By the console's rule ID. */
export type RuleNames = ReadonlyMap<string, string>;

/**
 * The explanation with the names that the console has for its rules: real definitions repeat the ID in their place (statsig-evaluation.md §2.1), but earlier
 * answers may have told the name. Names that the definitions do tell are put into `because`, too.
 */
export function withRuleNames(explanation: Explanation, names: RuleNames): Explanation {
  const trace = namedSpec(explanation.trace, names);
  const decided = trace.rules.find(({ state }) => state === "decided" || state === "outside_percentage");
  const closest = trace.rules.find(({ number }) => number === explanation.closestRule);
  const named = decided === undefined ? explanation.because : withName(explanation.because, decided);
  const nameless = closest && `${speakRuleNumber({ ...closest, name: null })}: `;
  const because = closest && nameless ? named.replace(nameless, () => `${speakRuleNumber(closest)}: `) : named;
  return { ...explanation, trace, because };
}

function withName(because: string, { ruleId, name }: RuleTrace): string {
  return name === null ? because : because.replace(nameRule(ruleId, null), () => nameRule(ruleId, name));
}

function namedSpec(spec: SpecTrace, names: RuleNames): SpecTrace {
  return { ...spec, rules: spec.rules.map((rule) => namedRule(rule, names)) };
}

function namedRule(rule: RuleTrace, names: RuleNames): RuleTrace {
  return {
    ...rule,
    name: rule.name ?? names.get(consoleRuleId(rule.ruleId)) ?? null,
    conditions: rule.conditions.map((condition) => namedCondition(condition, names)),
    delegate: rule.delegate && namedSpec(rule.delegate, names),
  };
}

function namedCondition(condition: ConditionTrace, names: RuleNames): ConditionTrace {
  return condition.nested === null ? condition : { ...condition, nested: namedSpec(condition.nested, names) };
}
