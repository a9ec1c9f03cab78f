import { type ReactNode, useEffect, useEffectEvent, useMemo } from "react";
import { CompareWith } from "#renderer/answer/compare-with/compare-with.tsx";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { type CompareState, shownComparison } from "#renderer/answer/comparison/compare-state.ts";
import type { UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import { fingerprintGroups } from "#renderer/answer/comparison/fingerprint-groups.ts";
import { type Column, useColumns } from "#renderer/answer/comparison/use-columns.ts";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { privateNotKept } from "#renderer/answer/explain/explain-request.ts";
import { useOpenedFile } from "#renderer/answer/explain/explain-view.ts";
import { ParameterStores } from "#renderer/answer/stores/parameter-stores-part.ts";
import { Fingerprint, Fingerprints, maxDrawn } from "#renderer/parts/many/fingerprints.tsx";
import { useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { listed } from "#shared/domain/comparison/comparison-text.ts";
import { isSameSubject } from "#shared/domain/comparison/subject-of-request.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { stateCountsText } from "#shared/domain/evaluation/state-label.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { AnswersBrowser } from "../answers/answers-browser.tsx";
import { AnswersHead } from "../answers/answers-head.tsx";
import { byKind } from "../answers/answers-table.ts";
import { type ComparedAnswers, compareAnswers, comparedLead, countCompared } from "../answers/compared-answers.ts";
import { entryOf } from "../answers/compared-rows.ts";
import { ComparedActions } from "./compared/compared-actions.tsx";
import { comparedLabels } from "./compared/compared-labels.ts";
import { ComparedMeta } from "./compared/compared-meta.tsx";
import { comparedName } from "./compared/compared-name.ts";
import { beginComparison, compareEverything, mineOf, useCompareState } from "./compared/everything-comparison.ts";
import classes from "./everything-answers.module.css";
import { type EverythingAnswers, everythingFacts } from "./everything-state.ts";

/** Shows the answers for one user in one table, beside those of another subject if they are compared. */
export function EverythingAnswersTable({
  everything,
  outdated,
  isStale,
  notes,
  onCheckName,
  uploadUsers,
}: {
  everything: EverythingAnswers;
  outdated: Outdated | null;
  /** True for the answers before those that are awaited. */
  isStale: boolean;
  notes: ReactNode;
  onCheckName: (kind: EntityKind, name: string) => void;
  uploadUsers: UploadUsers;
}) {
  const { request, answers, summary } = everything;
  const subjects = useSession((session) => session.everythingSubjects);
  const state = useCompareState();
  const shown = state.is === "idle" ? null : shownComparison(state);
  const [, other] = subjects;
  const columns = useColumns(shown?.comparison.request.subjects ?? subjects);
  // Another file has other rules.
  useOpenedFile(request.projectId);
  const isOfAnswers = shown !== null && isOf(shown, mineOf(request));
  const compared = useComparedAnswers(answers, other === undefined ? null : shown, columns, { isOfAnswers });

  // After a reload the answers are shown again, and what they are compared with is known: it is compared again unless values were not stored.
  const compareAtStart = useEffectEvent(() => {
    if (
      state.is === "idle" &&
      other !== undefined &&
      outdated === null &&
      !isStale &&
      privateNotKept({ request, isPast: false }).length === 0
    )
      void compareEverything(request, other);
  });
  useEffect(() => compareAtStart(), []);

  const isCurrent = !isStale && outdated === null && compared?.isCurrent !== false;
  const counts = compared === null ? null : countCompared(compared.entries.values());
  const name = columns.length < 2 ? "" : comparedName(columns);
  const groups = byKind(answers);
  return (
    <AnswersBrowser
      label={compared === null ? `Everything for ${request.userLabel}` : compareLabels.answersOf(listed(compared.names))}
      answers={answers}
      exchanges={[]}
      request={request}
      isStale={isStale}
      outdated={outdated}
      compared={compared}
      onCheckName={(checked, kind) => onCheckName(kind, checked)}
      head={
        <>
          <AnswersHead
            answers={answers}
            request={request}
            elapsedMs={summary?.elapsedMs ?? null}
            facts={everythingFacts(summary)}
            notes={notes}
            actions={
              request.userProblem != null ? null : other === undefined ? (
                <CompareWith request={request} onCompare={([, chosen]) => void beginComparison(request, chosen)} />
              ) : (
                <ComparedActions request={request} other={other} state={state} uploadUsers={uploadUsers} />
              )
            }
            {...(other !== undefined && {
              compared: {
                lead: counts === null ? comparedLabels.notComparedWith(name) : comparedLead(counts, name),
                names: counts === null ? [] : [formatNumber(counts.differs || counts.total), name],
                meta: (
                  <ComparedMeta request={request} other={other} state={state} columns={columns} isOfAnswers={isOfAnswers} counts={counts} />
                ),
              },
            })}
            isStale={isStale}
            outdated={outdated}
          />
          <div className={classes.print} data-not-current={!isCurrent || undefined}>
            {compared === null || counts === null || (counts.differs === 0 && counts.total > maxDrawn) ? (
              <Fingerprint groups={groups} label={`Fingerprint: ${stateCountsText(answers)}`} />
            ) : (
              <ComparedFingerprint answers={answers} compared={compared} />
            )}
          </div>
        </>
      }
      besides={(text) => <ParameterStores request={request} text={text} />}
    />
  );
}

/** True if a comparison is about this subject. */
function isOf(state: Exclude<CompareState, { is: "idle" }>, mine: CompareSubject): boolean {
  const [compared] = state.comparison.request.subjects;
  return compared !== undefined && isSameSubject(compared, mine);
}

/** Puts the comparison beside the answers; null if there is none, or if it was refused. */
function useComparedAnswers(
  answers: readonly Answer[],
  shown: Exclude<CompareState, { is: "idle" }> | null,
  columns: readonly Column[],
  { isOfAnswers }: { isOfAnswers: boolean },
): ComparedAnswers | null {
  const [mine, other] = columns.map(({ name }) => name);
  return useMemo(() => {
    if (shown === null || mine === undefined || other === undefined || shown.is === "refused" || shown.is === "failed") return null;
    const isDone = shown.is === "done";
    return {
      names: [mine, other],
      entries: compareAnswers(answers, shown.comparison.rows, { isRunning: !isDone }),
      editTimes: isDone ? shown.summary.editTimes : [],
      liveDifferences: isDone && shown.live.is === "checked" ? shown.live.summary.differing : [],
      isCurrent: isOfAnswers,
    };
  }, [answers, shown, mine, other, isOfAnswers]);
}

/** The answers of both, one above the other; those of the subject of the table are the ones that it shows. */
function ComparedFingerprint({ answers, compared }: { answers: readonly Answer[]; compared: ComparedAnswers }) {
  const rows = answers.flatMap((answer) => {
    const { row, result } = entryOf(compared.entries, answer);
    if (row === undefined) return [];
    const [mine, ...others] = row.answers;
    if (mine === undefined) return [];
    const differences = result === "same" ? [] : row.differences;
    const kind = isExplainedKind(answer.kind) ? answer.kind : row.kind;
    return [{ ...row, kind, differences, answers: [{ ...mine, state: answer.state }, ...(others.length > 0 ? others : [mine])] }];
  });
  return (
    <Fingerprints subjects={compared.names} groups={fingerprintGroups(rows, 2)} label={compareLabels.sideBySide(listed(compared.names))} />
  );
}
