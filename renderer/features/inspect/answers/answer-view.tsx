import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { AnswerAgreement } from "#renderer/answer/agreement/agreement.tsx";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { caseOfAnswers } from "#renderer/answer/case/case-content.ts";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { CompareWith } from "#renderer/answer/compare-with/compare-with-part.ts";
import { NotCurrent } from "#renderer/answer/current/not-current-part.ts";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { RulesChanged } from "#renderer/answer/current/rules-changed.tsx";
import { ExpectThis } from "#renderer/answer/expect/expect-this-part.ts";
import { useBestAnswer } from "#renderer/answer/explain/explain.queries.ts";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { CopyAnswer, CopySentence } from "#renderer/answer/share/copy-answer-part.ts";
import { type AnswerTab, AnswerTabs } from "#renderer/answer/tabs/answer-tabs.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import { afterKeyIsThere } from "#shared/domain/evaluation/answers/missing-key.ts";
import { afterUserIsReadable } from "#shared/domain/evaluation/answers/unread-user.ts";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import { type Answer, hasAnswer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { type AskedRequest, unreadUserText } from "#shared/domain/evaluation/request-change.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { announceBetterReason } from "../inspect.queries.ts";
import classes from "./answer-view.module.css";
import { OwnTier } from "./own-tier.tsx";

type AnswerViewProps = {
  answer: Answer;
  request: AskedRequest;
  /** The exchange, where the caller has it; otherwise it is read from the history. */
  exchange: Exchange | null;
  /** True while the same request is sent again. */
  isStale?: boolean;
  /** Set if the answer is not about the current request. */
  outdated?: Outdated | null;
  /** The answer stands for several names with the same reason, so there is nothing single to explain. */
  isForMany?: boolean;
  notes?: ReactNode;
  /** Buttons after copy and pin. */
  actions?: ReactNode;
  onCheckName?: (name: string) => void;
  onCheckAgain?: () => void;
  /** Puts the user of a flip into the panel and checks it. */
  onTryFlip?: (flip: Flip) => void;
  /** The chosen tab and its setter, for a caller that keeps it. */
  shownTab?: readonly [AnswerTab, (tab: AnswerTab) => void];
  /** The answer before a tried change, with which *Why* compares this one. */
  before?: ShownAnswer;
  /** Shown between the answer and its evidence: the answer with which this one is compared. */
  comparison?: ReactNode;
};

/** Shows one answer with its evidence: summary, why, exposures, exchange and code. */
export function AnswerView({
  answer: answerThen,
  request,
  exchange: knownExchange,
  isStale: isChecking = false,
  outdated = null,
  isForMany = false,
  notes,
  actions,
  onCheckName,
  onCheckAgain,
  onTryFlip,
  before,
  comparison,
  shownTab,
}: AnswerViewProps) {
  const wasUnread = request.userProblem != null && outdated !== null && outdated.now.userProblem == null;
  const keyNow = outdated?.change.keyNow ?? null;
  const answer = wasUnread ? afterUserIsReadable(answerThen) : keyNow === null ? answerThen : afterKeyIsThere(answerThen, keyNow);
  const [ownTab, setOwnTab] = useState<AnswerTab>("summary");
  const [tab, setTab] = shownTab ?? [ownTab, setOwnTab];
  const best = useBestAnswer(isForMany ? null : { answer, request, isPast: false }) ?? answer;
  const subject = { answer: best, request, isPast: false };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new reason is announced, not a new request
  useEffect(() => announceBetterReason(answerThen, best, request), [answerThen, best.state, best.because]);
  const isStale = isChecking || outdated !== null;
  const queryClient = useQueryClient();
  const entry = useQuery(
    orpc.history.get.queryOptions({ input: { exchangeId: answer.exchangeId ?? "" }, enabled: answer.exchangeId !== null }),
  ).data;
  const exchange = knownExchange ?? entry?.exchange ?? null;
  const isPinned = entry?.row.isPinned === true;
  const pin = async (exchangeId: string) => {
    await client.history.pin({ exchangeId, isPinned: !isPinned });
    await queryClient.invalidateQueries({ queryKey: orpc.history.key() });
  };
  const context = codeContext(answer, entry?.context);
  const copyCurl = async () => {
    const { curlOf } = await import("#renderer/answer/code/code-view.tsx");
    const curl = exchange === null ? null : curlOf({ exchange, context });
    if (curl !== null) await copyText(curl, answerLabels.curl);
  };
  useCommand("copyCurl", () => void copyCurl(), { enabled: exchange !== null });
  const { exchangeId } = answer;
  return (
    <>
      <AnswerLine
        answer={best}
        who={request.userLabel}
        tier={request.tier}
        unit={decidingUnit(answer, request.user)}
        isStale={isStale}
        {...(outdated !== null && {
          meta: <NotCurrent then={request} {...outdated} answer={isForMany ? null : answer} />,
        })}
        notes={
          <>
            {!isStale && <OwnTier request={request} />}
            {!isStale && isAnswered(answer.state) && <RulesChanged projectId={request.projectId} atMs={answer.atMs} />}
            {!isStale && !isForMany && <AnswerAgreement subject={subject} isProofWanted={tab === "why"} />}
            {notes}
          </>
        }
        actions={
          <>
            {!isStale && !isForMany && answer.kind !== "ranked" && hasAnswer(answer.state) && (
              <ExpectThis answer={best} request={request} />
            )}
            {!isStale && !isForMany && request.userProblem == null && (
              <SaveAsCase content={() => caseOfAnswers([best], request, { snapshotId: entry?.context.snapshotId ?? null })} />
            )}
            {!isForMany && request.userProblem == null && <CompareWith request={request} />}
            {actions}
          </>
        }
        copy={
          !isForMany && request.userProblem == null ? (
            <CopyAnswer subject={subject} isCurrent={!isStale} hasCurl={exchange !== null} />
          ) : (
            <CopySentence answer={best} user={request.user} who={request.userLabel} tier={request.tier} isCurrent={!isStale} />
          )
        }
        {...(exchangeId !== null && { isPinned, onPin: () => void pin(exchangeId) })}
      />
      {comparison}
      <div className={classes.evidence} data-not-current={isStale || undefined}>
        <AnswerTabs
          subject={subject}
          {...(before && { before })}
          {...(outdated !== null && {
            end: `for ${request.userProblem == null ? shortWho(request.userLabel) : unreadUserText} in ${request.tier}, ${formatTimeOfDay(answer.atMs)}`,
          })}
          isForMany={isForMany}
          exchange={exchange}
          context={context}
          keyInfo={keyOf(entry?.context)}
          tab={tab}
          onTab={setTab}
          {...(onCheckName && { onCheckName })}
          {...(onCheckAgain && { onCheckAgain })}
          {...(onTryFlip && !isStale && { onTryFlip })}
        />
      </div>
    </>
  );
}

/** Returns the context for a snippet that requests this answer alone, even if it came with others in one exchange. */
function codeContext(answer: Answer, context: RequestContext | undefined) {
  return { kind: answer.kind, names: [answer.name], keyKind: context?.keyKind ?? null, isLogging: answer.isLogged };
}

function keyOf(context: RequestContext | undefined) {
  if (context?.keyKind == null || context.keyLastFour === null) return null;
  return { kind: context.keyKind, lastFour: context.keyLastFour };
}
