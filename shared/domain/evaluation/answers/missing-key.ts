import type { MissingKey } from "../answer-fix.ts";
import type { Answer } from "../evaluation.ts";

/** What became of a missing key since, as clauses. */
export const keyNowTexts: Readonly<Record<MissingKey, string>> = {
  unlock: "the keys are unlocked now",
  keys: "there is a key for this now",
};

/** Returns what kept an answer from being sent if it was its key; else null. */
export function missingKeyOf(answer: Pick<Answer, "state" | "fix"> | null | undefined): MissingKey | null {
  if (answer?.state !== "not_sent") return null;
  return answer.fix === "unlock" || answer.fix === "keys" ? answer.fix : null;
}

/** Returns an answer that was not sent for want of a key as it is true once there is one: there is nothing left to do but to check again. */
export function afterKeyIsThere(answer: Answer, was: MissingKey): Answer {
  const now = keyNowTexts[was];
  return {
    ...answer,
    because: answer.because.replace("keys are locked", "keys were locked").replace(/ has (no|only) /, " had $1 "),
    nextStep: `${now.charAt(0).toUpperCase()}${now.slice(1)}. Check again to get the answer.`,
    fix: null,
  };
}
