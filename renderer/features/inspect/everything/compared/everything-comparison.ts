import { createComparison } from "#renderer/answer/comparison/create-comparison.ts";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import { openedFileNow } from "#renderer/answer/explain/explain-view.ts";
import { setEverythingSubjects, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { comparisonLead, countRows } from "#shared/domain/comparison/comparison-summary.ts";
import { listed } from "#shared/domain/comparison/comparison-text.ts";
import { followedSubject, subjectOfRequest } from "#shared/domain/comparison/subject-of-request.ts";
import type { CurrentRequest } from "../../use-evaluation-request.ts";

const comparison = createComparison();

/** The comparison of everything. Like its answers, it outlives the screen. */
export const { useCompareState, cancelComparison, checkLive, cancelLiveCheck } = comparison;

/** Compares the answers for a request with what another subject gets. Everything is evaluated here; nothing is logged. */
export async function compareEverything(request: CurrentRequest, other: CompareSubject): Promise<void> {
  const subjects = [mineOf(request), other];
  setEverythingSubjects(subjects);
  await comparison.compare({ subjects });
  const state = comparison.compareStateNow();
  if (state.is !== "done" || state.comparison.request.subjects !== subjects) return;
  announce(`${comparisonLead(countRows(state.comparison.rows))}: ${listed(subjects.map(({ userLabel }) => shortWho(userLabel)))}.`);
}

/** Begins a comparison with another subject. An opened definitions file has the rules of both, unless the other one has rules of its own. */
export async function beginComparison(request: CurrentRequest, other: CompareSubject): Promise<void> {
  const mine = mineOf(request);
  await compareEverything(request, followedSubject(other, { ...mine, snapshotId: null }, mine));
}

/** Compares again after a check of another request: what the two subjects had in common stays in common. Does nothing if everything is not compared. */
export async function renewComparison(request: CurrentRequest): Promise<void> {
  const [before, other] = useSession.getState().everythingSubjects;
  if (before === undefined || other === undefined || request.userProblem !== null) return;
  await compareEverything(request, followedSubject(other, before, mineOf(request)));
}

/** Ends the comparison: the table has the answers of its own subject alone again. */
export function endComparison(): void {
  setEverythingSubjects([]);
  comparison.endComparison();
}

/** The subject of everything. Its rules are those that explain its answers: of the opened definitions file, or else the newest ones. */
export function mineOf(request: CurrentRequest): CompareSubject {
  return subjectOfRequest(request, openedFileNow(request.projectId)?.snapshotId ?? null);
}
