import { useState } from "react";
import { AgreementBadge } from "#renderer/answer/agreement/agreement-badge.tsx";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { Agreement } from "#shared/domain/explanation/agreement.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { isSameDecision } from "#shared/domain/explanation/same-decision.ts";
import { useAgreement, usePlainExplanation } from "../explain/explain.queries.ts";
import { isExplainable, type ShownAnswer } from "../explain/shown-answer.ts";

/**
 * Shows if a new answer agrees with the local explanation, which sends no request. `initialize` is called once, without logging, if proof is
 * wanted or the two differ. An answer from the history is not compared.
 */
export function AnswerAgreement({ subject, isProofWanted }: { subject: ShownAnswer; isProofWanted: boolean }) {
  const { answer, isPast } = subject;
  const [isRequested, setRequested] = useState(false);
  const explanation = usePlainExplanation(subject)?.explanation ?? null;
  const isComparable = !isPast && isExplainable(answer) && isAnswered(answer.state);
  const between = isComparable && explanation !== null ? agreementOfTwo(subject, explanation) : null;
  const isInDoubt = between !== null && !between.isAgreed;
  const whole = useAgreement(subject, { enabled: isComparable && (isProofWanted || isRequested || isInDoubt) });
  if (whole.data !== undefined) return <AgreementBadge agreement={whole.data} />;
  if (between === null || isInDoubt) return null;
  return <AgreementBadge agreement={between} onCheckMore={() => setRequested(true)} />;
}

/** Compares the answer with the local explanation. */
function agreementOfTwo({ answer }: ShownAnswer, explanation: Explanation): Agreement {
  const isAgreed = isSameDecision(answer, explanation);
  const opinion = { note: null, isCounted: true };
  return {
    opinions: [
      {
        ...opinion,
        by: answer.provenance.kind === "sandbox" ? "sandbox" : "live",
        state: answer.state,
        word: stateLabel(answer),
        value: answer.value,
        ruleId: answer.ruleId,
        groupName: answer.groupName,
        atMs: answer.atMs,
      },
      {
        ...opinion,
        by: "explained_here",
        state: explanation.state,
        word: stateLabel(explanation),
        value: explanation.value,
        ruleId: explanation.ruleId,
        groupName: explanation.groupName,
        atMs: explanation.atMs,
      },
    ],
    isAgreed,
    agreeing: isAgreed ? 2 : 1,
    counted: 2,
    differences: [],
    causes: [],
  };
}
