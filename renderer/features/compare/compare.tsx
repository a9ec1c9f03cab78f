import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { isSameQuestion, shownComparison } from "#renderer/answer/comparison/compare-state.ts";
import { comparisonAsMarkdown } from "#renderer/answer/comparison/comparison-export.ts";
import { comparisonToExport, ExportMenu } from "#renderer/answer/comparison/export-menu.tsx";
import type { UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import { hasNewRules } from "#renderer/answer/comparison/new-rules.ts";
import { useColumns } from "#renderer/answer/comparison/use-columns.ts";
import { orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { currentProject, currentTier, setComparedSubjects, useSession } from "#renderer/session/session.ts";
import { CopyButton, copyText } from "#renderer/ui/copy-button.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import type { CompareSubject, ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { listed } from "#shared/domain/comparison/comparison-text.ts";
import { currentLabel, offeredUsers } from "#shared/domain/user/saved-user.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { SubjectBar } from "./columns/subject-bar.tsx";
import classes from "./compare.module.css";
import { cancelComparison, compare, useCompareState } from "./compare.queries.ts";
import { ComparisonHeadline, type NotCurrentReason } from "./comparison-headline.tsx";
import { ComparisonResult } from "./comparison-result.tsx";

/** Compares what two to four subjects get: users, projects, tiers, and rules of different times. Everything is evaluated here; nothing is logged. */
export function Compare(props: CompareProps) {
  const subjects = useComparedSubjects();
  if (subjects === null) return null;
  return <ComparedSubjects subjects={subjects} {...props} />;
}

type CompareProps = {
  onOpenInWhy: (subject: CompareSubject, row: ComparisonRow) => void;
  onOpenInWhatIf: (subject: CompareSubject, row: ComparisonRow) => void;
  uploadUsers: UploadUsers;
};

function ComparedSubjects({ subjects, onOpenInWhy, onOpenInWhatIf, uploadUsers }: CompareProps & { subjects: readonly CompareSubject[] }) {
  const state = useCompareState();
  const columns = useColumns(subjects);
  const shownColumns = useColumns(state.is === "idle" ? subjects : state.comparison.request.subjects);
  const rowSubjects = state.is === "idle" ? subjects : shownComparison(state).comparison.request.subjects;
  const rowColumns = useColumns(rowSubjects);
  const request = { subjects: [...subjects] };
  const isCurrent = state.is !== "idle" && isSameQuestion(state.comparison.request, request);
  const reason: NotCurrentReason = state.is === "idle" || isCurrent ? (hasNewRules(state, shownColumns) ? "new_rules" : null) : "edited";
  const run = () => void compare(request);
  useCommand("run", run, { label: compareLabels.runWith(listed(columns.map(({ name }) => name))) });
  useCommand("cancel", cancelComparison, { enabled: state.is === "running", label: compareLabels.stop });

  // What another screen asked to compare is compared at once; what is edited here waits for the button.
  const compareAtStart = useEffectEvent(() => {
    if (!isCurrent) run();
  });
  useEffect(() => compareAtStart(), []);

  const exported = state.is === "done" ? comparisonToExport(state.comparison.rows, shownColumns) : null;
  useCommand("copyComparison", () => exported !== null && void copyText(comparisonAsMarkdown(exported), compareLabels.copy), {
    enabled: exported !== null,
  });
  return (
    <div className={classes.screen}>
      <SubjectBar
        columns={columns}
        withoutRules={isCurrent && state.is === "refused" && state.summary.is === "no_rules" ? state.summary.subject : null}
        onChange={setComparedSubjects}
        onCompare={run}
        uploadUsers={uploadUsers}
        actions={
          <>
            {exported !== null && <CopyButton text={() => comparisonAsMarkdown(exported)} what={compareLabels.copy} size={28} />}
            {exported !== null && <ExportMenu exported={exported} />}
            <Button rightSection={<Chord chord="Mod+Enter" bare />} onClick={run} ml={6}>
              {compareLabels.run}
            </Button>
          </>
        }
      />
      {state.is === "idle" ? (
        <EmptyState title={compareLabels.emptyTitle}>
          <p>{compareLabels.emptyText}</p>
        </EmptyState>
      ) : (
        <>
          <ComparisonHeadline state={state} columns={shownColumns} reason={reason} onCompare={run} />
          <ComparisonResult
            state={state}
            columns={rowColumns}
            isCurrent={reason === null}
            onOpenInWhy={(row) => {
              const [subject] = rowSubjects;
              if (subject !== undefined) onOpenInWhy(subject, row);
            }}
            onOpenInWhatIf={(row) => {
              const [subject] = rowSubjects;
              if (subject !== undefined) onOpenInWhatIf(subject, row);
            }}
            onTry={(subject) => {
              const next = subjects.length < 4 ? [...subjects, subject] : [...subjects.slice(0, -1), subject];
              setComparedSubjects(next);
              void compare({ subjects: next });
            }}
          />
        </>
      )}
    </div>
  );
}

/** Returns the columns; at the first use the current user, and another saved user. Null until the saved users are read. */
function useComparedSubjects(): readonly CompareSubject[] | null {
  const chosen = useSession((state) => state.comparedSubjects);
  const { data: savedUsers, isPending } = useQuery(orpc.users.list.queryOptions());
  const session = useSession();
  const setFirst = useEffectEvent(() => {
    const project = currentProject(session);
    const where = { projectId: project?.id ?? session.projectId, tier: currentTier(session), keyId: null, snapshotId: null, atMs: null };
    const current: CompareSubject = {
      ...where,
      user: session.user,
      userLabel: currentLabel(session.user, session.savedUserId, savedUsers),
    };
    const other = offeredUsers(savedUsers ?? [], project?.kind).find(({ id }) => id !== session.savedUserId);
    const second = other === undefined ? current : { ...where, user: { ...other.user }, userLabel: userLabel(other.user, other.name) };
    setComparedSubjects([current, second]);
  });
  const isFirst = chosen.length < 2 && !isPending;
  useEffect(() => {
    if (isFirst) setFirst();
  }, [isFirst]);
  return chosen.length < 2 ? null : chosen;
}
