import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { ChosenDraft } from "#shared/domain/rules-draft/rules-draft.ts";

/** Returns the column with other rules: the newest ones, those of a snapshot, or those of a draft. */
export function withRules(
  { draft: _before, ...subject }: CompareSubject,
  rules: { snapshotId?: string | null; draft?: ChosenDraft },
): CompareSubject {
  return { ...subject, snapshotId: rules.snapshotId ?? null, atMs: null, ...(rules.draft === undefined ? {} : { draft: rules.draft }) };
}

/**
 * Returns the columns after a file of rules was opened for a project: where the project has no rules of its own, every column of it that would use them has those
 * of the file; else its last column has. Null if no column is of the project.
 */
export function withRulesFile(
  subjects: readonly CompareSubject[],
  { projectId, snapshotId, hasRules }: { readonly projectId: string; readonly snapshotId: string; readonly hasRules: boolean },
): CompareSubject[] | null {
  const last = subjects.findLastIndex((subject) => subject.projectId === projectId);
  if (last === -1) return null;
  const isWithout = (subject: CompareSubject) =>
    !hasRules && subject.projectId === projectId && subject.snapshotId === null && subject.draft === undefined;
  const isAny = subjects.some(isWithout);
  return subjects.map((subject, at) => ((isAny ? isWithout(subject) : at === last) ? withRules(subject, { snapshotId }) : subject));
}
