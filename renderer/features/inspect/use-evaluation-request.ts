import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useKeyId, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { currentLabel } from "#shared/domain/user/saved-user.ts";
import { tierOf } from "#shared/domain/user/statsig-user.ts";

/** Returns the request that a check would send now. A tier set on the user wins over the tier in the top bar. */
export function useEvaluationRequest(): EvaluationRequest {
  const user = useSession((state) => state.user);
  const isLogging = useSession((state) => state.isLogging);
  const savedUserId = useSession((state) => state.savedUserId);
  const currentTier = useTier();
  const savedUsers = useQuery(orpc.users.list.queryOptions()).data;
  return {
    projectId: useProjectId(),
    keyId: useKeyId(),
    tier: tierOf(user) ?? currentTier,
    user,
    userLabel: currentLabel(user, savedUserId, savedUsers),
    isLogging,
  };
}
