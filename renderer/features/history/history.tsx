import { useDebouncedValue } from "@mantine/hooks";
import { useProjectId } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import classes from "./history.module.css";
import { useFollowHistory, useHistoryPages } from "./history.queries.ts";
import { HistoryDetail } from "./history-detail.tsx";
import { historyLabels } from "./history-labels.ts";
import { HistoryList } from "./history-list.tsx";
import { filterOf, useHistoryView } from "./history-view.ts";

/** The History screen: all requests, newest first, and the selected one beside them. */
export function History({ onCheckAgain }: { onCheckAgain: (entry: HistoryEntry) => void }) {
  const view = useHistoryView();
  const projectId = useProjectId();
  const [filter] = useDebouncedValue(filterOf(view, projectId), 120);
  const pages = useHistoryPages(filter);
  useFollowHistory();

  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const newest = pages.data?.pages[0];
  const selectedId = view.selectedId ?? rows[0]?.exchangeId ?? null;
  return (
    <div className={classes.grid}>
      <HistoryList
        view={view}
        rows={rows}
        selectedId={selectedId}
        matching={newest?.matching ?? 0}
        total={newest?.total ?? 0}
        searchMs={newest?.searchMs ?? null}
        problem={pages.error?.message ?? null}
        onEndReached={() => {
          if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
        }}
      />
      {selectedId !== null ? (
        <HistoryDetail exchangeId={selectedId} tab={view.tab} onCheckAgain={onCheckAgain} />
      ) : (
        pages.isSuccess && (
          <section className={classes.detail} aria-label={historyLabels.request}>
            {newest?.total === 0 ? (
              <EmptyState title="No requests yet">
                Every request that Gatescope sends is kept here with its response; the key is masked. Check something in Inspect to see it
                here.
              </EmptyState>
            ) : (
              <EmptyState title="No request to show">No request matches the search and filters on the left.</EmptyState>
            )}
          </section>
        )
      )}
    </div>
  );
}
