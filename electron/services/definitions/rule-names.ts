import { consoleRuleId, isConsoleRule } from "#shared/domain/evaluation/rule-text.ts";

/** Names beyond this many are not learnt: they are a convenience. */
export const maxRuleNames = 5_000;

/** Notes what the console calls a rule; nothing for reserved IDs, which have words of their own, and for names that only repeat the ID. Gives whether it was news. */
export function noteRuleName(names: Map<string, string>, ruleId: string, name: string): boolean {
  const id = consoleRuleId(ruleId);
  const saysNothing = name.trim() === "" || name === ruleId || consoleRuleId(name) === id;
  if (saysNothing || !isConsoleRule(ruleId) || names.get(id) === name) return false;
  if (names.size >= maxRuleNames && !names.has(id)) return false;
  names.set(id, name);
  return true;
}
