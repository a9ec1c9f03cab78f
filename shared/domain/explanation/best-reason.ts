import { type Answer, isAnswered } from "../evaluation/evaluation.ts";
import type { Explanation } from "./explanation.ts";
import { isSameDecision } from "./same-decision.ts";

/**
 * Returns the answer with the reason of an explanation, which names the closest rule or the position in a percentage. The answer keeps its own reason if the
 * explanation decided otherwise or by another rule, so that the reason never contradicts Statsig. This is the only place that chooses a reason: every
 * sentence about the answer is made from its result.
 */
export function withBestReason(answer: Answer, explained: Pick<Explanation, "state" | "ruleId" | "groupName" | "because">): Answer {
  // The reason may already be that one, with a note such as "this could not be stored in the history".
  const isBetter = isAnswered(answer.state) && isSameDecision(answer, explained) && !answer.because.startsWith(explained.because);
  return isBetter ? { ...answer, because: explained.because } : answer;
}
