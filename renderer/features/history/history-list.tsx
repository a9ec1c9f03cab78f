import { Button, Menu, Switch } from "@mantine/core";
import { Check, ChevronDown, FileInput } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { State } from "#renderer/parts/state/state.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { setShowsBackgroundRequests, useProject, useSession } from "#renderer/session/session.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { VirtualRows, type VirtualRowsView } from "#renderer/ui/virtual-rows.tsx";
import { answerStates } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery, readChoice, valuesOf, withField, wordsToHighlight } from "#shared/domain/history/history-query.ts";
import { type QueryField, queryStates } from "#shared/domain/history/query-fields.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import { ExportMenu } from "./export-menu.tsx";
import { FilterDropdown } from "./filter-dropdown.tsx";
import classes from "./history.module.css";
import { useClearHistory, useHistoryStats, useShowImported } from "./history.queries.ts";
import { historyLabels } from "./history-labels.ts";
import { canUnfold, type HistoryLine, moveInList, type RemovableLine } from "./history-lines.ts";
import { ActionRow, hasCountsLine, MoreRow, RequestRow, Row, type ShownLine } from "./history-rows.tsx";
import {
  changeHistoryView,
  fold,
  type HistoryView,
  openInHistory,
  searchHistory,
  selectInHistory,
  toggleMark,
  unfold,
} from "./history-view.ts";
import { closeImport, openImport, useImportRequest } from "./import/import-request.ts";
import { RetentionFoot } from "./retention-foot.tsx";

const ImportDialog = lazyPart(async () => (await import("./import/import-dialog.tsx")).ImportDialog);

const heightsPx: Record<HistoryLine["is"], number> = { day: 24, action: 44, request: 28, more: 28 };
const countsLinePx = 16;

function lineHeightPx(line: HistoryLine | undefined): number {
  const hasCounts = line?.is === "action" && hasCountsLine(line.action);
  return heightsPx[line?.is ?? "action"] + (hasCounts ? countsLinePx : 0);
}

/**
 * The list of actions and requests with its filters and footer. `matching` of `total` requests pass the filters; `lines` are those loaded so far. Until
 * `searchedBackToMs` is null, older requests are still to be searched. `onEndReached` loads the next page.
 */
export function HistoryList({
  view,
  filter,
  lines,
  selectedId,
  matching,
  isWhole,
  searchedBackToMs,
  total,
  problem,
  onCompare,
  onRemove,
  onEndReached,
}: {
  view: HistoryView;
  /** The filter whose requests are shown. */
  filter: HistoryFilter;
  lines: readonly HistoryLine[];
  selectedId: string | null;
  matching: number;
  /** True if `matching` counts all of them. */
  isWhole: boolean;
  searchedBackToMs: number | null;
  total: number;
  problem: string | null;
  /** Compares the two marked actions; null unless two are marked. */
  onCompare: (() => void) | null;
  onRemove: (line: RemovableLine) => void;
  onEndReached: () => void;
}) {
  const project = useProject();
  const { request: importing } = useImportRequest();
  const showImported = useShowImported();
  useCommand("importHistory", () => openImport(null));
  return (
    <section className={classes.list} aria-label={historyLabels.requests}>
      <div className={classes.filters}>
        <StateFilter text={view.text} />
        <Toggle label={historyLabels.logged} text={view.text} field="logged" value="yes" />
        {project !== undefined && <Toggle label={historyLabels.thisProject} text={view.text} field="project" value={project.name} />}
        <Toggle label={historyLabels.pinned} text={view.text} field="pinned" value="yes" />
        <FilterDropdown text={view.text} />
      </div>
      {searchedBackToMs !== null && problem === null && (
        <p className={classes.searching}>{historyLabels.searchedBackTo(formatDateTime(searchedBackToMs))}</p>
      )}
      {view.marked.length > 0 && <MarkedBar marked={view.marked} onCompare={onCompare} />}
      {problem !== null && <p className={classes.problem}>The history could not be read: {problem}</p>}
      {lines.length === 0 && view.searched.trim() !== "" && problem === null ? (
        searchedBackToMs === null ? (
          <NoMatches view={view} total={total} />
        ) : (
          <p className={classes.nothing}>{historyLabels.noMatchSoFar(view.searched.trim())}</p>
        )
      ) : (
        <Lines
          lines={lines}
          text={wordsToHighlight(parseHistoryQuery(view.searched))}
          selectedId={selectedId}
          onRemove={onRemove}
          onEndReached={onEndReached}
        />
      )}
      <HistoryFooter>
        <button type="button" className={`link ${classes.export}`} onClick={() => openImport(null)}>
          <FileInput size={12} aria-hidden /> {historyLabels.import}
        </button>
        <ExportMenu filter={filter} marked={view.marked} matching={matching} isWhole={isWhole} total={total} />
      </HistoryFooter>
      {importing !== null && (
        <ImportDialog
          file={importing.file}
          onClose={closeImport}
          onImported={(imported) => {
            closeImport();
            void showImported(imported);
          }}
        />
      )}
    </section>
  );
}

