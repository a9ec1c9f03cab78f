import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { AnswerAgreement } from "#renderer/answer/agreement/agreement.tsx";
import { useBecause } from "#renderer/answer/explain/explain.queries.ts";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { type AnswerTab, AnswerTabs } from "#renderer/answer/tabs/answer-tabs.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";

type AnswerViewProps = {
  answer: Answer;
  request: EvaluationRequest;
  /** The exchange, where the caller has it; otherwise it is read from the history. */
  exchange: Exchange | null;
  isStale?: boolean;
  /** The answer stands for several names with the same reason, so there is nothing single to explain. */
  isForMany?: boolean;
  notes?: ReactNode;
  /** Buttons after copy and pin. */
  actions?: ReactNode;
  onCheckName?: (name: string) => void;
  onCheckAgain?: () => void;
};

/** Shows one answer with its evidence: summary, why, exposures, exchange and code. */
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
  const subject = { answer, request, isPast: false };
  const because = useBecause(isForMany ? null : subject);
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
    if (curl !== null) await copyText(curl, "cURL command");
  };
  useCommand("copyCurl", () => void copyCurl(), { enabled: exchange !== null });
  const { exchangeId } = answer;
  return (
    <>
      <AnswerLine
        answer={because === null ? answer : { ...answer, because }}
        who={request.userLabel}
        tier={request.tier}
        unit={decidingUnit(answer, request.user)}
        isStale={isStale}
        notes={
          <>
            {!isStale && !isForMany && <AnswerAgreement subject={subject} isProofWanted={tab === "why"} />}
            {notes}
          </>
        }
        actions={actions}
        {...(exchangeId !== null && { isPinned, onPin: () => void pin(exchangeId) })}
      />
      <AnswerTabs
        subject={subject}
        isForMany={isForMany}
        exchange={exchange}
        context={context}
        keyInfo={keyOf(entry?.context)}
        tab={tab}
        onTab={setTab}
        {...(onCheckName && { onCheckName })}
        {...(onCheckAgain && { onCheckAgain })}
      />
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
