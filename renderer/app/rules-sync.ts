import { useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";

/**
 * Follows the rules of all projects and the names that the console has for them: when another page, a check or a cohort has read others, what depends on them
 * says so, and what explains with the newest ones explains again.
 */
export function useRulesSync(): void {
  const queries = useQueryClient();
  useFollowed(
    null,
    (_, options) => client.explain.follow(undefined, options),
    () => ({
      // What is being explained just now is explained with the rules that caused this.
      take() {
        for (const queryKey of [orpc.catalog.key(), orpc.explain.key()])
          void queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
      },
    }),
  );
}
