import type { Answer, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Evaluation, EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";

/** A check as it was sent. It is kept with its answer, which then still names its user and tier after the page has changed. */
export type CheckRequest = EvaluationRequest & { question: Question };

export type CheckOutcome = { request: CheckRequest; evaluation: Evaluation };

/** The state of a check. `previous` is the answer of the check before, which stays in view until there is a new one. */
export type CheckState =
  | { is: "idle" }
  | { is: "checking"; request: CheckRequest; sinceMs: number; previous: CheckOutcome | null }
  | { is: "answered"; answered: CheckOutcome }
  /** The request could not be made, e.g. without a connection to the core or with locked keys. Refusals by Statsig are answers. */
  | { is: "failed"; request: CheckRequest; problem: string; previous: CheckOutcome | null };

/** Title of an empty result whose request could not be made. */
export const requestFailedText = "Request failed";

/** Names what has changed since the request, as a clause; null while the answer still applies. */
export function staleReason(request: EvaluationRequest, now: EvaluationRequest): string | null {
  if (request.projectId !== now.projectId) return "checked in another project";
  if (request.tier !== now.tier) return `the tier is now ${now.tier}`;
  if (JSON.stringify(request.user) !== JSON.stringify(now.user)) return "the user has changed";
  return null;
}

/** Returns the exchange of an answer, or null where no request was sent. */
export function findExchange(answer: Answer, exchanges: readonly Exchange[]): Exchange | null {
  return exchanges.find(({ id }) => id === answer.exchangeId) ?? null;
}
