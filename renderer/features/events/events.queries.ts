import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { keepDataOf } from "#renderer/host/keep-data.ts";
import type { LedgerFilter } from "#shared/domain/events/event-ledger.ts";
import type { Batch } from "#shared/domain/events/event-outbox.ts";

/*
 * These queries do not poll: the app follows the outbox and invalidates them when something has changed.
 */

const maxBatches = 300;

/** The unsettled batches of a project, the number of drafts in each state, and of those that are not settled in other projects. */
export function useOutbox(projectId: string) {
  return useQuery(orpc.events.outbox.list.queryOptions({ input: { projectId, limit: maxBatches } }));
}

/** The batches with these IDs, in whatever state they are. */
export function useBatches(batchIds: readonly string[]): readonly Batch[] {
  const { data } = useQuery(
    orpc.events.outbox.list.queryOptions({ input: { ids: [...batchIds], limit: 500 }, enabled: batchIds.length > 0 }),
  );
  return data?.batches ?? [];
}

export function useBatchContent(batchId: string) {
  return useQuery(orpc.events.outbox.content.queryOptions({ input: { batchId } }));
}

export function useOutboxActions() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: orpc.events.outbox.key() });
  return {
    sendNow: useMutation(orpc.events.outbox.sendNow.mutationOptions({ onSettled })),
    discard: useMutation(orpc.events.outbox.discard.mutationOptions({ onSettled })),
  };
}

const pageSize = 200;

/** The ledger rows that match the filter, newest first, loaded page by page. */
export function useLedgerPages(filter: LedgerFilter) {
  return useInfiniteQuery({
    ...orpc.events.ledger.page.infiniteOptions({
      input: (beforeSeq: number | null) => ({ filter, beforeSeq, limit: pageSize }),
      initialPageParam: null,
      getNextPageParam: ({ rows, hasMore }) => (hasMore ? (rows.at(-1)?.seq ?? null) : null),
    }),
    ...keepDataOf({ projectId: filter.projectId ?? "" }),
  });
}

export function useLedgerDays(filter: LedgerFilter, startsMs: number[]) {
  return useQuery({
    ...orpc.events.ledger.days.queryOptions({ input: { filter, startsMs } }),
    ...keepDataOf({ projectId: filter.projectId ?? "" }),
  });
}

export function useTemplates() {
  return useQuery(orpc.events.templates.list.queryOptions());
}

export function useTemplateActions() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: orpc.events.templates.key() });
  return {
    save: useMutation(orpc.events.templates.save.mutationOptions({ onSettled })),
    remove: useMutation(orpc.events.templates.remove.mutationOptions({ onSettled })),
  };
}
