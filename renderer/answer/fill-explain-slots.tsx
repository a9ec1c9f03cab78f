import type { ExplainSlots, ExplainSubject } from "#renderer/answer/explain-slots.tsx";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { isSameDecision } from "#shared/domain/explanation/same-decision.ts";
import { AgreementOf } from "./agreement/agreement.tsx";
import { usePlainExplanation, useReasons, useSecondaryExposures } from "./explain/explain.queries.ts";
import { ExposureCount, Exposures } from "./exposures/exposures.tsx";
import { Evidence, Way } from "./rollout/evidence.tsx";
import { StillHolds } from "./why/still-holds.tsx";
import { Why } from "./why/why.tsx";
import { WhyEnd } from "./why/why-end.tsx";

/** What explaining gives to every answer on the page. */
export const explainSlots: ExplainSlots = {
  useBecause,
  useReasons,
  useSecondaryExposures,
  why: (subject) => <Why subject={subject} />,
  whyEnd: (subject) => <WhyEnd subject={subject} />,
  exposures: (subject) => <Exposures subject={subject} />,
  exposureCount: (subject) => <ExposureCount subject={subject} />,
  way: (subject) => <Way subject={subject} />,
  evidence: (subject) => <Evidence subject={subject} />,
  agreement: (subject, isProofWanted) => <AgreementOf subject={subject} isProofWanted={isProofWanted} />,
  stillHolds: (subject, onWhy) => <StillHolds subject={subject} onWhy={onWhy} />,
};

/** Only where the same was decided here by the same rule: an answer's sentence never says what its own source would not. */
function useBecause(subject: ExplainSubject | null): string | null {
  const explanation = usePlainExplanation(subject)?.explanation;
  if (subject === null || explanation === undefined) return null;
  return isAnswered(subject.answer.state) && isSameDecision(subject.answer, explanation) ? explanation.because : null;
}
