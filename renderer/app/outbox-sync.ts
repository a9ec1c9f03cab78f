import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { countWritten } from "#renderer/session/session.ts";

/** A file of many rows settles several times a second; what is shown is made fresh no oftener than this. */
const freshenEveryMs = 400;

/** Follows the outbox: keeps what is shown of it and of the ledger fresh, and counts what has arrived as written. */
export function useOutboxSync(): void {
  const queries = useQueryClient();
  const connection = useConnection();
  useEffect(() => {
    if (connection !== "connected") return;
    const stop = new AbortController();
    const counted = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const freshen = () => {
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
        timer ??= setTimeout(freshen, freshenEveryMs);
      }
    };
    // An end is no news: the page left, or the connection did, which the frame says.
    follow().catch(() => undefined);
    return () => {
      stop.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [queries, connection]);
}

/** How many events and exposures of all projects have not come to an end: they wait, or need a word. */
export function useUnsettled(): number {
  const { data } = useQuery(orpc.events.outbox.list.queryOptions({ input: { limit: 1 } }));
  if (data === undefined) return 0;
  const { waiting, sending, refused, may_have_arrived } = data.counts;
  return waiting + sending + refused + may_have_arrived;
}
