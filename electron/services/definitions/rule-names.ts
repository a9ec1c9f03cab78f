import { consoleRuleId, isConsoleRule } from "#shared/domain/evaluation/rule-text.ts";

/** The maximum number of rule names of a project; more are ignored, because they are a convenience. */
export const maxRuleNames = 5_000;

/** Stores the console's name of a rule in `names` and returns whether it changed. Ignores reserved IDs, which have labels of their own, and names that repeat the ID. */
export function noteRuleName(names: Map<string, string>, ruleId: string, name: string): boolean {
  const id = consoleRuleId(ruleId);
  const isUseless = name.trim() === "" || name === ruleId || consoleRuleId(name) === id;
  if (isUseless || !isConsoleRule(ruleId) || names.get(id) === name) return false;
  if (names.size >= maxRuleNames && !names.has(id)) return false;
  names.set(id, name);
  return true;
}
