import { useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";

/**
 * Follows the projects, the keys, the saved users and what windows share. Another window may add, change or remove them: without this, an answer would stand as current under a key
 * that was replaced there, and a tier would look unprotected.
 */
export function useSettingsSync(): void {
  const queries = useQueryClient();
  useFollowed(
    null,
    (_, options) => client.host.follow(undefined, options),
    () => ({
      take({ changed }) {
        void queries.invalidateQueries({ queryKey: changed === "session" ? orpc.host.loadShared.key() : orpc[changed].key() });
        // Another key may see other rules, or none.
        if (changed === "keys") void queries.invalidateQueries({ queryKey: orpc.explain.definitions.key() });
      },
    }),
  );
}
