import type { Answer, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Evaluation } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { CurrentRequest } from "./use-evaluation-request.ts";

/** A check as it was sent. It is kept with its answer, which then still names its user and tier after the page has changed. */
export type CheckRequest = CurrentRequest & { question: Question };

export type CheckOutcome = { request: CheckRequest; evaluation: Evaluation };

/** The state of a check. `previous` is the answer of the check before, which stays in view until there is a new one. */
export type CheckState =
  | { is: "idle" }
  | { is: "checking"; request: CheckRequest; sinceMs: number; previous: CheckOutcome | null }
  /** `trial` is set if a change was tried on a copy of the user. */
  | { is: "answered"; answered: CheckOutcome; trial?: CheckTrial }
  /** The request could not be made, e.g. without a connection to the core or with locked keys. Refusals by Statsig are answers. */
  | { is: "failed"; request: CheckRequest; problem: string; previous: CheckOutcome | null };

/** A change that was tried on a copy of the user, with the answer before it, which can be restored. */
export type CheckTrial = {
  before: CheckOutcome;
  /** The trial of which the answer before is the outcome; absent for none. */
  earlier?: CheckTrial;
  /** `tier = staging`. */
  tried: string;
  /** The answer that the rules on this machine expected, if another one came: `Pass`; else null. */
  expected: string | null;
};

/** Returns the only answer of an outcome before a trial. */
export function trialAnswer({ evaluation, request }: CheckOutcome): Answer {
  const [answer] = evaluation.answers;
  if (answer === undefined) throw new Error(`A trial of ${request.question.names.join(", ")} has no answer before it.`);
  return answer;
}

/** Title of an empty result whose request could not be made. */
export const requestFailedText = "Request failed";

/** Returns the exchange of an answer, or null where no request was sent. */
export function findExchange(answer: Answer, exchanges: readonly Exchange[]): Exchange | null {
  return exchanges.find(({ id }) => id === answer.exchangeId) ?? null;
}
