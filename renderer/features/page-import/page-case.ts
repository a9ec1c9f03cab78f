import type { CaseToSave } from "#renderer/answer/case/case-to-save.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { groupPageRows } from "#shared/domain/page-import/page-comparison.ts";
import { causeTitle, pageBecause, pageLead } from "#shared/domain/page-import/page-import-text.ts";
import type { PageCopy } from "#shared/domain/user/pasted/page-copy.ts";
import type { PageComparison } from "./use-page-comparison.ts";

type Compared = Extract<PageComparison, { is: "compared" }>;

/** A case of at most this many names. */
const maxNames = 300;

/** Returns the case of what a page had and what a user gets now, with why they differ. Of a page without a difference, all names. */
export function pageCase({ rows, subjects, editTimes }: Compared, { origin, copiedAtMs }: PageCopy, who: string): CaseToSave {
  const differing = rows.filter(({ result }) => result !== "same");
  const saved = (differing.length > 0 ? differing : rows).filter(({ kind }) => isExplainedKind(kind)).slice(0, maxNames);
  const names = groupPageRows(rows).map(({ cause, rows: ofCause }) => {
    const { title, detail } = causeTitle(cause, { editTimes, nowMs: copiedAtMs ?? Date.now(), valuesMs: null });
    return {
      title: `${title}${detail === "" ? "" : ` (${detail})`}`.slice(0, 300),
      text: ofCause
        .map(({ name }) => name)
        .join(", ")
        .slice(0, 20_000),
    };
  });
  return {
    name: `${who}: ${origin === null ? "a page" : new URL(origin).hostname}`.slice(0, 200),
    subjects: subjects.slice(0, 2),
    answers: saved.flatMap(({ kind, name, page }) => [
      { subject: 0, kind, name, answer: page },
      { subject: 1, kind, name, answer: null },
    ]),
    facts: [{ title: pageLead(rows, who), text: pageBecause(rows, who) }, ...names],
  };
}
