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
import { AnswersBrowser } from "./answers-browser.tsx";
import { byKind, countsNote } from "./answers-table.ts";
import { type EverythingAnswers, type EverythingState, everythingFacts } from "./everything.ts";
import classes from "./everything-screen.module.css";
import inspectClasses from "./inspect.module.css";
import { cancelEverything, checkEverything, useEverything } from "./inspect.queries.ts";
import { inspectPanelId } from "./inspect-head.tsx";
import { RequestLine, RequestNote } from "./request-note.tsx";
import { changedSince } from "./request-of-answer.ts";
import { SeveralHead } from "./several-head.tsx";

type EverythingPanelProps = {
  request: EvaluationRequest;
  nothingYet: ReactNode;
  onCheckName: (kind: EntityKind, name: string) => void;
};

/** There is nothing to type: one press asks. */
export function EverythingQuestion({ request }: { request: EvaluationRequest }) {
  const ask = () => void checkEverything(request);
  useCommand("run", ask, { label: `Check everything for ${request.userLabel}` });
  return (
    <Button className={inspectClasses.run ?? ""} rightSection={<Chord chord="Mod+Enter" bare />} onClick={ask}>
      Check all
    </Button>
  );
}

/** All gates, configs, experiments and layers of one user in one table. */
export function EverythingPanel({ request, nothingYet, onCheckName }: EverythingPanelProps) {
  const state = useEverything();
  const ask = () => void checkEverything(request);
  useCommand("cancel", cancelEverything, { enabled: state.is === "request", label: "Stop checking everything" });
  return (
    <div id={inspectPanelId} role="tabpanel" aria-label="Everything" className={inspectClasses.panel}>
      {state.is === "idle" ? nothingYet : <EverythingResult state={state} now={request} onCheckName={onCheckName} onAsk={ask} />}
    </div>
  );
}

type EverythingResultProps = {
  state: Exclude<EverythingState, { is: "idle" }>;
  now: EvaluationRequest;
  onCheckName: EverythingPanelProps["onCheckName"];
  onAsk: () => void;
};

function EverythingResult({ state, now, onCheckName, onAsk }: EverythingResultProps) {
  switch (state.is) {
    case "request": {
      const { asked, answers, before, sinceMs, done, total } = state;
      const progress = total === null ? "everything" : `${done} of ${total}`;
      const note = <RequestNote what={progress} sinceMs={sinceMs} onCancel={cancelEverything} />;
      const shown: EverythingAnswers | null = answers.length > 0 ? { asked, answers, summary: null, total } : before;
      if (shown === null) return <RequestLine title={`Everything for ${asked.userLabel} in ${asked.tier}`} note={note} />;
      return <Shown everything={shown} notes={note} onCheckName={onCheckName} onAsk={onAsk} />;
    }
    case "done": {
      const { everything } = state;
      const change = changedSince(everything.asked, now);
      const isPartial = everything.summary === null;
      const stopped = `stopped at ${everything.answers.length}${everything.total === null ? "" : ` of ${everything.total}`}`;
      const why = change ?? (isPartial ? stopped : null);
      const note = why !== null && (
        <button type="button" className="link" onClick={onAsk}>
          {why}; check again
        </button>
      );
      return <Shown everything={everything} notes={note} onCheckName={onCheckName} onAsk={onAsk} />;
    }
    case "failed":
      return (
        <EmptyState
          title="This could not be asked"
          actions={
            <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={onAsk}>
              Check again
            </Button>
          }
        >
          <p>{state.problem}</p>
        </EmptyState>
      );
  }
}

type ShownProps = { everything: EverythingAnswers; notes: ReactNode; onCheckName: EverythingPanelProps["onCheckName"]; onAsk: () => void };

function Shown({ everything, notes, onCheckName, onAsk }: ShownProps) {
  const { asked, answers, summary } = everything;
  const problem = summary?.problem ?? null;
  if (problem !== null && answers.length === 0)
    return <AnswerView answer={problem} asked={asked} exchange={null} notes={notes} onCheckAgain={onAsk} />;
  if (answers.length === 0)
    return (
      <EmptyState title="Nothing to show">
        <p>This project has no gates, configs, experiments or layers that this key can see.</p>
      </EmptyState>
    );
  const groups = byKind(answers).map((group) => ({ name: group.title, answers: group.answers }));
  return (
    <AnswersBrowser
      label={`Everything for ${asked.userLabel}`}
      answers={answers}
      exchanges={[]}
      asked={asked}
      onCheckName={(name, kind) => onCheckName(kind, name)}
      head={
        <>
          <SeveralHead
            answers={answers}
            asked={asked}
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
