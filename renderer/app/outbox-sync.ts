import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";
import { setWrittenCount } from "#renderer/session/session.ts";
import { unsettledCount } from "#shared/domain/events/event-outbox.ts";

/** The minimum time between two refreshes: a file of many rows changes the outbox several times a second. */
const refreshIntervalMs = 400;

/** Follows the outbox and the number of what was written: refreshes the shown outbox, ledger and number. */
export function useOutboxSync(): void {
  const queries = useQueryClient();
  useFollowed(
    null,
    (_, options) => client.events.followWritten(undefined, options),
    () => ({ take: ({ count }) => setWrittenCount(count) }),
  );
  useFollowed(
    null,
    (_, options) => client.events.outbox.follow(undefined, options),
    () => {
      let timer: ReturnType<typeof setTimeout> | null = null;
      const refresh = () => {
        timer = null;
        void queries.invalidateQueries({ queryKey: orpc.events.outbox.key() });
        void queries.invalidateQueries({ queryKey: orpc.events.ledger.key() });
        void queries.invalidateQueries({ queryKey: orpc.events.clock.key() });
      };
      return {
        take() {
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
