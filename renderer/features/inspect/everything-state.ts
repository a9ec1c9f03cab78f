import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest, EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";

/** What came when everything was asked for. Without a summary it was stopped before it was whole. */
export type EverythingAnswers = {
  request: EvaluationRequest;
  answers: readonly Answer[];
  summary: EverythingSummary | null;
  total: number | null;
};

export type EverythingState =
  | { is: "idle" }
  | {
      is: "checking";
      request: EvaluationRequest;
      sinceMs: number;
      answers: readonly Answer[];
      done: number;
      total: number | null;
      previous: EverythingAnswers | null;
    }
  | { is: "done"; everything: EverythingAnswers }
  | { is: "failed"; request: EvaluationRequest; problem: string; previous: EverythingAnswers | null };

/** How it was asked, in clauses for the provenance line. */
export function everythingFacts(summary: EverythingSummary | null): string[] {
  if (summary === null) return [];
  const { way, exchangeIds, hashedNames } = summary;
  const calls = exchangeIds.length;
  const routeText = { initialize: "one initialize call", batches: `${calls} ${calls === 1 ? "call" : "calls"} by definitions`, none: null };
  const hashed =
    hashedNames === 0
      ? null
      : `${hashedNames} ${hashedNames === 1 ? "name is" : "names are"} hashed: check a name once, or add a server secret key, and it is resolved`;
  return [routeText[way], hashed].filter((fact) => fact !== null);
}
