import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";

/**
 * Follows the rules of all projects: when another page, a check or a cohort has read others, what depends on them says so, and what explains with the newest
 * ones explains again.
 */
export function useRulesSync(): void {
  const queries = useQueryClient();
  const connection = useConnection();
  useEffect(() => {
    if (connection !== "connected") return;
    const stop = new AbortController();
    const follow = async () => {
      // What is being explained just now is explained with the rules that caused this.
      for await (const _changed of await client.explain.follow(undefined, { signal: stop.signal }))
        for (const queryKey of [orpc.catalog.key(), orpc.explain.key()])
          void queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
    };
    // No error to show: the page was closed, or the connection was lost, which the frame shows.
    follow().catch(() => undefined);
    return () => stop.abort();
  }, [queries, connection]);
}