/** What can be done with the marked actions, beside exporting them. */
function MarkedBar({ marked, onCompare }: { marked: readonly string[]; onCompare: (() => void) | null }) {
  return (
    <div className={classes.marked}>
      <span>{historyLabels.marked(marked.length)}</span>
      <button type="button" className="link" disabled={onCompare === null} onClick={() => onCompare?.()}>
        {historyLabels.compareMarked}
      </button>
      {onCompare === null && <span className={classes.subdued}>{historyLabels.markTwo}</span>}
      <button type="button" className={`link ${classes.unmark}`} onClick={() => changeHistoryView({ marked: [] })}>
        {historyLabels.unmarkAll}
      </button>
    </div>
  );
}

function StateFilter({ text }: { text: string }) {
  const chosen = valuesOf(parseHistoryQuery(text), "state").map((value) => readChoice(value, queryStates))[0] ?? null;
  const labelOf = (choice: keyof typeof queryStates | null) =>
    choice === null ? historyLabels.anyAnswer : choice === "unanswered" ? historyLabels.unanswered : stateLabels[choice];
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <button type="button" className={classes.filter} aria-label={historyLabels.filterByAnswer(labelOf(chosen))}>
          {labelOf(chosen)}
          <ChevronDown size={11} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {[null, ...answerStates, "unanswered" as const].map((choice) => (
          <Menu.Item
            key={choice ?? "any"}
            rightSection={choice === chosen && <Check size={13} aria-label="selected" />}
            onClick={() => searchHistory(withField(text, "state", choice))}
          >
            {choice === null || choice === "unanswered" ? labelOf(choice) : <State state={choice} word={stateLabels[choice]} size={14} />}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Writes one value of a field into the search, or removes it. */
function Toggle({ label, text, field, value }: { label: string; text: string; field: QueryField; value: string }) {
  const isOn = valuesOf(parseHistoryQuery(text), field).some((one) => one.toLowerCase() === value.toLowerCase());
  return (
    <button
      type="button"
      className={classes.filter}
      aria-pressed={isOn}
      onClick={() => searchHistory(withField(text, field, isOn ? null : value))}
    >
      {isOn && <Check size={11} strokeWidth={2.5} aria-hidden />}
      {label}
    </button>
  );
}

/** Shows and changes whether the list contains what the program requested by itself. The session keeps the choice. */
export function BackgroundSwitch({ hidden }: { hidden: number }) {
  const isShown = useSession((state) => state.showsBackgroundRequests);
  useCommand("backgroundRequests", () => setShowsBackgroundRequests(!isShown), {
    label: isShown ? "Hide background requests" : "Show background requests",
  });
  return (
    <div className={classes.background}>
      <Switch
        title="Requests for rules, names and the console’s data that Gatescope makes automatically"
        size="xs"
        label={historyLabels.background}
        checked={isShown}
        onChange={({ currentTarget }) => setShowsBackgroundRequests(currentTarget.checked)}
      />
      {!isShown && hidden > 0 && <span className={`${classes.subdued} num`}>{historyLabels.hidden(hidden)}</span>}
    </div>
  );
}

function NoMatches({ view, total }: { view: HistoryView; total: number }) {
  return (
    <div className={classes.nothing}>
      <p>{historyLabels.noMatch(formatNumber(total), view.searched.trim())}</p>
      <button type="button" className="link" onClick={() => searchHistory("")}>
        {historyLabels.clearFilters}
      </button>
    </div>
  );
}

/** The virtual tree of actions and requests. It is one tab stop; the arrow keys move through the lines, unfold and fold, and Delete removes a line. */
function Lines({
  lines,
  text,
  selectedId,
  onRemove,
  onEndReached,
}: {
  lines: readonly HistoryLine[];
  text: string;
  selectedId: string | null;
  onRemove: (line: RemovableLine) => void;
  onEndReached: () => void;
}) {
  const id = useId();
  const idOf = (key: string) => `${id}-${key.replace(/\s/g, "-")}`;

  const moveWithKeys = (event: KeyboardEvent, { scrollTo }: VirtualRowsView) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moveInList(lines, selectedId, event.key);
    if (move === null) return;
    event.preventDefault();
    if (move.to === "fold") fold(move.actionId);
    if (move.to === "unfold" || move.to === "more") unfold(move.actionId);
    if (move.to === "open") openInHistory(move.key);
    if (move.to === "mark") toggleMark(move.actionId);
    if (move.to === "remove") onRemove(move.line);
    if (move.to !== "select") return;
    selectInHistory(move.key);
    scrollTo(lines.findIndex(({ key }) => key === move.key));
  };

  return (
    <VirtualRows
      count={lines.length}
      heightPx={(index) => lineHeightPx(lines[index])}
      keyOf={(index) => lines[index]?.key ?? String(index)}
      className={classes.rows}
      onEndReached={onEndReached}
    >
      {(view) => (
        <div
          className={classes.all}
          style={{ height: view.totalPx }}
          role="tree"
          aria-label={historyLabels.rows}
          aria-activedescendant={selectedId !== null && view.rows.some(({ key }) => key === selectedId) ? idOf(selectedId) : undefined}
          tabIndex={0}
          onKeyDown={(event) => moveWithKeys(event, view)}
        >
          {view.rows.map(({ index, startPx }) => {
            const line = lines[index];
            if (line === undefined) return null;
            const shown = {
              id: idOf(line.key),
              text,
              isSelected: line.key === selectedId,
              position: { transform: `translateY(${startPx}px)` },
            };
            return <Line key={line.key} {...shown} line={line} />;
          })}
        </div>
      )}
    </VirtualRows>
  );
}

function Line({ line, ...shown }: ShownLine & { line: HistoryLine }) {
  switch (line.is) {
    case "day":
      return (
        <div className={classes.day} style={shown.position} role="presentation">
          {line.title}
        </div>
      );
    case "action":
      if (!canUnfold(line.action)) return <Row {...shown} action={line.action} />;
      return <ActionRow {...shown} lineKey={line.key} action={line.action} isUnfolded={line.isUnfolded} />;
    case "request":
      return <RequestRow {...shown} row={line.row} />;
    case "more":
      return <MoreRow {...shown} actionId={line.actionId} count={line.count} />;
  }
}

function HistoryFooter({ children }: { children: ReactNode }) {
  const stats = useHistoryStats();
  const clear = useClearHistory();
  const [isConfirming, setConfirming] = useState(false);
  useCommand("clearHistory", () => setConfirming(true), { enabled: stats.data !== undefined && stats.data.entries > stats.data.marked });
  if (stats.data === undefined) return null;
  const { entries, marked, bytes, notStored } = stats.data;
  return (
    <RetentionFoot entries={entries} bytes={bytes} notStored={notStored}>
      {children}
      <button type="button" className="link" disabled={entries === marked} onClick={() => setConfirming(true)}>
        {historyLabels.askToClear}
      </button>
      <ConfirmDialog
        isOpen={isConfirming}
        onClose={() => setConfirming(false)}
        title={historyLabels.clearTitle}
        action={
          <Button loading={clear.isPending} onClick={() => clear.mutate(undefined, { onSuccess: () => setConfirming(false) })}>
            {historyLabels.clear}
          </Button>
        }
      >
        <p className={classes.clearText}>
          This deletes {formatCount(entries - marked, "request")} and the answers from this machine. It cannot be undone.{" "}
          {historyLabels.clearKeeps(marked)}
        </p>
        {clear.isError && <p className={classes.problem}>The history could not be cleared: {clear.error.message}</p>}
      </ConfirmDialog>
    </RetentionFoot>
  );
}
