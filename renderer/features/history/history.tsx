import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { setShowsBackgroundRequests, useProjectId, useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { ActionDetail } from "./action-detail.tsx";
import classes from "./history.module.css";
import { useFollowHistory, useHistoryActions, useUnfoldedRequests } from "./history.queries.ts";
import { HistoryDetail } from "./history-detail.tsx";
import { historyLabels } from "./history-labels.ts";
import { canUnfold, historyLines, lineKeyOf } from "./history-lines.ts";
import { HistoryList } from "./history-list.tsx";
import { filterOf, useHistoryView } from "./history-view.ts";

/** The History screen: all actions with their requests, newest first, and the selected one beside them. */
export function History({ onCheckAgain }: { onCheckAgain: (entry: Pick<HistoryEntry, "context">) => void }) {
  const view = useHistoryView();
  const projectId = useProjectId();
  const hasBackground = useSession((state) => state.showsBackgroundRequests);
  const [filter] = useDebouncedValue(filterOf(view, { projectId, hasBackground }), 120);
  const pages = useHistoryActions(filter);
  const unfolded = useUnfoldedRequests(filter, view.unfolded);
  useFollowHistory();

  const actions = pages.data?.pages.flatMap((page) => page.actions) ?? [];
  const lines = historyLines(actions, unfolded, Date.now());
  const newest = pages.data?.pages[0];
  const selectedId = view.selectedId ?? lines.find(({ is }) => is !== "day")?.key ?? null;
  const selectedAction = actions.find((action) => lineKeyOf(action) === selectedId);
  const partOf = actions.find((action) => canUnfold(action) && unfolded.get(action.actionId)?.some((row) => row.exchangeId === selectedId));
  return (
    <div className={classes.grid} data-shows={view.isDetailOpen ? "detail" : "list"}>
      <HistoryList
        view={view}
        lines={lines}
        selectedId={selectedId}
        matching={newest?.matching ?? 0}
        total={newest?.total ?? 0}
        hidden={hasBackground ? 0 : (newest?.hidden ?? 0)}
        searchMs={newest?.searchMs ?? null}
        problem={pages.error?.message ?? null}
        onEndReached={() => {
          if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
        }}
      />
      {selectedAction !== undefined && canUnfold(selectedAction) ? (
        <ActionDetail key={selectedAction.actionId} action={selectedAction} onCheckAgain={onCheckAgain} />
      ) : selectedId !== null && !selectedId.startsWith("action ") ? (
        <HistoryDetail exchangeId={selectedId} partOf={partOf ?? null} tab={view.tab} onCheckAgain={onCheckAgain} />
      ) : (
        pages.isSuccess && (
          <section className={classes.detail} aria-label={historyLabels.request}>
            {newest?.total === 0 && newest.hidden > 0 && !hasBackground ? (
              <EmptyState
                title={historyLabels.allHidden}
                actions={<Button onClick={() => setShowsBackgroundRequests(true)}>{historyLabels.showHidden(newest.hidden)}</Button>}
              >
                <p>{historyLabels.whyHidden(newest.hidden)}</p>
              </EmptyState>
            ) : newest?.total === 0 ? (
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
