import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useProjectId } from "#renderer/session/session.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";

/** Returns the known names of the current project: those read from its definitions, and those that were checked. */
export function useKnownNames(): readonly KnownName[] {
  const projectId = useProjectId();
  return useQuery(orpc.catalog.names.queryOptions({ input: { projectId }, staleTime: 0 })).data?.names ?? [];
}
