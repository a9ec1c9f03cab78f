import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { countWritten } from "#renderer/session/session.ts";

/** The minimum time between two refreshes: a file of many rows changes the outbox several times a second. */
const refreshIntervalMs = 400;

/** Follows the outbox: refreshes the shown outbox and ledger, and counts delivered events and exposures as written. */
export function useOutboxSync(): void {
  const queries = useQueryClient();
  const connection = useConnection();
  useEffect(() => {
    if (connection !== "connected") return;
    const stop = new AbortController();
    const counted = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer = null;
      void queries.invalidateQueries({ queryKey: orpc.events.outbox.key() });
      void queries.invalidateQueries({ queryKey: orpc.events.ledger.key() });
      void queries.invalidateQueries({ queryKey: orpc.events.clock.key() });
    };
    const follow = async () => {
      for await (const { batches } of await client.events.outbox.follow(undefined, { signal: stop.signal })) {
        for (const { id, state, count } of batches) {
          if (state !== "delivered" || counted.has(id)) continue;
          counted.add(id);
          countWritten(count);
        }
        timer ??= setTimeout(refresh, refreshIntervalMs);
      }
    };
    // No error to show: the page was closed, or the connection was lost, which the frame shows.
    follow().catch(() => undefined);
    return () => {
      stop.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [queries, connection]);
}

/** Returns the number of events and exposures, of all projects, that are waiting, being sent, refused, or may have arrived. */
export function useUnsettled(): number {
  const { data } = useQuery(orpc.events.outbox.list.queryOptions({ input: { limit: 1 } }));
  if (data === undefined) return 0;
  const { waiting, sending, refused, may_have_arrived } = data.counts;
  return waiting + sending + refused + may_have_arrived;
}
