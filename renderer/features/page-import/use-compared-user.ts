import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useKeyId, useProject, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import { comparedWith } from "#shared/domain/page-import/compared-with.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { ComparedUser } from "./use-page-comparison.ts";

/** Returns with whom a page's user is compared, in the current project. */
export function useComparedUser(pageUser: StatsigUser): ComparedUser {
  const kind = useProject()?.kind;
  const { data: all = [] } = useQuery(orpc.users.list.queryOptions());
  const user = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const [projectId, tier, keyId] = [useProjectId(), useTier(), useKeyId()];
  return useMemo(
    () => ({ ...comparedWith(pageUser, { user, savedUserId, tier }, offeredUsers(all, kind)), projectId, keyId }),
    [pageUser, all, kind, user, savedUserId, projectId, tier, keyId],
  );
}
