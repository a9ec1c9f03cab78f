import { keepPreviousData, useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";
import { setOpenRequest } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import { offerUndo } from "#renderer/ui/undo.ts";
import type { HistoryAnnotation, HistoryFilter, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { importedText } from "#shared/domain/history/import/import-text.ts";
import { annotationLabels } from "./history-labels.ts";
import type { UnfoldedRequests } from "./history-lines.ts";
import { changeHistoryView, requestsPerStep, useHistoryView } from "./history-view.ts";

const pageSize = 100;

/** The history is followed only while its screen is shown, so data from an earlier visit is always stale. */
const alwaysStale = 0;

/** The actions that match the filter and the count of their requests, loaded page by page. The previous ones stay until the new ones arrive. */
export function useHistoryActions(filter: HistoryFilter) {
  const pages = useInfiniteQuery({
    ...orpc.history.actions.infiniteOptions({
      input: (beforeSeq: number | null) => ({ filter, beforeSeq, limit: pageSize }),
      initialPageParam: null,
      getNextPageParam: ({ nextBeforeSeq }) => nextBeforeSeq,
    }),
    placeholderData: keepPreviousData,
    staleTime: alwaysStale,
  });
  // A search of a long history is answered in parts, so that nothing else waits for it.
  const { hasNextPage, isFetching, isPlaceholderData, isError, fetchNextPage } = pages;
  const isUnfinished = hasNextPage && pages.data?.pages.at(-1)?.searchedBackToMs !== null && (pages.data?.pages.length ?? 0) < maxParts;
  useEffect(() => {
    if (isUnfinished && !isFetching && !isPlaceholderData && !isError) void fetchNextPage();
  }, [isUnfinished, isFetching, isPlaceholderData, isError, fetchNextPage]);
  return pages;
}

/** The parts of a search that are loaded one after the other; more are loaded when the end of the list is reached. */
const maxParts = 400;

/** The number of requests that match, counted beyond the first page; `isWhole` is false while they are counted, and for `maxCounted` or more in a search. */
export function useMatching(
  filter: HistoryFilter,
  { data, isPlaceholderData }: Pick<ReturnType<typeof useHistoryActions>, "data" | "isPlaceholderData">,
): { readonly matching: number; readonly isWhole: boolean } {
  const { matching = 0, total = 0, nextToCount: next = null } = data?.pages[0] ?? {};
  const nextToCount = isPlaceholderData ? null : next;
  const counted = useQuery({
    queryKey: [...orpc.history.count.key(), filter, nextToCount],
    queryFn: ({ signal }) => countFrom(filter, nextToCount, signal),
    enabled: nextToCount !== null,
    staleTime: alwaysStale,
  });
  const rest = nextToCount === null ? 0 : (counted.data ?? 0);
  const isCounted = nextToCount === null || counted.isSuccess;
  return { matching: matching + rest, isWhole: isCounted && (matching === total || Math.max(matching, rest) < maxCounted) };
}

/** The numbers of requests that searches find, each counted in parts as the list is; null while one is not counted yet. */
export function useSearchCounts(texts: readonly string[], filter: HistoryFilter): readonly (number | null)[] {
  return useQueries({
    queries: texts.map((text) => ({
      // Below `history`, so that a removal, an import or a tag recounts at once; new requests do so in longer steps than they reload the list.
      queryKey: [...orpc.history.count.key(), "search", { ...filter, text }],
      queryFn: ({ signal }: { signal: AbortSignal }) => countFrom({ ...filter, text }, null, signal),
      refetchInterval: recountMs,
      staleTime: alwaysStale,
    })),
    combine: (results) => results.map(({ data }) => data ?? null),
  });
}

/** Times such as `since:1h` move without a new request. */
const recountMs = 10_000;

/** Counts the requests that match and are older than `start`, or all of them if it is null. */
async function countFrom(filter: HistoryFilter, start: number | null, signal: AbortSignal): Promise<number> {
  let sum = 0;
  let beforeSeq = start;
  do {
    const part = await client.history.count({ filter, beforeSeq }, { signal });
    sum += part.matching;
    beforeSeq = part.nextBeforeSeq;
  } while (beforeSeq !== null && sum < maxCounted);
  return sum;
}

/** The history counts no further than this. */
export const maxCounted = 10_000;

/** The first requests of each unfolded action that match the filter; empty until they are loaded. */
export function useUnfoldedRequests(filter: HistoryFilter, unfolded: Readonly<Record<string, number>>): UnfoldedRequests {
  return useQueries({
    queries: Object.entries(unfolded).map(([actionId, count]) => ({
      queryKey: [...orpc.history.page.key(), "of-action", { ...filter, actionId }, count],
      queryFn: () => loadRequests({ ...filter, actionId }, count),
      placeholderData: keepPreviousData,
      staleTime: alwaysStale,
    })),
    combine: (results) => new Map(Object.keys(unfolded).map((actionId, at) => [actionId, results[at]?.data ?? []])),
  });
}

export async function loadRequests(filter: HistoryFilter, count: number): Promise<readonly HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for (let hasMore = true; hasMore && rows.length < count; ) {
    const page = await client.history.page({ filter, beforeSeq: rows.at(-1)?.seq ?? null, limit: requestsPerStep });
    rows.push(...page.rows);
    hasMore = page.hasMore;
  }
  return rows;
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

/** The minimum time between two reloads of the list: one action can add hundreds of requests a second. */
const reloadIntervalMs = 300;

/** The minimum time between two counts of the saved searches and the strip because of new requests. */
const recountIntervalMs = 1_500;

/** Reloads the list when a request is added, while the screen is shown. */
export function useFollowHistory(): void {
  const queries = useQueryClient();
  useFollowed(
    null,
    (_, options) => client.history.follow(undefined, options),
    () => {
      let timer: ReturnType<typeof setTimeout> | null = null;
      let countTimer: ReturnType<typeof setTimeout> | null = null;
      const reload = () => {
        timer = null;
        for (const part of [orpc.history.actions, orpc.history.page, orpc.history.stats])
          void queries.invalidateQueries({ queryKey: part.key() });
      };
      const recount = () => {
        countTimer = null;
        for (const part of [orpc.history.count, orpc.history.counts]) void queries.invalidateQueries({ queryKey: part.key() });
      };
      return {
        take() {
          timer ??= setTimeout(reload, reloadIntervalMs);
          countTimer ??= setTimeout(recount, recountIntervalMs);
        },
        end() {
          if (timer !== null) clearTimeout(timer);
          if (countTimer !== null) clearTimeout(countTimer);
        },
      };
    },
  );
}

/** Returns the tags and the note of an action, and a function that changes them and announces it. What was changed is shown before the list was read again. */
export function useAnnotate(
  { exchangeId, tags, note }: Pick<HistoryRow, "exchangeId" | "tags" | "note">,
  write: typeof writeAnnotation = writeAnnotation,
) {
  const queries = useQueryClient();
  const [changed, setChanged] = useState<HistoryAnnotation | null>(null);
  const written = changed ?? { tags, note };
  const latest = useRef(written);
  useEffect(() => {
    latest.current = written;
  });
  const annotate = async (change: (now: HistoryAnnotation) => HistoryAnnotation, announced?: string) => {
    const next = change(latest.current);
    latest.current = next;
    setChanged(next);
    try {
      await write({ exchangeId, ...next });
      if (announced !== undefined) announce(announced);
    } catch (error) {
      showFailure(annotationLabels.notWritten(sentenceOf(error)));
    }
    await queries.invalidateQueries({ queryKey: orpc.history.key() });
    if (latest.current === next) setChanged(null);
  };
  return { written, annotate };
}

async function writeAnnotation(annotation: HistoryAnnotation & { readonly exchangeId: string }): Promise<void> {
  await client.history.annotate(annotation);
}

/** Returns a function that removes an action or a request and offers to undo it. `focusAfter` is called once the line is gone. */
export function useRemoveFromHistory() {
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries({ queryKey: orpc.history.key() });
  return async ({
    exchangeId,
    what,
    title,
    nextKey,
  }: {
    exchangeId: string;
    what: "request" | "action";
    title: string;
    nextKey: string | null;
  }) => {
    try {
      await client.history.remove({ exchangeId, what });
    } catch (error) {
      return showFailure(`Not removed: ${sentenceOf(error)}`);
    }
    const { selectedId } = useHistoryView.getState();
    changeHistoryView({ selectedId: nextKey });
    setOpenRequest(null);
    offerUndo(title, async () => {
      await client.history.restore({ exchangeId });
      changeHistoryView({ selectedId });
      await reload();
    });
    await reload();
  };
}

/** Returns a function that shows what was imported, and offers to undo it. */
export function useShowImported() {
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries({ queryKey: orpc.history.key() });
  return async (result: {
    readonly imported: number;
    readonly alreadyThere: number;
    readonly actionId: string;
    readonly exchangeId: string | null;
  }) => {
    const { exchangeId, imported, actionId } = result;
    if (exchangeId === null) return announce(importedText(result));
    changeHistoryView({ selectedId: imported > 1 ? `action ${actionId}` : exchangeId });
    setOpenRequest(null);
    offerUndo(
      "The import",
      async () => {
        await client.history.remove({ exchangeId, what: "action" });
        changeHistoryView({ selectedId: null });
        await reload();
      },
      importedText(result),
    );
    await reload();
  };
}

export function useClearHistory() {
  const queries = useQueryClient();
  return useMutation(
    orpc.history.clear.mutationOptions({
      // The selected request is gone, unless it is pinned.
      onSuccess: () => {
        changeHistoryView({ selectedId: null, marked: [] });
        setOpenRequest(null);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: orpc.history.key() }),
    }),
  );
}
