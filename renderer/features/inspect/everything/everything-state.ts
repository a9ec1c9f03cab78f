import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";
import type { CurrentRequest } from "../use-evaluation-request.ts";

/** The answers to "everything" for one user. `summary` is null if the check was stopped before all answers arrived. */
export type EverythingAnswers = {
  request: CurrentRequest;
  answers: readonly Answer[];
  summary: EverythingSummary | null;
  total: number | null;
  /** After a reload: the number of answers that were too many to be kept; `answers` is then empty. */
  notKept?: number;
};

export type EverythingState =
  | { is: "idle" }
  | {
      is: "checking";
      request: CurrentRequest;
      sinceMs: number;
      answers: readonly Answer[];
      done: number;
      total: number | null;
      previous: EverythingAnswers | null;
    }
  | { is: "done"; everything: EverythingAnswers }
  | { is: "failed"; request: CurrentRequest; problem: string; previous: EverythingAnswers | null };

/** Returns facts about the check for the provenance line: how many requests it took, and how many names stayed hashed. */
export function everythingFacts(summary: EverythingSummary | null): string[] {
  if (summary === null) return [];
  const { method, exchangeIds, hashedNames } = summary;
  const requestCount = exchangeIds.length;
  const routeText = { initialize: "One request", batches: requestCount === 1 ? "One request" : `${requestCount} requests`, none: null };
  const hashed =
    hashedNames === 0
      ? null
      : `${hashedNames} ${hashedNames === 1 ? "name is" : "names are"} hashed; to resolve one, check it by name or add a server secret key`;
  return [routeText[method], hashed].filter((fact) => fact !== null);
}
