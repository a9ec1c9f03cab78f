import { type Answer, isAnswered } from "../evaluation/evaluation.ts";
import { splitNotes } from "../evaluation/reason-notes.ts";
import { nameRule } from "../evaluation/rule-text.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import type { Reason } from "./explain-result.ts";
import { isSameDecision } from "./same-decision.ts";

/**
 * Returns the answer with the reason of an explanation, which names the closest rule or the position in a percentage. The answer keeps its own reason if the
 * explanation decided otherwise or by another rule, so that the reason never contradicts Statsig. This is the only place that chooses a reason: every
 * sentence about the answer is made from its result.
 */
export function withBestReason(answer: Answer, explained: Omit<Reason, "kind" | "name">): Answer {
  if (!isAnswered(answer.state) || !isSameDecision(answer, explained)) return answer;
  const { reason, notes } = splitNotes(answer.because);
  const better = reasonNamedBy(answer, explained);
  // Earlier definitions, or the console, may have had the name of a rule that these lack.
  const isNameless = better.includes(nameRule(explained.ruleId ?? "", null)) && reason.includes("rule “");
  // Definitions that have the name prove that it exists.
  return { ...answer, state: explained.state, mayBeMissing: false, because: `${isNameless ? reason : better}${notes}` };
}

/**
 * Returns an answer of the history with a better reason of rules that were read later, but never with another state: the row of its request, exports and the
 * terminal have the state that was kept. `laterReasonText` tells the other one.
 */
export function withReasonOfPast(answer: Answer, explained: Omit<Reason, "kind" | "name">): Answer {
  const best = withBestReason(answer, explained);
  return best.state === answer.state ? best : answer;
}

/**
 * `Rules that were read later say more: Default, because rule “One in five” matched, but …`: what rules tell of a kept answer whose state they tell apart.
 * Null where they tell no other state, or decide otherwise.
 */
export function laterReasonText(answer: Answer, explained: Omit<Reason, "kind" | "name"> | null): string | null {
  const best = explained === null ? answer : withBestReason(answer, explained);
  return best.state === answer.state ? null : `Rules that were read later say more: ${stateLabel(best)}, because ${best.because}.`;
}

/** The reason of an explanation, with the name of the rule where only Statsig's answer has it: real definitions repeat the ID (statsig-evaluation.md §2.1). */
function reasonNamedBy({ kind, ruleId, groupName }: Answer, { because }: Pick<Reason, "because">): string {
  const isNameOfRule = kind === "gate" || kind === "config";
  return isNameOfRule && ruleId !== null ? because.replace(nameRule(ruleId, null), () => nameRule(ruleId, groupName)) : because;
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
