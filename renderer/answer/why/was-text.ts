import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { type ConditionCell, conditionText } from "./condition-text.ts";
import { conditionKey, delegateKey, ruleKey } from "./rule-trace-plan.ts";

/** What a user had at each condition of a trace, by the keys of its lines. */
export type HadBefore = ReadonlyMap<string, ConditionCell>;

/** Returns what the user of an earlier explanation had, to be compared with a later one of the same rules. */
export function hadBefore(trace: SpecTrace): HadBefore {
  const had = new Map<string, ConditionCell>();
  const waiting: { spec: SpecTrace; path: string }[] = [{ spec: trace, path: "" }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const rule of next.spec.rules) {
      const path = ruleKey(next.path, rule);
      rule.conditions.forEach((condition, at) => {
        had.set(conditionKey(path, at), conditionText(condition).has);
        if (condition.nested !== null) waiting.push({ spec: condition.nested, path: conditionKey(path, at) });
      });
      if (rule.delegate !== null) waiting.push({ spec: rule.delegate, path: delegateKey(path) });
    }
  }
  return had;
}

/** Texts of conditions that were not evaluated: they are no value that could have changed. */
const noValues: ReadonlySet<string> = new Set(["", "not evaluated"]);

/** Returns `was Fail`, `was not set`; null where the user has the same as before, or nothing is known of before. */
export function wasText(before: ConditionCell | undefined, now: ConditionCell): string | null {
  if (before === undefined) return null;
  const [then, has] = [textOf(before), textOf(now)];
  return then === has || noValues.has(then) || noValues.has(has) ? null : `was ${then}`;
}

function textOf(cell: ConditionCell): string {
  return cell.is === "lamp" ? cell.word : cell.text;
}
