import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { useExplainRequest, useExplanation } from "../explain/explain.queries.ts";
import type { ShownAnswer } from "../explain/shown-answer.ts";
import { type ExposureParts, exposureParts } from "./exposure-parts.ts";

/** Shows the number of exposures that a logged check would write, for the tab. */
export function ExposureCount({ subject }: { subject: ShownAnswer }) {
  const { parts } = useExposureParts(subject);
  return parts == null ? null : 1 + (parts.secondary?.length ?? 0);
}

/** Returns the exposures that a logged check would write: undefined while the answer is being explained, null if there would be none. */
export function useExposureParts(subject: ShownAnswer): { parts: ExposureParts | null | undefined; explanation: Explanation | null } {
  const request = useExplainRequest(subject);
  const explained = useExplanation(request);
  const explanation = explained.data?.is === "explained" ? explained.data.explanation : null;
  if (explained.isLoading || request === undefined) return { parts: undefined, explanation };
  return { parts: exposureParts(subject.answer, explanation), explanation };
}
