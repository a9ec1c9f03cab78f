import type { RuleTrace, SpecTrace } from "./explanation.ts";

type WithState = Pick<RuleTrace, "state">;

/** True for a rule that decided, also if its percentage left the unit out. */
export function isDeciding({ state }: WithState): boolean {
  return state === "decided" || state === "outside_percentage";
}

/** Returns the rule that decided, also if its percentage left the unit out; undefined if none did. */
export function decidingRule({ rules }: Pick<SpecTrace, "rules">): RuleTrace | undefined {
  return rules.find(isDeciding);
}

/** True for the last rule that was reached: one that decided, or that could not be evaluated. */
export function isLastReached(rule: WithState): boolean {
  return isDeciding(rule) || rule.state === "unknown";
}
