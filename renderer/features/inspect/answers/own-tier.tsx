import { useTier } from "#renderer/session/session.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { effectiveTier } from "#shared/domain/user/statsig-user.ts";

/** Says that a tier set on the user was used instead of the one in the top bar; nothing if they are the same, or if the top bar had another one then. */
export function OwnTier({ request: { tier, user } }: { request: Pick<EvaluationRequest, "tier" | "user"> }) {
  const topBarTier = useTier();
  if (tier === topBarTier || effectiveTier(user, topBarTier) !== tier) return null;
  return (
    <span>
      {tier === "" ? "the user’s environment has no tier" : `${tier} is set on the user`}; the top bar has {topBarTier}
    </span>
  );
}
