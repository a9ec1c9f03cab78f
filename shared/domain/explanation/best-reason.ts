import { type Answer, isAnswered } from "../evaluation/evaluation.ts";
import { nameRule } from "../evaluation/rule-text.ts";
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

/**
 * Returns the answer as it is shown while the definitions are being read: a rule whose name is not known yet is not called by its ID, which would change under
 * the reader a moment later.
 */
export function withReasonToCome<A extends Pick<Answer, "ruleId" | "because">>(answer: A): A {
  const { ruleId, because } = answer;
  if (ruleId === null) return answer;
  const byId = nameRule(ruleId, null);
  return because.includes(byId) ? { ...answer, because: `${because.replace(byId, "a rule")}; its name is being read` } : answer;
}
