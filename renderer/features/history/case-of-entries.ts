import { caseOfAnswers } from "#renderer/answer/case/case-content.ts";
import type { CaseToSave } from "#renderer/answer/case/case-to-save.ts";
import type { CaseRequest } from "#shared/domain/case/case-request.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";

type AnsweredEntry = Pick<HistoryEntry, "context">;

/** The case of an entry of the history, with the best answers that there are. */
export function caseOfEntry({ context }: AnsweredEntry, answers: readonly Answer[]): CaseToSave {
  const { projectId, keyId, tier, user, userLabel, snapshotId = null } = context;
  // Values of private attributes were not stored. Rules must not evaluate the notes that replace them.
  return caseOfAnswers(answers, { projectId, keyId, tier, user: withoutPrivate(user ?? {}), userLabel }, { snapshotId });
}

/** The case of two compared entries: each is a subject with its answer. */
export function caseOfEntries(
  sides: readonly { readonly entry: AnsweredEntry; readonly answer: Answer }[],
  facts: CaseRequest["facts"],
): CaseToSave {
  const cases = sides.map(({ entry, answer }) => caseOfEntry(entry, [answer]));
  return {
    name: [...new Set(cases.map(({ name }) => name))].join(" and "),
    subjects: cases.flatMap(({ subjects }) => subjects),
    answers: cases.flatMap(({ answers }, subject) => answers.map((answer) => ({ ...answer, subject }))),
    facts,
  };
}
