import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";

const pageSize = 200;

/** The history grows while its screen is not shown, and nobody follows it then: what was read before is never fresh. */
const alwaysStale = 0;

/** The rows that match, page after page, and how many there are. The old ones stay while new ones are looked for. */
export function useHistoryPages(filter: HistoryFilter) {
  return useInfiniteQuery({
    ...orpc.history.page.infiniteOptions({
      input: (beforeSeq: number | null) => ({ filter, beforeSeq, limit: pageSize }),
      initialPageParam: null,
      getNextPageParam: ({ rows, hasMore }) => (hasMore ? (rows.at(-1)?.seq ?? null) : null),
    }),
    placeholderData: keepPreviousData,
    staleTime: alwaysStale,
  });
}

export function useHistoryEntry(exchangeId: string | null) {
  return useQuery({
    ...orpc.history.get.queryOptions({ input: { exchangeId: exchangeId ?? "" } }),
    enabled: exchangeId !== null,
    placeholderData: keepPreviousData,
  });
}

export function useHistoryStats() {
  return useQuery(orpc.history.stats.queryOptions({ staleTime: alwaysStale }));
}

/** Keeps the list fresh while it is shown: whatever any screen asks appears at its top. */
export function useFollowHistory(): void {
  const queries = useQueryClient();
  const connection = useConnection();
  useEffect(() => {
    if (connection !== "connected") return;
    const stop = new AbortController();
    const follow = async () => {
      for await (const _row of await client.history.follow(undefined, { signal: stop.signal })) {
        await queries.invalidateQueries({ queryKey: orpc.history.page.key() });
        await queries.invalidateQueries({ queryKey: orpc.history.stats.key() });
      }
    };
    // An end is no news: the page left, or the connection did, which the frame says.
    follow().catch(() => undefined);
    return () => stop.abort();
  }, [queries, connection]);
}

export function usePin() {
  const queries = useQueryClient();
  return useMutation(orpc.history.pin.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: orpc.history.key() }) }));
}

export function useClearHistory() {
  const queries = useQueryClient();
  return useMutation(orpc.history.clear.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: orpc.history.key() }) }));
}
