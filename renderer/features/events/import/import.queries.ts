import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { keepDataOf } from "#renderer/host/keep-data.ts";
import { useFollowed } from "#renderer/host/use-followed.ts";
import type { RowMapping, Run } from "#shared/domain/events/event-import.ts";
import type { Destination } from "../confirm/use-destination.ts";

const rowsPerPage = 500;

/** The preview of the whole file with one mapping. A new mapping aborts the running preview; the previous one stays until the new one arrives. */
export function useImportPreview(importId: string, mapping: RowMapping | null, destination: Destination) {
  return useQuery({
    ...orpc.events.imports.preview.queryOptions({ input: { ...destination, importId, mapping } }),
    ...keepDataOf({ importId, projectId: destination.projectId, tier: destination.tier }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The refused rows after those in the preview, loaded page by page on scrolling. */
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
    // The first page is loaded when the end of the preview is reached.
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The imports of a project, newest first, updated as they progress. */
export function useRuns(projectId: string): readonly Run[] {
  const queries = useQueryClient();
  useFollowed(
    null,
    (_, options) => client.events.imports.follow(undefined, options),
    () => ({ take: (run) => queries.setQueryData<Run[]>(runsKey(run.projectId), (runs) => withRun(runs, run)) }),
  );
  // What went on while another tab was shown was not followed.
  return useQuery({ ...orpc.events.imports.runs.queryOptions({ input: { projectId } }), staleTime: 0 }).data ?? [];
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

/** The outcome of each row, in file order, loaded page by page. A new value of `progress` reads them again. */
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
