import { AgreementBadge } from "#renderer/parts/agreement-badge.tsx";
import type { ExplainSubject } from "#renderer/parts/explain-slots.tsx";
import { isAnswered } from "#shared/domain/evaluation.ts";
import { useAgreement } from "./explain.queries.ts";

/** Who agrees with an answer that was just given. One that is read again is not asked about anew. */
export function AgreementOf({ subject }: { subject: ExplainSubject }) {
  const { answer, isPast } = subject;
  const agreement = useAgreement(subject, { enabled: !isPast && (isAnswered(answer.state) || answer.state === "not_found") });
  return agreement.data === undefined ? null : <AgreementBadge agreement={agreement.data} />;
}
