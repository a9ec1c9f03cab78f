import type { Answer, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Evaluation, EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";

/** What was asked, kept with its answer so that the answer goes on saying who and where when the page has moved on. */
export type CheckRequest = EvaluationRequest & { question: Question };

export type CheckOutcome = { request: CheckRequest; evaluation: Evaluation };

/** How a question stands. `previous` is the answer to the question before, which stays in view until there is a new one. */
export type CheckState =
  | { is: "idle" }
  | { is: "checking"; request: CheckRequest; sinceMs: number; previous: CheckOutcome | null }
  | { is: "answered"; answered: CheckOutcome }
  /** We could not even ask: the connection to the core, a locked vault. Refusals by Statsig are answers. */
  | { is: "failed"; request: CheckRequest; problem: string; previous: CheckOutcome | null };

/** What has changed since this was asked, in a clause; null while it still holds. */
export function staleReason(request: EvaluationRequest, now: EvaluationRequest): string | null {
  if (request.projectId !== now.projectId) return "asked of another project";
  if (request.tier !== now.tier) return `the tier is ${now.tier} now`;
  if (JSON.stringify(request.user) !== JSON.stringify(now.user)) return "the user has changed since";
  return null;
}

/** The exchange that brought an answer; null where none was made. */
export function findExchange(answer: Answer, exchanges: readonly Exchange[]): Exchange | null {
  return exchanges.find(({ id }) => id === answer.exchangeId) ?? null;
}
