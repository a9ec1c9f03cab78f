import type { Answer, Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Evaluation, EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { type StatsigUser, unitIds } from "#shared/domain/user/statsig-user.ts";

/** What was asked, kept with its answer so that the answer goes on saying who and where when the page has moved on. */
export type Asked = EvaluationRequest & { question: Question };

export type Answered = { asked: Asked; evaluation: Evaluation };

/** How a question stands. `before` is the answer to the question before, which stays in view until there is a new one. */
export type CheckState =
  | { is: "idle" }
  | { is: "request"; asked: Asked; sinceMs: number; before: Answered | null }
  | { is: "answered"; answered: Answered }
  /** We could not even ask: the connection to the core, a locked vault. Refusals by Statsig are answers. */
  | { is: "failed"; asked: Asked; problem: string; before: Answered | null };

/** What has changed since this was asked, in a clause; null while it still holds. */
export function changedSince(asked: EvaluationRequest, now: EvaluationRequest): string | null {
  if (asked.projectId !== now.projectId) return "asked of another project";
  if (asked.tier !== now.tier) return `the tier is ${now.tier} now`;
  if (JSON.stringify(asked.user) !== JSON.stringify(now.user)) return "the user has changed since";
  return null;
}

/** The ID this answer was decided by, where its type is known; else the user's first, which at least says who. */
export function unitOf({ idType }: Pick<Answer, "idType">, user: StatsigUser): { idType: string; value: string } | null {
  const units = unitIds(user);
  if (idType === null) return units[0] ?? null;
  return units.find((unit) => unit.idType.toLowerCase() === idType.toLowerCase()) ?? null;
}

/** The exchange that brought an answer; null where none was made. */
export function exchangeOf(answer: Answer, exchanges: readonly Exchange[]): Exchange | null {
  return exchanges.find(({ id }) => id === answer.exchangeId) ?? null;
}
