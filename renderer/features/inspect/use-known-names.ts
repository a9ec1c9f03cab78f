import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useProject, useProjectId } from "#renderer/session/session.ts";
import type { KnownName } from "#shared/domain/known-name.ts";

/** The names known in the project in hand. The sandbox's are read at once, since asking it leaves this machine alone; a real project waits to be asked. */
export function useKnownNames(): readonly KnownName[] {
  const input = { projectId: useProjectId() };
  const isSandbox = useProject()?.kind === "sandbox";
  const known = useQuery(orpc.catalog.names.queryOptions({ input })).data;
  const isUnread = known?.definitionsAtMs === null;
  const read = useQuery(orpc.catalog.refresh.queryOptions({ input, enabled: isSandbox && isUnread })).data;
  return (isUnread ? (read ?? known) : known)?.names ?? [];
}
