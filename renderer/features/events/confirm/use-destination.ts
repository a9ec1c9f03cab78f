import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useKeyId, useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import type { FindingContext } from "#shared/domain/events/event-findings.ts";
import { currentLabel } from "#shared/domain/user/saved-user.ts";

/** Returns the project, key, tier and user with which drafts would be sent now. */
export function useDestination() {
  const user = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const savedUsers = useQuery(orpc.users.list.queryOptions()).data;
  const userLabel = currentLabel(user, savedUserId, savedUsers);
  return { projectId: useProjectId(), keyId: useKeyId(), tier: useTier(), user, userLabel };
}
export type Destination = ReturnType<typeof useDestination>;

/** Returns what the validation of drafts needs to know about the destination: the current one, or that of a batch, whatever project is selected. */
export function useFindingContext(batch?: Pick<Destination, "projectId" | "tier">): FindingContext {
  const current = useDestination();
  const { projectId, tier } = batch ?? current;
  const { user } = current;
  const project = useSession(({ projects }) => projects.find(({ id }) => id === projectId));
  const tiers = project?.tiers.map(({ name }) => name) ?? [];
  const clockAheadMs = useQuery(orpc.events.clock.queryOptions({ input: { projectId } })).data?.aheadMs ?? null;
  return { nowMs: Date.now(), user, tier, tiers, clockAheadMs };
}

/** Returns Gatescope's version, which every request body carries. */
export function useVersion(): string {
  return useQuery(orpc.host.info.queryOptions()).data?.version ?? "";
}
