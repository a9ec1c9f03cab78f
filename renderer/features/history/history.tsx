import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useLayoutEffect, useRef } from "react";
import { comparedIn } from "#renderer/session/open-request.ts";
import { setShowsBackgroundRequests, useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { ActionDetail } from "./action-detail.tsx";
import { BackToList } from "./back-to-list.tsx";
import { CompareEntries } from "./compare-entries-part.ts";
import { compareActions } from "./compare-marked.ts";
import { CountStrip } from "./count-strip.tsx";
import classes from "./history.module.css";
import { useFollowHistory, useHistoryActions, useMatching, useRemoveFromHistory, useUnfoldedRequests } from "./history.queries.ts";
import { HistoryDetail } from "./history-detail.tsx";
import { historyLabels, removedTitle } from "./history-labels.ts";
import { canUnfold, historyLines, keyAfterRemoval, lineKeyOf, type RemovableLine } from "./history-lines.ts";
import { BackgroundSwitch, HistoryList } from "./history-list.tsx";
import { HistorySearch } from "./history-search.tsx";
import { filterOf, useHistoryView } from "./history-view.ts";
import { SavedSearches } from "./saved-searches.tsx";

/** The History screen: all actions with their requests, newest first, and the selected one beside them. */
export function History({ onCheckAgain }: { onCheckAgain: (entry: Pick<HistoryEntry, "context">) => void }) {
  const view = useHistoryView();
  const opened = useSession((state) => state.openRequest);
  const compared = comparedIn(opened);
  const openRequest = compared === null ? opened : null;
  const hasBackground = useSession((state) => state.showsBackgroundRequests);
  const [filter] = useDebouncedValue(filterOf(view, { hasBackground }), 120);
  const pages = useHistoryActions(filter);
  const unfolded = useUnfoldedRequests(filter, view.unfolded);
  useFollowHistory();

  const actions = pages.data?.pages.flatMap((page) => page.actions) ?? [];
  const lines = historyLines(actions, unfolded, Date.now());
  const newest = pages.data?.pages[0];
  const { matching, isWhole } = useMatching(filter, pages);
  const screen = useRef<HTMLDivElement>(null);
  const removeEntry = useRemoveFromHistory();
  const focusListIfLost = () => {
    if (document.activeElement !== document.body) return;
    const list = screen.current?.querySelector<HTMLElement>("[role=tree]");
    // Without another line there is no list.
    (list ?? screen.current?.querySelector("input"))?.focus();
  };
  const removeLine = async (line: RemovableLine) => {
    const { exchangeId } = line.is === "action" ? line.action.newest : line.row;
    await removeEntry({ exchangeId, what: line.is, title: removedTitle(line), nextKey: keyAfterRemoval(lines, line) });
    // The button beside the list is gone with its request.
    // Once the page is drawn without the line.
    setTimeout(focusListIfLost);
  };
  const selectedId = openRequest ?? view.selectedId ?? lines.find(({ is }) => is !== "day")?.key ?? null;
  const selectedAction = actions.find((action) => lineKeyOf(action) === selectedId);
  const selectedLine = lines.find(
    (line): line is RemovableLine => line.key === selectedId && (line.is === "action" || line.is === "request"),
  );
  const onRemove = selectedLine === undefined ? null : () => void removeLine(selectedLine);
  // The focus follows: in a narrow window the list is gone while a request is open, and the other way round, however it was closed.
  const isOpen = opened !== null;
  const lastOpened = useRef(opened);
  useLayoutEffect(() => {
    const focused = document.activeElement;
    // The body and the main element have the focus where no control has it.
    const hasFocus = focused !== null && !focused.contains(screen.current) && focused.checkVisibility();
    if (opened !== lastOpened.current && !hasFocus) {
      if (opened === null) screen.current?.querySelector<HTMLElement>("[role=tree]")?.focus();
      else screen.current?.closest<HTMLElement>("main")?.focus();
    }
    lastOpened.current = opened;
  }, [opened]);
  const partOf = actions.find((action) => canUnfold(action) && unfolded.get(action.actionId)?.some((row) => row.exchangeId === selectedId));
  const [first, second, ...others] = view.marked.map((actionId) => actions.find((action) => action.actionId === actionId));
  const compareMarked = first === undefined || second === undefined || others.length > 0 ? null : () => void compareActions(first, second);
  return (
    <div ref={screen} className={classes.screen} data-shows={isOpen ? "detail" : "list"} data-compares={compared !== null || undefined}>
      <section className={classes.head} aria-label={historyLabels.searchRegion}>
        <HistorySearch text={view.text}>
          {newest !== undefined && (
            <span className={classes.counts}>
              <b className="num">
                {formatNumber(matching)}
                {!isWhole && "+"}
              </b>{" "}
              of <span className="num">{formatNumber(newest.total)}</span>
              {view.searched !== "" && <span className={classes.subdued}>, {formatDuration(newest.searchMs)}</span>}
            </span>
          )}
        </HistorySearch>
        {newest !== undefined && newest.total > 0 && <CountStrip filter={filter} text={view.text} />}
        <div className={classes.tools}>
          <SavedSearches filter={filter} text={view.text} />
          <BackgroundSwitch hidden={hasBackground ? 0 : (newest?.hidden ?? 0)} />
        </div>
      </section>
      <div className={classes.grid}>
        <HistoryList
          view={view}
          filter={filter}
          onCompare={compareMarked}
          lines={lines}
          selectedId={selectedId}
          matching={matching}
          isWhole={isWhole}
          searchedBackToMs={pages.data?.pages.at(-1)?.searchedBackToMs ?? null}
          total={newest?.total ?? 0}
          problem={pages.error?.message ?? null}
          onRemove={(line) => void removeLine(line)}
          onEndReached={() => {
            if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
        />
        {compared !== null ? (
          <CompareEntries ids={compared} />
        ) : selectedAction !== undefined && canUnfold(selectedAction) ? (
          <ActionDetail key={selectedAction.actionId} action={selectedAction} onCheckAgain={onCheckAgain} onRemove={onRemove} />
        ) : selectedId !== null && !selectedId.startsWith("action ") ? (
          <HistoryDetail exchangeId={selectedId} partOf={partOf ?? null} tab={view.tab} onCheckAgain={onCheckAgain} onRemove={onRemove} />
        ) : (
          pages.isSuccess && (
            <section className={classes.detail} aria-label={historyLabels.request}>
              <BackToList />
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
    </div>
  );
}
