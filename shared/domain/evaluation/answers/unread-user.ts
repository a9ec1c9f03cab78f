import type { Answer, EntityKind } from "../evaluation.ts";
import { notSentAnswer } from "./answer-context.ts";

export const unreadUserCauses = { cannotBeRead: "its JSON cannot be read", couldNotBeRead: "its JSON could not be read" } as const;

export const unreadUserSteps = {
  correct: "Correct the JSON in the user panel, or restore the last valid user there. Then check again.",
  checkAgain: "The user in the panel can be read now. Check again to get its answer.",
} as const;

/** Returns the answer for a user whose JSON cannot be read: nothing is sent, least of all for the last user that could. `problem` is a clause. */
export function unreadUserAnswer(about: {
  kind: EntityKind;
  name: string;
  problem: string;
  atMs: number;
  provenanceKind: "live" | "sandbox";
}): Answer {
  const { kind, name, problem, atMs, provenanceKind } = about;
  return notSentAnswer({
    ...{ kind, name, because: `${unreadUserCauses.cannotBeRead}: ${problem}` },
    nextStep: unreadUserSteps.correct,
    context: { atMs, provenanceKind },
  });
}

/** Returns an answer of `unreadUserAnswer` as it is true once the user can be read: there is nothing left to correct, only to check again. */
export function afterUserIsReadable(answer: Answer): Answer {
  return {
    ...answer,
    because: answer.because.replace(unreadUserCauses.cannotBeRead, unreadUserCauses.couldNotBeRead),
    nextStep: unreadUserSteps.checkAgain,
  };
}
