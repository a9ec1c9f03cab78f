import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { SaveCase } from "../case/save-case.ts";

export type CheckedRequest = EvaluationRequest & { readonly isConfirmed: boolean };

/** The place of a check: a server given on the command line, or a saved project. */
export interface CheckTarget {
  readonly projectId: string;
  /** Returns the tier of a check, or the default of the place. Throws `UnusableArguments` for a tier that the project does not have. */
  tierOf(wanted: string | undefined): string;
  check(request: CheckedRequest, question: { kind: EntityKind; names: string[] }, signal: AbortSignal): Promise<readonly Answer[]>;
  /** Saves the answers as a case; absent without a project. */
  saveCase?(request: CheckedRequest, answers: readonly Answer[], options: SaveCase): Promise<void>;
  close(): Promise<void>;
}
