import { useState } from "react";
import { AgreementBadge } from "#renderer/answer/agreement/agreement-badge.tsx";
import type { ExplainSubject } from "#renderer/answer/explain-slots.tsx";
import { stateLabel } from "#shared/domain/evaluation/answer-words.ts";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { Agreement } from "#shared/domain/explanation/agreement.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { isSameDecision } from "#shared/domain/explanation/same-decision.ts";
import { useAgreement, usePlainExplanation } from "../explain/explain.queries.ts";

/**
 * Who agrees with an answer that was just given. What is explained here agrees or does not without asking anybody; initialize is asked, silently and
 * once, where the person wants proof or where the two differ. An answer that is read again is not asked about anew.
 */
export function AgreementOf({ subject, isProofWanted }: { subject: ExplainSubject; isProofWanted: boolean }) {
  const { answer, isPast } = subject;
  const [isAsked, setAsked] = useState(false);
  const explanation = usePlainExplanation(subject)?.explanation ?? null;
  const isComparable = !isPast && isAnswered(answer.state);
  const between = isComparable && explanation !== null ? agreementOfTwo(subject, explanation) : null;
  const isInDoubt = between !== null && !between.isAgreed;
  const whole = useAgreement(subject, { enabled: isComparable && (isProofWanted || isAsked || isInDoubt) });
  if (whole.data !== undefined) return <AgreementBadge agreement={whole.data} />;
  if (between === null || isInDoubt) return null;
  return <AgreementBadge agreement={between} onCheckMore={() => setAsked(true)} />;
}

/** The answer and what is explained here, side by side. */
function agreementOfTwo({ answer }: ExplainSubject, explanation: Explanation): Agreement {
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
    asked: 2,
    differences: [],
    causes: [],
  };
}
