import { useTier } from "#renderer/session/session.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";

/** Says that a tier set on the user was used instead of the one in the top bar; nothing if they are the same. */
export function OwnTier({ request: { tier } }: { request: Pick<EvaluationRequest, "tier"> }) {
  const topBarTier = useTier();
  if (tier === topBarTier) return null;
  return (
    <span>
      {tier === "" ? "the user’s environment has no tier" : `${tier} is set on the user`}; the top bar has {topBarTier}
    </span>
  );
}
