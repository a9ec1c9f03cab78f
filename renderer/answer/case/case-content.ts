import type { CaseRequest } from "#shared/domain/case/case-request.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { CaseToSave } from "./case-to-save.ts";

type SavedRequest = Pick<EvaluationRequest, "projectId" | "keyId" | "tier" | "user" | "userLabel">;

/** Returns the case of some answers for one user. `snapshotId` is that of the rules then; null for the newest. */
export function caseOfAnswers(
  answers: readonly Answer[],
  { projectId, keyId, tier, user, userLabel }: SavedRequest,
  { snapshotId = null, facts = [] }: { readonly snapshotId?: string | null; readonly facts?: CaseRequest["facts"] } = {},
): CaseToSave {
  const [first] = answers;
  const subject: CompareSubject = { projectId, keyId, tier, user, userLabel, snapshotId, atMs: null };
  return {
    name: answers.length > 1 ? `${first?.name ?? "answers"} and ${answers.length - 1} more` : (first?.name ?? "answer"),
    subjects: [subject],
    answers: answers.map((answer) => ({ subject: 0, kind: answer.kind, name: answer.name, answer })),
    facts,
  };
}

/** Returns the case of a parameter store, resolved for one user; the core adds what its parameters point to. */
export function caseOfStore(
  name: string,
  { projectId, keyId, tier, user, userLabel }: SavedRequest,
  snapshotId: string | null,
): CaseToSave {
  const subject: CompareSubject = { projectId, keyId, tier, user, userLabel, snapshotId, atMs: null };
  return { name, subjects: [subject], answers: [], stores: [{ subject: 0, name }], facts: [] };
}
