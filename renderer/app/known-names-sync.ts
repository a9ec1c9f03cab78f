import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { setReadingRules, useProjectId } from "#renderer/session/session.ts";

/** The projects whose definitions were requested since the page was loaded. Once is enough: the core requests them again when an answer is uncertain. */
const requested = new Set<string>();

/** Loads the names of the current project once, so that names can be picked and a missing name is distinguished from a failing gate. */
export function useNamesReadOnce(): void {
  const projectId = useProjectId();
  const connection = useConnection();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (connection !== "connected" || requested.has(projectId)) return;
    requested.add(projectId);
    setReadingRules(projectId, true);
    client.catalog
      .refresh({ projectId })
      .then(
        // The definitions came with the names.
        () =>
          Promise.all([orpc.catalog.key(), orpc.explain.definitions.key()].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
        // The project has no key, or the host is down: the known names stay unchanged.
        () => requested.delete(projectId),
      )
      .finally(() => setReadingRules(projectId, false));
  }, [projectId, connection, queryClient]);
}
