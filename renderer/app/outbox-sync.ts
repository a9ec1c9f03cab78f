import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";
import { countWritten } from "#renderer/session/session.ts";
import { unsettledCount } from "#shared/domain/events/event-outbox.ts";

/** The minimum time between two refreshes: a file of many rows changes the outbox several times a second. */
const refreshIntervalMs = 400;

/** Follows the outbox: refreshes the shown outbox and ledger, and counts delivered events and exposures as written. */
export function useOutboxSync(): void {
  const queries = useQueryClient();
  useFollowed(
    null,
    (_, options) => client.events.outbox.follow(undefined, options),
    () => {
      const counted = new Set<string>();
      let timer: ReturnType<typeof setTimeout> | null = null;
      const refresh = () => {
        timer = null;
        void queries.invalidateQueries({ queryKey: orpc.events.outbox.key() });
        void queries.invalidateQueries({ queryKey: orpc.events.ledger.key() });
        void queries.invalidateQueries({ queryKey: orpc.events.clock.key() });
      };
      return {
        take({ batches }) {
          for (const { id, state, count } of batches) {
            if (state !== "delivered" || counted.has(id)) continue;
            counted.add(id);
            countWritten(count);
          }
          timer ??= setTimeout(refresh, refreshIntervalMs);
        },
        end() {
          if (timer !== null) clearTimeout(timer);
        },
      };
    },
  );
}

/** Returns the number of events and exposures, of all projects, that are waiting, being sent, refused, or may have arrived. */
export function useUnsettled(): number {
  const { data } = useQuery(orpc.events.outbox.list.queryOptions({ input: { limit: 1 } }));
  return data === undefined ? 0 : unsettledCount(data.counts);
}
