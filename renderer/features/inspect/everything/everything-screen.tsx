import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import type { UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { missingKeyOf } from "#shared/domain/evaluation/answers/missing-key.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { requestChange } from "#shared/domain/evaluation/request-change.ts";
import { maxKeptAnswers } from "#shared/domain/session/last-answers.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { AnswerView } from "../answers/answer-view.tsx";
import { CheckProgress, PendingAnswer } from "../check-progress.tsx";
import { requestFailedText } from "../check-state.ts";
import { FixUser } from "../fix-user.tsx";
import inspectClasses from "../inspect.module.css";
import { cancelEverything, checkEverything, useEverything } from "../inspect.queries.ts";
import { inspectPanelId } from "../inspect-head.tsx";
import { inspectLabels, inspectTabLabels } from "../inspect-labels.ts";
import { placeText } from "../place-text.ts";
import type { CurrentRequest } from "../use-evaluation-request.ts";
import { useMissingKey, useUsedKey } from "../use-missing-key.ts";
import { EverythingAnswersTable } from "./everything-answers-part.ts";
import type { EverythingAnswers, EverythingState } from "./everything-state.ts";

type EverythingPanelProps = {
  request: CurrentRequest;
  emptyState: ReactNode;
  onCheckName: (kind: EntityKind, name: string) => void;
  uploadUsers: UploadUsers;
};

/** The button that checks everything; there is no name to type. */
export function EverythingForm({ request }: { request: CurrentRequest }) {
  const check = () => void checkEverything(request);
  useCommand("run", check, { label: `Check everything for ${request.userLabel}` });
  return (
    <Button className={inspectClasses.run ?? ""} rightSection={<Chord chord="Mod+Enter" bare />} onClick={check}>
      {inspectLabels.checkEverything}
    </Button>
  );
}

/** Shows all gates, configs, experiments and layers of one user in one table. */
export function EverythingPanel({ request, emptyState, onCheckName, uploadUsers }: EverythingPanelProps) {
  const state = useEverything();
  const check = () => void checkEverything(request);
  useCommand("cancel", cancelEverything, { enabled: state.is === "checking", label: "Stop checking everything" });
  return (
    <div ref={keepFocus} id={inspectPanelId} role="tabpanel" aria-label={inspectTabLabels.everything} className={inspectClasses.panel}>
      {state.is === "idle" && emptyState}
      {state.is !== "idle" && (
        <EverythingResult state={state} now={request} onCheckName={onCheckName} uploadUsers={uploadUsers} onCheck={check} />
      )}
    </div>
  );
}

type EverythingResultProps = {
  state: Exclude<EverythingState, { is: "idle" }>;
  now: CurrentRequest;
  onCheckName: EverythingPanelProps["onCheckName"];
  uploadUsers: UploadUsers;
  onCheck: () => void;
};

function EverythingResult({ state, now, onCheckName, uploadUsers, onCheck }: EverythingResultProps) {
  const missingThen = state.is === "done" ? missingKeyOf(state.everything.summary?.problem) : null;
  const missingKey = useMissingKey(now, "everything", missingThen);
  const place = useSession((session) => (state.is === "checking" ? placeText(session, state.request) : ""));
  const usedKey = useUsedKey(now, "everything", state.is === "done" ? state.everything.request.usedKey : undefined);
  switch (state.is) {
    case "checking": {
      const { request, answers, previous, sinceMs, done, total } = state;
      const progress = total === null ? "everything" : `${done} of ${total}`;
      const note = <CheckProgress what={progress} sinceMs={sinceMs} onCancel={cancelEverything} />;
      // What was answered in another project does not stand under the name of this one.
      const arrived: EverythingAnswers | null = answers.length > 0 ? { request, answers, summary: null, total } : previous;
      const shown = arrived?.request.projectId === now.projectId ? arrived : null;
      if (shown === null) return <PendingAnswer title={`Everything for ${request.userLabel} in ${place}`} note={note} />;
      const isStale = shown === previous || requestChange(request, { ...now, isLogging: false }) !== null;
      return <ShownAnswers {...{ everything: shown, outdated: null, isStale, onCheckName, uploadUsers, onCheck }} notes={note} />;
    }
    case "done": {
      const { everything } = state;
      // Checking everything never logs, whatever the switch says.
      const asked = { ...now, isLogging: false, missingKey, usedKey };
      const change = requestChange({ ...everything.request, missingKey: missingThen }, asked);
      const outdated = change && { now: asked, change, onCheck };
      const stopped = `stopped after ${everything.answers.length}${everything.total === null ? "" : ` of ${everything.total}`}`;
      const note =
        everything.request.userProblem !== null ? (
          <FixUser />
        ) : (
          everything.summary === null && (
            <button type="button" className="link" onClick={onCheck}>
              {stopped}; check again
            </button>
          )
        );
      return <ShownAnswers everything={everything} outdated={outdated} notes={note} {...{ onCheckName, uploadUsers, onCheck }} />;
    }
    case "failed":
      return (
        <EmptyState
          title={requestFailedText}
          actions={
            <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={onCheck}>
              Check again
            </Button>
          }
        >
          <p>{state.problem}</p>
        </EmptyState>
      );
  }
}

type ShownAnswersProps = {
  everything: EverythingAnswers;
  outdated: Outdated | null;
  /** True for the answers before those that are awaited. */
  isStale?: boolean;
  notes: ReactNode;
  onCheckName: EverythingPanelProps["onCheckName"];
  uploadUsers: UploadUsers;
  onCheck: () => void;
};

function ShownAnswers({ everything, outdated, isStale = false, notes, onCheckName, uploadUsers, onCheck }: ShownAnswersProps) {
  const { request, answers, summary, notKept = 0 } = everything;
  if (notKept > 0)
    return (
      <EmptyState
        title={inspectLabels.notKept(formatNumber(notKept), request.userLabel)}
        actions={
          <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={onCheck}>
            {inspectLabels.checkEverything}
          </Button>
        }
      >
        <p>{inspectLabels.whyNotKept(formatNumber(maxKeptAnswers))}</p>
      </EmptyState>
    );
  const problem = summary?.problem ?? null;
  if (problem !== null && answers.length === 0)
    return <AnswerView answer={problem} request={request} exchange={null} outdated={outdated} notes={notes} onCheckAgain={onCheck} />;
  if (answers.length === 0)
    return (
      <EmptyState title="Nothing to show">
        <p>This project has no gates, configs, experiments or layers that this key can see.</p>
      </EmptyState>
    );
  return (
    <EverythingAnswersTable
      everything={everything}
      outdated={outdated}
      isStale={isStale}
      notes={notes}
      onCheckName={onCheckName}
      uploadUsers={uploadUsers}
    />
  );
}
