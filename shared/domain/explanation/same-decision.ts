import type { Answer } from "../evaluation/evaluation.ts";
import { isNoRule } from "../evaluation/rule-text.ts";
import type { Explanation } from "./explanation.ts";

/** Whether both say the same by the same rule. A live answer may leave out which rule it was; then the answer alone counts. */
export function isSameDecision(
  live: Pick<Answer, "state" | "ruleId" | "groupName">,
  explained: Pick<Explanation, "state" | "ruleId" | "groupName">,
): boolean {
  if (live.state !== explained.state) return false;
  if (live.state === "group" && live.groupName !== explained.groupName) return false;
  return isNoRule(live.ruleId) || live.ruleId === explained.ruleId;
}
