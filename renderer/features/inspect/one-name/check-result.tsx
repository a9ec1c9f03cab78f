import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { useAsTyped } from "#renderer/answer/explain/explain.queries.ts";
import type { AnswerTab } from "#renderer/answer/tabs/answer-tabs.tsx";
import { askForTab, useAskedTab } from "#renderer/answer/tabs/asked-tab.ts";
import { useCheckAgainVerb } from "#renderer/session/check-verb.ts";
import { useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { missingKeyOf } from "#shared/domain/evaluation/answers/missing-key.ts";
import { type Answer, entityKindLabels, hasAnswer, isAnswered, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";
import { isEditOnly, requestChange } from "#shared/domain/evaluation/request-change.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { AnswerView } from "../answers/answer-view.tsx";
import { AnswersBrowser } from "../answers/answers-browser-part.ts";
import { AnswersHead } from "../answers/answers-head.tsx";
import { CheckProgress, PendingAnswer } from "../check-progress.tsx";
import {
  type CheckOutcome,
  type CheckRequest,
  type CheckState,
  type CheckTrial,
  findExchange,
  requestFailedText,
  trialAnswer,
} from "../check-state.ts";
import { FixUser } from "../fix-user.tsx";
import { inspectLabels } from "../inspect-labels.ts";
import { placeText } from "../place-text.ts";
import { tryFlip } from "../try-flip-part.ts";
import { useMissingKey, useUsedKey } from "../use-missing-key.ts";

const AsTypedView = lazyPart(async () => (await import("./as-typed-view.tsx")).AsTypedView);
const BeforeTrial = lazyPart(async () => (await import("./before-trial.tsx")).BeforeTrial);

type ShownTab = readonly [AnswerTab, (tab: AnswerTab) => void];

type CheckResultProps = {
  state: Exclude<CheckState, { is: "idle" }>;
  /** The request that a check would send now, with the names in the field. */
  now: CheckRequest;
  onCheck: (names: readonly string[]) => void;
  onCheckName: (name: string) => void;
  onCancel: () => void;
};

/** Shows the last check of this kind: running, answered or failed. The previous answer stays in view until there is a new one. */
export function CheckResult({ state, now, onCheck, onCheckName, onCancel }: CheckResultProps) {
  const again = useCheckAgainVerb();
  // Kept here, so that an edit and the next check show the same tab.
  const [ownTab, setOwnTab] = useState<AnswerTab>("summary");
  const askedTab = useAskedTab();
  const place = useSession((session) => (state.is === "checking" ? placeText(session, state.request) : ""));
  const shownTab: ShownTab = [
    askedTab ?? ownTab,
    (tab) => {
      askForTab(null);
      setOwnTab(tab);
    },
  ];
  switch (state.is) {
    case "checking": {
      const { request } = state;
      const { names } = request.question;
      // Another user, tier or project was chosen since.
      const isElsewhere = requestChange(request, { ...now, question: request.question }) !== null;
      const what = isElsewhere ? `for ${request.userLabel} in ${place}` : undefined;
      const note = <CheckProgress what={what} sinceMs={state.sinceMs} onCancel={onCancel} />;
      // What was answered in another project does not stand under the name of this one.
      if (state.previous === null || state.previous.request.projectId !== now.projectId)
        return <PendingAnswer title={names.length === 1 ? <code>{names[0]}</code> : `${names.length} names`} note={note} />;
      return (
        <AnsweredResult
          {...{ answered: state.previous, now, shownTab, onCheck, onCheckName }}
          // The same part of the page as without a check, so that it keeps the focus when the answer arrives.
          checkProgress={note}
        />
      );
    }
    case "answered":
      return (
        <AnsweredResult
          {...{ answered: state.answered, now, shownTab, onCheck, onCheckName }}
          {...(state.trial && { trial: state.trial })}
        />
      );
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

type AnsweredResultProps = Pick<CheckResultProps, "now" | "onCheck" | "onCheckName"> & {
  answered: CheckOutcome;
  trial?: CheckTrial;
  shownTab: ShownTab;
  /** Set while the current request is being checked. */
  checkProgress?: ReactNode;
};

/** Shows an answer as it is while it is current, explained for the edited user while only the user was edited, and else as not current. */
function AnsweredResult({ answered, trial, now, shownTab, checkProgress, onCheck, onCheckName }: AnsweredResultProps) {
  const { request, evaluation } = answered;
  const typed = now.question.names;
  const isOfFirst = isFirstOf(request.question.names, typed);
  // An empty name field says nothing about the answer; a check then repeats its names.
  const names = typed.length === 0 || isOfFirst ? request.question.names : typed;
  const [first, ...others] = evaluation.answers;
  const missingThen = missingKeyOf(first);
  const missingKey = useMissingKey(now, "check", missingThen);
  const usedKey = useUsedKey(now, "check", request.usedKey);
  const asked = { ...now, question: { ...now.question, names: [...names] }, missingKey, usedKey };
  const change = requestChange({ ...request, missingKey: missingThen }, asked);
  const isAsTypedOn = useSession((session) => session.isExplainingAsTyped);
  const isChecking = checkProgress !== undefined;
  const isTyped =
    !isChecking &&
    isAsTypedOn &&
    change !== null &&
    isEditOnly(change) &&
    first !== undefined &&
    others.length === 0 &&
    isAnswered(first.state);
  const asTyped = useAsTyped(isTyped ? { answer: first, request: asked, isPast: false } : null);
  if (isTyped && asTyped !== null && isAnswered(asTyped.explanation.state))
    return <AsTypedView answer={first} then={request} now={asked} asTyped={asTyped} edits={change.fields} shownTab={shownTab} />;
  const outdated = isChecking ? null : change && { now: asked, change, onCheck: () => onCheck(names) };
  const note =
    checkProgress ??
    (request.userProblem !== null ? (
      <FixUser />
    ) : (
      isOfFirst && <span>{inspectLabels.firstOf(formatNumber(names.length), formatNumber(typed.length))}</span>
    ));
  return (
    <ShownAnswers
      answered={answered}
      isChecking={isChecking}
      outdated={outdated}
      note={note}
      shownTab={shownTab}
      onCheck={onCheck}
      onCheckName={onCheckName}
      {...(trial && outdated === null && { trial })}
    />
  );
}

type ShownAnswersProps = Pick<CheckResultProps, "onCheck" | "onCheckName"> & {
  answered: CheckOutcome;
  isChecking?: boolean;
  outdated?: Outdated | null;
  note?: ReactNode;
  trial?: CheckTrial;
  shownTab: ShownTab;
};

function ShownAnswers({ answered, isChecking = false, outdated = null, note, trial, shownTab, onCheck, onCheckName }: ShownAnswersProps) {
  const { request, evaluation } = answered;
  const [first, ...others] = evaluation.answers;
  if (first === undefined)
    return (
      <EmptyState title="No answer">
        <p>No name was checked. Type a name and check again.</p>
      </EmptyState>
    );
  const { names } = request.question;
  const checkAgain = () => onCheck(first.fix === "fewer_names" ? names.slice(0, maxNamesInOneCheck) : names);
  if (others.length === 0 || shareOneReason(evaluation.answers))
    return (
      <AnswerView
        answer={others.length === 0 ? first : { ...first, name: `${evaluation.answers.length} ${entityKindLabels[first.kind].many}` }}
        isForMany={others.length > 0}
        request={request}
        exchange={findExchange(first, evaluation.exchanges)}
        isStale={isChecking}
        outdated={outdated}
        notes={note}
        onCheckName={onCheckName}
        onCheckAgain={checkAgain}
        shownTab={shownTab}
        {...(others.length === 0 && { onTryFlip: (flip: Flip) => tryFlip({ answer: first, request }, flip) })}
        {...(trial && {
          comparison: <BeforeTrial trial={trial} />,
          before: { answer: trialAnswer(trial.before), request: trial.before.request, isPast: false },
        })}
      />
    );
  return (
    <AnswersBrowser
      label={`Answers for ${request.userLabel}`}
      answers={evaluation.answers}
      exchanges={evaluation.exchanges}
      request={request}
      outdated={outdated}
      onCheckName={onCheckName}
      isStale={isChecking}
      head={
        <AnswersHead
          answers={evaluation.answers}
          request={request}
          elapsedMs={first.elapsedMs}
          notes={note}
          isStale={isChecking}
          outdated={outdated}
        />
      }
    />
  );
}

/** True if the names are as many of the typed ones as one check takes: they were checked because more cannot be. */
function isFirstOf(names: readonly string[], typed: readonly string[]): boolean {
  return names.length === maxNamesInOneCheck && typed.length > names.length && names.every((name, at) => name === typed[at]);
}

/** Returns true if no name was answered and all have the same reason, which is then shown once for all of them. */
function shareOneReason(answers: readonly Answer[]): boolean {
  const [first] = answers;
  if (first === undefined || hasAnswer(first.state)) return false;
  return answers.every(({ state, because }) => state === first.state && because === first.because);
}
