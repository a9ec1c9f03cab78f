import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useCheckAgainVerb } from "#renderer/session/check-verb.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { type Answer, entityKindLabels, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { AnswerView } from "./answer-view.tsx";
import { AnswersBrowser } from "./answers-browser-part.ts";
import { AnswersHead } from "./answers-head.tsx";
import { CheckProgress, PendingAnswer } from "./check-progress.tsx";
import { type CheckOutcome, type CheckState, findExchange, requestFailedText, staleReason } from "./check-state.ts";

type CheckResultProps = {
  state: Exclude<CheckState, { is: "idle" }>;
  now: EvaluationRequest;
  onCheck: (names: readonly string[]) => void;
  onCheckName: (name: string) => void;
  onCancel: () => void;
};

/** Shows the last check of this kind: running, answered or failed. The previous answer stays in view until there is a new one. */
export function CheckResult({ state, now, onCheck, onCheckName, onCancel }: CheckResultProps) {
  const again = useCheckAgainVerb();
  switch (state.is) {
    case "checking": {
      const { names } = state.request.question;
      const note = <CheckProgress sinceMs={state.sinceMs} onCancel={onCancel} />;
      if (state.previous === null)
        return <PendingAnswer title={names.length === 1 ? <code>{names[0]}</code> : `${names.length} names`} note={note} />;
      return <ShownAnswers answered={state.previous} isStale note={note} onCheck={onCheck} onCheckName={onCheckName} />;
    }
    case "answered": {
      const { request } = state.answered;
      const change = staleReason(request, now);
      const note = change !== null && (
        <button type="button" className="link" onClick={() => onCheck(request.question.names)}>
          {change}; {again}
        </button>
      );
      return <ShownAnswers answered={state.answered} isStale={change !== null} note={note} onCheck={onCheck} onCheckName={onCheckName} />;
    }
    case "failed":
      return (
        <EmptyState
          title={requestFailedText}
          actions={
            <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={() => onCheck(state.request.question.names)}>
              {upperFirst(again)}
            </Button>
          }
        >
          <p>{state.problem}</p>
        </EmptyState>
      );
  }
}

type ShownAnswersProps = Pick<CheckResultProps, "onCheck" | "onCheckName"> & { answered: CheckOutcome; isStale: boolean; note: ReactNode };

function ShownAnswers({ answered: { request, evaluation }, isStale, note, onCheck, onCheckName }: ShownAnswersProps) {
  const [first, ...others] = evaluation.answers;
  if (first === undefined)
    return (
      <EmptyState title="No answer">
        <p>No name was checked. Type a name and check again.</p>
      </EmptyState>
    );
  const checkAgain = () => onCheck(request.question.names);
  if (others.length === 0 || shareOneReason(evaluation.answers))
    return (
      <AnswerView
        answer={others.length === 0 ? first : { ...first, name: `${evaluation.answers.length} ${entityKindLabels[first.kind].many}` }}
        isForMany={others.length > 0}
        request={request}
        exchange={findExchange(first, evaluation.exchanges)}
        isStale={isStale}
        notes={note}
        onCheckName={onCheckName}
        onCheckAgain={checkAgain}
      />
    );
  return (
    <AnswersBrowser
      label={`Answers for ${request.userLabel}`}
      answers={evaluation.answers}
      exchanges={evaluation.exchanges}
      request={request}
      onCheckName={onCheckName}
      head={<AnswersHead answers={evaluation.answers} request={request} elapsedMs={first.elapsedMs} notes={note} />}
    />
  );
}

/** Returns true if no name was answered and all have the same reason, which is then shown once for all of them. */
function shareOneReason(answers: readonly Answer[]): boolean {
  const [first] = answers;
  if (first === undefined || first.state === "not_found" || isAnswered(first.state)) return false;
  return answers.every(({ state, because }) => state === first.state && because === first.because);
}
