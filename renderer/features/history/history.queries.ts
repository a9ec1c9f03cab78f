import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";

const pageSize = 200;

/** The history is followed only while its screen is shown, so data from an earlier visit is always stale. */
const alwaysStale = 0;

/** The requests that match the filter and their count, loaded page by page. The previous ones stay until the new ones arrive. */
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

/** Reloads the list when a request is added, while the screen is shown. */
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
    // The stream ends with the page or with the connection; a lost connection is shown by the frame.
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
