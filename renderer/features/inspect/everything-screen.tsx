import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Fingerprint } from "#renderer/features/inspect/fingerprint.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Chord } from "#renderer/ui/kbd.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { AnswerView } from "./answer-view.tsx";
import { AnswersBrowser } from "./answers-browser-part.ts";
import { AnswersHead } from "./answers-head.tsx";
import { byKind, countsNote } from "./answers-table.ts";
import { CheckProgress, PendingAnswer } from "./check-progress.tsx";
import { requestFailedText, staleReason } from "./check-state.ts";
import classes from "./everything-screen.module.css";
import { type EverythingAnswers, type EverythingState, everythingFacts } from "./everything-state.ts";
import inspectClasses from "./inspect.module.css";
import { cancelEverything, checkEverything, useEverything } from "./inspect.queries.ts";
import { inspectPanelId } from "./inspect-head.tsx";
import { inspectLabels, inspectTabLabels } from "./inspect-labels.ts";

type EverythingPanelProps = {
  request: EvaluationRequest;
  emptyState: ReactNode;
  onCheckName: (kind: EntityKind, name: string) => void;
};

/** The button that checks everything; there is no name to type. */
export function EverythingForm({ request }: { request: EvaluationRequest }) {
  const check = () => void checkEverything(request);
  useCommand("run", check, { label: `Check everything for ${request.userLabel}` });
  return (
    <Button className={inspectClasses.run ?? ""} rightSection={<Chord chord="Mod+Enter" bare />} onClick={check}>
      {inspectLabels.checkEverything}
    </Button>
  );
}

/** Shows all gates, configs, experiments and layers of one user in one table. */
export function EverythingPanel({ request, emptyState, onCheckName }: EverythingPanelProps) {
  const state = useEverything();
  const check = () => void checkEverything(request);
  useCommand("cancel", cancelEverything, { enabled: state.is === "checking", label: "Stop checking everything" });
  return (
    <div id={inspectPanelId} role="tabpanel" aria-label={inspectTabLabels.everything} className={inspectClasses.panel}>
      {state.is === "idle" ? emptyState : <EverythingResult state={state} now={request} onCheckName={onCheckName} onCheck={check} />}
    </div>
  );
}

type EverythingResultProps = {
  state: Exclude<EverythingState, { is: "idle" }>;
  now: EvaluationRequest;
  onCheckName: EverythingPanelProps["onCheckName"];
  onCheck: () => void;
};

function EverythingResult({ state, now, onCheckName, onCheck }: EverythingResultProps) {
  switch (state.is) {
    case "checking": {
      const { request, answers, previous, sinceMs, done, total } = state;
      const progress = total === null ? "everything" : `${done} of ${total}`;
      const note = <CheckProgress what={progress} sinceMs={sinceMs} onCancel={cancelEverything} />;
      const shown: EverythingAnswers | null = answers.length > 0 ? { request, answers, summary: null, total } : previous;
      if (shown === null) return <PendingAnswer title={`Everything for ${request.userLabel} in ${request.tier}`} note={note} />;
      return <ShownAnswers everything={shown} notes={note} onCheckName={onCheckName} onCheck={onCheck} />;
    }
    case "done": {
      const { everything } = state;
      const change = staleReason(everything.request, now);
      const isPartial = everything.summary === null;
      const stopped = `stopped after ${everything.answers.length}${everything.total === null ? "" : ` of ${everything.total}`}`;
      const reason = change ?? (isPartial ? stopped : null);
      const note = reason !== null && (
        <button type="button" className="link" onClick={onCheck}>
          {reason}; check again
        </button>
      );
      return <ShownAnswers everything={everything} notes={note} onCheckName={onCheckName} onCheck={onCheck} />;
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
  notes: ReactNode;
  onCheckName: EverythingPanelProps["onCheckName"];
  onCheck: () => void;
};

function ShownAnswers({ everything, notes, onCheckName, onCheck }: ShownAnswersProps) {
  const { request, answers, summary } = everything;
  const problem = summary?.problem ?? null;
  if (problem !== null && answers.length === 0)
    return <AnswerView answer={problem} request={request} exchange={null} notes={notes} onCheckAgain={onCheck} />;
  if (answers.length === 0)
    return (
      <EmptyState title="Nothing to show">
        <p>This project has no gates, configs, experiments or layers that this key can see.</p>
      </EmptyState>
    );
  const groups = byKind(answers).map((group) => ({ name: group.title, answers: group.answers }));
  return (
    <AnswersBrowser
      label={`Everything for ${request.userLabel}`}
      answers={answers}
      exchanges={[]}
      request={request}
      onCheckName={(name, kind) => onCheckName(kind, name)}
      head={
        <>
          <AnswersHead
            answers={answers}
            request={request}
            elapsedMs={summary?.elapsedMs ?? null}
            facts={everythingFacts(summary)}
            notes={notes}
          />
          <div className={classes.print}>
            <Fingerprint groups={groups} label={`Fingerprint: ${countsNote(answers)}`} />
          </div>
        </>
      }
    />
  );
}
