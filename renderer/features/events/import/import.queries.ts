import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import type { RowMapping, Run } from "#shared/domain/events/event-import.ts";
import type { Destination } from "../confirm/use-destination.ts";
import { collectText } from "../events.queries.ts";

const rowsPerPage = 500;

/** The file read to its end with one mapping. A new mapping gives up the reading that is under way; the old preview stays until there is a new one. */
export function useImportPreview(importId: string, mapping: RowMapping | null, destination: Destination) {
  return useQuery({
    ...orpc.events.imports.preview.queryOptions({ input: { ...destination, importId, mapping } }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The refused rows behind those that the preview has, page by page as they are scrolled to. */
export function useMoreRefused(
  { importId, mapping, afterRow }: { readonly importId: string; readonly mapping: RowMapping; readonly afterRow: number },
  destination: Destination,
) {
  return useInfiniteQuery({
    ...orpc.events.imports.refused.infiniteOptions({
      input: (from: number) => ({ ...destination, importId, mapping, afterRow: from, limit: rowsPerPage }),
      initialPageParam: afterRow,
      getNextPageParam: ({ refused, hasMore }) => (hasMore ? (refused.at(-1)?.row ?? null) : null),
      queryKey: [...orpc.events.imports.refused.key(), importId, mapping, destination, afterRow],
    }),
    // Nothing is read until somebody comes to the end of what the preview has.
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The runs of a project, newest first, as they stand now. */
export function useRuns(projectId: string): readonly Run[] {
  const queries = useQueryClient();
  const connection = useConnection();
  useEffect(() => {
    if (connection !== "connected") return;
    const stop = new AbortController();
    const follow = async () => {
      for await (const run of await client.events.imports.follow(undefined, { signal: stop.signal })) {
        queries.setQueryData<Run[]>(runsKey(run.projectId), (runs) => withRun(runs, run));
      }
    };
    // An end is no news: the page left, or the connection did, which the frame says.
    follow().catch(() => undefined);
    return () => stop.abort();
  }, [queries, connection]);
  return useQuery(orpc.events.imports.runs.queryOptions({ input: { projectId } })).data ?? [];
}

export function withRun(runs: readonly Run[] | undefined, run: Run): Run[] {
  const others = runs ?? [];
  return others.some(({ id }) => id === run.id) ? others.map((other) => (other.id === run.id ? run : other)) : [run, ...others];
}

function runsKey(projectId: string) {
  return orpc.events.imports.runs.queryKey({ input: { projectId } });
}

export function useRunActions() {
  const queries = useQueryClient();
  const onSuccess = (run: Run) => void queries.setQueryData<Run[]>(runsKey(run.projectId), (runs) => withRun(runs, run));
  return {
    addRun: onSuccess,
    pause: useMutation(orpc.events.imports.pause.mutationOptions({ onSuccess })),
    stop: useMutation(orpc.events.imports.stop.mutationOptions({ onSuccess })),
    discardRemaining: useMutation(orpc.events.imports.discardRemaining.mutationOptions({ onSuccess })),
  };
}

/** What became of each row, in order, page after page. `progress` changes when there is something new to be read. */
export function useRunRows(runId: string, onlyTrouble: boolean, progress: string) {
  return useInfiniteQuery({
    ...orpc.events.imports.rows.infiniteOptions({
      input: (afterRow: number) => ({ runId, afterRow, limit: rowsPerPage, onlyTrouble }),
      initialPageParam: 0,
      getNextPageParam: ({ rows, hasMore }) => (hasMore ? (rows.at(-1)?.row ?? null) : null),
      queryKey: [...orpc.events.imports.rows.key(), runId, onlyTrouble, progress],
    }),
    placeholderData: keepPreviousData,
  });
}

export async function runRowsFile(runId: string): Promise<string[]> {
  return collectText(await client.events.imports.exportRows({ runId }));
}
