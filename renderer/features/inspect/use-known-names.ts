import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { useProjectId } from "#renderer/session/session.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";

/** The names known in the project in hand; the app has them read once, and answers add to them. */
export function useKnownNames(): readonly KnownName[] {
  const projectId = useProjectId();
  return useQuery(orpc.catalog.names.queryOptions({ input: { projectId } })).data?.names ?? [];
}
