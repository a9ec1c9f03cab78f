import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { useProjectId } from "#renderer/session/session.ts";

/** Projects whose definitions were asked for since the page was loaded: once is enough, the core asks again when an answer leaves a doubt. */
const asked = new Set<string>();

/** Reads the names of the project in hand once, so that names can be picked and a name that does not exist is told from a gate that fails. */
export function useNamesReadOnce(): void {
  const projectId = useProjectId();
  const connection = useConnection();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (connection !== "connected" || asked.has(projectId)) return;
    asked.add(projectId);
    client.catalog.refresh({ projectId }).then(
      // The definitions came with the names.
      () => {
        for (const queryKey of [orpc.catalog.key(), orpc.explain.definitions.key()]) void queryClient.invalidateQueries({ queryKey });
      },
      // A project without a key, or a host that went away: what is known stays as it was.
      () => asked.delete(projectId),
    );
  }, [projectId, connection, queryClient]);
}
