import type { ExplainSlots, ExplainSubject } from "#renderer/parts/explain-slots.tsx";
import { isAnswered } from "#shared/domain/evaluation.ts";
import { isSameDecision } from "#shared/domain/same-decision.ts";
import { AgreementOf } from "./agreement.tsx";
import { Evidence, Way } from "./evidence.tsx";
import { usePlainExplanation, useReasons, useSecondaryExposures } from "./explain.queries.ts";
import { ExposureCount, Exposures } from "./exposures.tsx";
import { StillHolds } from "./still-holds.tsx";
import { Why } from "./why.tsx";
import { WhyEnd } from "./why-end.tsx";

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
