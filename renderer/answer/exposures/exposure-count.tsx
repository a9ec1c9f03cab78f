import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { useExplanationForLog } from "../explain/explain.queries.ts";
import { privateNotKept } from "../explain/explain-request.ts";
import type { ShownAnswer } from "../explain/shown-answer.ts";
import { type ExposureParts, exposureParts } from "./exposure-parts.ts";

/** Shows the number of exposures that a logged check would write, for the tab. */
export function ExposureCount({ subject }: { subject: ShownAnswer }) {
  const { parts } = useExposureParts(subject);
  return parts == null ? null : 1 + (parts.secondary?.length ?? 0);
}

/**
 * Returns the exposures that a logged check would write: undefined while the answer is being explained, null if there would be none. *Log this exposure*
 * composes these and no others, so what is written is what is shown.
 */
export function useExposureParts(subject: ShownAnswer | null): {
  parts: ExposureParts | null | undefined;
  explanation: Explanation | null;
} {
  const { explanation, isPending } = useExplanationForLog(subject);
  if (isPending) return { parts: undefined, explanation };
  return { parts: subject === null ? null : exposureParts(subject.answer, explanation, privateNotKept(subject).length === 0), explanation };
}
