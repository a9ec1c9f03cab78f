import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { AnswerLine } from "#renderer/answer/answer-line.tsx";
import { AnswerSummary } from "#renderer/answer/answer-summary.tsx";
import { type AnswerTab, AnswerTabs } from "#renderer/answer/answer-tabs.tsx";
import { CodeView, curlOf } from "#renderer/answer/code-view.tsx";
import { ExchangeView } from "#renderer/answer/exchange/exchange-view.tsx";
import { useExplained } from "#renderer/answer/explain-slots.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { composeExposure, useProjectHosts } from "#renderer/session/session.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { exposureFromAnswer } from "#shared/domain/events/exposure-from-answer.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import classes from "./answer-view.module.css";
import { findUnit } from "./check-state.ts";

type AnswerViewProps = {
  answer: Answer;
  request: EvaluationRequest;
  /** Where it is at hand; else it is read from the history. */
  exchange: Exchange | null;
  isStale?: boolean;
  /** It says for many what is the same for all of them: there is no one thing to explain. */
  isForMany?: boolean;
  notes?: ReactNode;
  /** What stands after copy and pin. */
  actions?: ReactNode;
  onCheckName?: (name: string) => void;
  onCheckAgain?: () => void;
};

/** One answer and its evidence. */
export function AnswerView({
  answer,
  request,
  exchange: knownExchange,
  isStale = false,
  isForMany = false,
  notes,
  actions,
  onCheckName,
  onCheckAgain,
}: AnswerViewProps) {
  const [tab, setTab] = useState<AnswerTab>("summary");
  const explained = useExplained(isForMany ? null : { answer, asked: request, isPast: false }, () => setTab("why"));
  const queryClient = useQueryClient();
  const entry = useQuery(
    orpc.history.get.queryOptions({ input: { exchangeId: answer.exchangeId ?? "" }, enabled: answer.exchangeId !== null }),
  ).data;
  const exchange = knownExchange ?? entry?.exchange ?? null;
  const unit = findUnit(answer, request.user);
  const isPinned = entry?.row.isPinned === true;
  const pin = async (exchangeId: string) => {
    await client.history.pin({ exchangeId, isPinned: !isPinned });
    await queryClient.invalidateQueries({ queryKey: orpc.history.key() });
  };
  const context = codeContext(answer, entry?.context);
  const hosts = useProjectHosts(request.projectId);
  const copyCurl = () => {
    const curl = exchange === null ? null : curlOf({ exchange, context });
    if (curl !== null) void copyText(curl, "cURL command");
  };
  useCommand("copyCurl", copyCurl, { enabled: exchange !== null });
  const { exchangeId } = answer;
  const exposure = exposureFromAnswer(answer, userForRequest(request.user, request.tier), explained.secondaryExposures);
  return (
    <>
      <AnswerLine
        answer={explained.because === null ? answer : { ...answer, because: explained.because }}
        who={request.userLabel}
        tier={request.tier}
        unit={unit}
        isStale={isStale}
        notes={
          <>
            {!isStale && explained.agreement(tab)}
            {notes}
          </>
        }
        actions={actions}
        {...(exchangeId !== null && { isPinned, onPin: () => void pin(exchangeId) })}
      />
      <AnswerTabs
        tab={tab}
        onTab={setTab}
        end={explained.end(tab) ?? (exchange !== null && <RequestId id={exchange.id} />)}
        notes={explained.notes}
        panels={{
          ...explained.panels,
          summary: () => (
            <AnswerSummary
              answer={answer}
              exchange={exchange}
              unit={unit}
              keyInfo={keyOf(entry?.context)}
              way={explained.way}
              evidence={explained.evidence}
              stillHolds={explained.stillHolds}
              {...(onCheckName && { onCheckName })}
              {...(onCheckAgain && { onCheckAgain })}
              {...(exposure.kind === "draft" && { onLogExposure: () => composeExposure(exposure.draft, request.projectId) })}
            />
          ),
          exchange: () => (exchange === null ? <NothingWasSent /> : <ExchangeView exchange={exchange} />),
          code: () => (exchange === null ? <NothingWasSent /> : <CodeView exchange={exchange} context={context} hosts={hosts} />),
        }}
      />
    </>
  );
}

function RequestId({ id }: { id: string }) {
  return (
    <span>
      request <code className={classes.request}>{id.slice(0, 13)}</code>
    </span>
  );
}

function NothingWasSent() {
  return <p className={classes.none}>Nothing was sent, so there is nothing to show here.</p>;
}

/** The code asks for this answer, also where it came with many others. */
function codeContext(answer: Answer, context: RequestContext | undefined) {
  return { kind: answer.kind, names: [answer.name], keyKind: context?.keyKind ?? null, isLogging: answer.isLogged };
}

function keyOf(context: RequestContext | undefined) {
  if (context?.keyKind == null || context.keyLastFour === null) return null;
  return { kind: context.keyKind, lastFour: context.keyLastFour };
}
