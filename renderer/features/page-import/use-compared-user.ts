import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useKeyId, useProject, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import { currentLabel, offeredUsers, type SavedUser } from "#shared/domain/user/saved-user.ts";
import { effectiveTier, type StatsigUser, unitIds } from "#shared/domain/user/statsig-user.ts";
import type { ComparedUser } from "./use-page-comparison.ts";

/**
 * Returns with whom a page's user is compared: the saved user with one of its IDs, the userID before others, or else the user in the panel. `saved` is that
 * saved user if it can be updated.
 */
export function useComparedUser(pageUser: StatsigUser): { compared: ComparedUser; saved: SavedUser | undefined } {
  const kind = useProject()?.kind;
  const { data: all = [] } = useQuery(orpc.users.list.queryOptions());
  const panelUser = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const [projectId, tier, keyId] = [useProjectId(), useTier(), useKeyId()];
  return useMemo(() => {
    const saved = savedWithIdOf(pageUser, offeredUsers(all, kind));
    const user = saved?.user ?? panelUser;
    const label = saved?.name ?? currentLabel(panelUser, savedUserId, all);
    return { compared: { user, label, projectId, tier: effectiveTier(user, tier), keyId }, saved };
  }, [pageUser, all, kind, panelUser, savedUserId, projectId, tier, keyId]);
}

function savedWithIdOf(user: StatsigUser, saved: readonly SavedUser[]): SavedUser | undefined {
  for (const { idType, value } of unitIds(user)) {
    const found = saved.find((each) => unitIds(each.user).some((unit) => unit.idType === idType && unit.value === value));
    if (found !== undefined) return found;
  }
  return undefined;
}
