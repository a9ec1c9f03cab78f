import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { setReadingRules, useProjectId } from "#renderer/session/session.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";

/** The projects, with their keys, whose definitions were requested since the page was loaded. Once is enough: the core requests them again when an answer is uncertain. */
const requested = new Set<string>();

/** Loads the names of the current project once, and again with another key, so that names can be picked and a missing name is distinguished from a failing gate. */
export function useNamesReadOnce(): void {
  const projectId = useProjectId();
  const connection = useConnection();
  const queryClient = useQueryClient();
  const isSandbox = projectId === sandboxProjectId;
  const { data: keys } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled: !isSandbox }));
  const asked = isSandbox ? projectId : keys && [projectId, ...keys.map(({ id }) => id)].join(" ");
  useEffect(() => {
    if (connection !== "connected" || asked === undefined || requested.has(asked)) return;
    requested.add(asked);
    setReadingRules(projectId, true);
    client.catalog
      .refresh({ projectId })
      .then(
        // The definitions came with the names.
        () =>
          Promise.all([orpc.catalog.key(), orpc.explain.definitions.key()].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
        // The project has no key, or the host is down: the known names stay unchanged.
        () => requested.delete(asked),
      )
      .finally(() => setReadingRules(projectId, false));
  }, [projectId, asked, connection, queryClient]);
}
