import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { type Answer, entityKindLabels, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { AnswerView } from "./answer-view.tsx";
import { AnswersBrowser } from "./answers-browser.tsx";
import { RequestLine, RequestNote } from "./request-note.tsx";
import { type Answered, type CheckState, changedSince, exchangeOf } from "./request-of-answer.ts";
import { SeveralHead } from "./several-head.tsx";

type CheckResultProps = {
  state: Exclude<CheckState, { is: "idle" }>;
  now: EvaluationRequest;
  onAsk: (names: readonly string[]) => void;
  onCheckName: (name: string) => void;
  onCancel: () => void;
};

/** How the last question of this kind stands. The old answer stays in view until there is a new one. */
export function CheckResult({ state, now, onAsk, onCheckName, onCancel }: CheckResultProps) {
  switch (state.is) {
    case "request": {
      const { names } = state.asked.question;
      const note = <RequestNote sinceMs={state.sinceMs} onCancel={onCancel} />;
      if (state.before === null)
        return <RequestLine title={names.length === 1 ? <code>{names[0]}</code> : `${names.length} names`} note={note} />;
      return <Shown answered={state.before} isStale note={note} onAsk={onAsk} onCheckName={onCheckName} />;
    }
    case "answered": {
      const { asked } = state.answered;
      const change = changedSince(asked, now);
      const note = change !== null && (
        <button type="button" className="link" onClick={() => onAsk(asked.question.names)}>
          {change}; check again
        </button>
      );
      return <Shown answered={state.answered} isStale={change !== null} note={note} onAsk={onAsk} onCheckName={onCheckName} />;
    }
    case "failed":
      return (
        <EmptyState
          title="This could not be asked"
          actions={
            <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={() => onAsk(state.asked.question.names)}>
              Check again
            </Button>
          }
        >
          <p>{state.problem}</p>
        </EmptyState>
      );
  }
}

type ShownProps = Pick<CheckResultProps, "onAsk" | "onCheckName"> & { answered: Answered; isStale: boolean; note: ReactNode };

function Shown({ answered: { asked, evaluation }, isStale, note, onAsk, onCheckName }: ShownProps) {
  const [first, ...others] = evaluation.answers;
  if (first === undefined)
    return (
      <EmptyState title="No answer came">
        <p>Nothing was asked for. Type a name and check again.</p>
      </EmptyState>
    );
  const again = () => onAsk(asked.question.names);
  if (others.length === 0 || haveOneReason(evaluation.answers))
    return (
      <AnswerView
        answer={others.length === 0 ? first : { ...first, name: `${evaluation.answers.length} ${entityKindLabels[first.kind].many}` }}
        isForMany={others.length > 0}
        asked={asked}
        exchange={exchangeOf(first, evaluation.exchanges)}
        isStale={isStale}
        notes={note}
        onCheckName={onCheckName}
        onCheckAgain={again}
      />
    );
  return (
    <AnswersBrowser
      label={`Answers for ${asked.userLabel}`}
      answers={evaluation.answers}
      exchanges={evaluation.exchanges}
      asked={asked}
      onCheckName={onCheckName}
      head={<SeveralHead answers={evaluation.answers} asked={asked} elapsedMs={first.elapsedMs} notes={note} />}
    />
  );
}

/** Whether all went the same way before any of them could be answered: it is said once instead of a hundred times. */
function haveOneReason(answers: readonly Answer[]): boolean {
  const [first] = answers;
  if (first === undefined || first.state === "not_found" || isAnswered(first.state)) return false;
  return answers.every(({ state, because }) => state === first.state && because === first.because);
}
