import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useKeyId, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import { type UserProblem, useUserProblem } from "#renderer/session/user-problem.ts";
import type { EvaluationRequest, UsedKey } from "#shared/domain/evaluation/evaluation-request.ts";
import { currentLabel } from "#shared/domain/user/saved-user.ts";
import { effectiveTier } from "#shared/domain/user/statsig-user.ts";

/** The request that a check would send now. With a `userProblem` nothing is sent, and `user` is empty. */
export type CurrentRequest = EvaluationRequest & {
  /** The reason why the user in the panel cannot be read; null for a user that can. */
  readonly userProblem: string | null;
  readonly savedUserId: string | null;
  /** The key with which it was sent, once it was. */
  readonly usedKey?: UsedKey | null | undefined;
};

/** The label of a user that cannot be read. */
export const unreadableUserLabel = "the user in the panel";

/** Returns the request that a check would send now. A tier set on the user wins over the tier in the top bar. */
export function useEvaluationRequest(): CurrentRequest {
  const user = useSession((state) => state.user);
  const isLogging = useSession((state) => state.isLogging);
  const savedUserId = useSession((state) => state.savedUserId);
  const currentTier = useTier();
  const savedUsers = useQuery(orpc.users.list.queryOptions()).data;
  const problem = useUserProblem();
  const asked =
    problem === null
      ? { user, userLabel: currentLabel(user, savedUserId, savedUsers), userProblem: null }
      : { user: {}, userLabel: unreadableUserLabel, userProblem: clauseOf(problem) };
  return {
    ...{ projectId: useProjectId(), keyId: useKeyId(), isLogging, savedUserId },
    tier: effectiveTier(asked.user, currentTier),
    ...asked,
  };
}

/** `line 3, column 22: “ ” is unexpected`. */
function clauseOf({ message }: UserProblem): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`.replace(/\.$/, "");
}
