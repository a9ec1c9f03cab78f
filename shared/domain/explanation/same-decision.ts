import type { Answer } from "../evaluation/evaluation.ts";
import { isNoRule } from "../evaluation/rule-text.ts";
import type { Explanation } from "./explanation.ts";

/** True if both have the same state, group and rule. A live answer without a rule ID is compared by state and group only. */
export function isSameDecision(
  live: Pick<Answer, "state" | "ruleId" | "groupName">,
  explained: Pick<Explanation, "state" | "ruleId" | "groupName">,
): boolean {
  if (live.state !== explained.state) return false;
  if (live.state === "group" && live.groupName !== explained.groupName) return false;
  return isNoRule(live.ruleId) || live.ruleId === explained.ruleId;
}
