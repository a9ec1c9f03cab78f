import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";

/** An answer and its request: everything that an explanation needs. */
export interface ShownAnswer {
  readonly answer: Answer;
  readonly request: EvaluationRequest;
  /** True for an answer from the history: it is explained as of the time of its request, with the definitions of that time if they are stored. */
  readonly isPast: boolean;
  /** The stored definitions to explain with, without looking for newer ones first; absent for the newest. */
  readonly snapshotId?: string | undefined;
}

/**
 * True if rules can explain an answer. They cannot explain a ranked list (only Statsig scores it), a hashed name that matches no known
 * one, or a request that was not sent.
 */
export function isExplainable({ kind, isNameHashed, state, name }: Answer): boolean {
  return kind !== "ranked" && !isNameHashed && state !== "not_sent" && name !== "";
}
