import { Button, Menu, Modal } from "@mantine/core";
import { Check, ChevronDown, List, Pin } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { State } from "#renderer/parts/state.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { SearchField } from "#renderer/ui/search-field.tsx";
import { VirtualRows, type VirtualRowsView } from "#renderer/ui/virtual-rows.tsx";
import { stateLabels } from "#shared/domain/evaluation/answer-text.ts";
import { type AnswerState, answerStates } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatBytes, formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { highlightMatches } from "./highlight-matches.ts";
import classes from "./history.module.css";
import { useClearHistory, useHistoryStats } from "./history.queries.ts";
import { withDays } from "./history-days.ts";
import { historyLabels } from "./history-labels.ts";
import { changeHistoryView, type HistoryView, isFiltered } from "./history-view.ts";

const rowHeightPx = 44;
const dayHeightPx = 24;

/**
 * The list of requests with its search, filters and footer. `matching` of `total` requests pass the filters; `rows` are those loaded so far.
 * `searchMs` is how long the search took, and `onEndReached` loads the next page.
 */
export function HistoryList({
  view,
  rows,
  selectedId,
  matching,
  total,
  searchMs,
  problem,
  onEndReached,
}: {
  view: HistoryView;
  rows: readonly HistoryRow[];
  selectedId: string | null;
  matching: number;
  total: number;
  searchMs: number | null;
  problem: string | null;
  onEndReached: () => void;
}) {
  return (
    <section className={classes.list} aria-label={historyLabels.requests}>
      <HistorySearch text={view.text} />
      <div className={classes.filters}>
        <span className={classes.counts}>
          <b className="num">{formatNumber(matching)}</b> of <span className="num">{formatNumber(total)}</span>
          {searchMs !== null && view.text !== "" && <span className={classes.subdued}> in {formatDuration(searchMs)}</span>}
        </span>
        <StateFilter state={view.state} />
        <Toggle
          label={historyLabels.thisProject}
          isOn={view.isThisProjectOnly}
          onToggle={(isThisProjectOnly) => changeHistoryView({ isThisProjectOnly })}
        />
        <Toggle label={historyLabels.logged} isOn={view.isLoggedOnly} onToggle={(isLoggedOnly) => changeHistoryView({ isLoggedOnly })} />
        <Toggle label={historyLabels.pinned} isOn={view.isPinnedOnly} onToggle={(isPinnedOnly) => changeHistoryView({ isPinnedOnly })} />
      </div>
      {problem !== null && <p className={classes.problem}>The history could not be read: {problem}</p>}
      {rows.length === 0 && isFiltered(view) && problem === null ? (
        <NoMatches view={view} total={total} />
      ) : (
        <Rows rows={rows} text={view.text} selectedId={selectedId} onEndReached={onEndReached} />
      )}
      <HistoryFooter />
    </section>
  );
}

function HistorySearch({ text }: { text: string }) {
  const input = useRef<HTMLInputElement>(null);
  useCommand("find", () => input.current?.select(), { label: historyLabels.search });
  return (
    <div className={classes.search}>
      <SearchField
        label={historyLabels.search}
        placeholder="Name, user, path, status…"
        text={text}
        onText={(next) => changeHistoryView({ text: next, selectedId: null })}
        inputRef={input}
      />
    </div>
  );
}

function StateFilter({ state }: { state: AnswerState | null }) {
  const shown = state === null ? historyLabels.anyAnswer : stateLabels[state];
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <button type="button" className={classes.filter} data-first="" aria-label={historyLabels.filterByAnswer(shown)}>
          {shown}
          <ChevronDown size={11} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {[null, ...answerStates].map((choice) => (
          <Menu.Item
            key={choice ?? "any"}
            rightSection={choice === state && <Check size={13} aria-label="selected" />}
            onClick={() => changeHistoryView({ state: choice, selectedId: null })}
          >
            {choice === null ? historyLabels.anyAnswer : <State state={choice} word={stateLabels[choice]} size={14} />}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Toggle({ label, isOn, onToggle }: { label: string; isOn: boolean; onToggle: (isOn: boolean) => void }) {
  return (
    <button type="button" className={classes.filter} aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
      {isOn && <Check size={11} strokeWidth={2.5} aria-hidden />}
      {label}
    </button>
  );
}

function NoMatches({ view, total }: { view: HistoryView; total: number }) {
  return (
    <div className={classes.nothing}>
      <p>{view.text.trim() === "" ? "No request matches these filters." : historyLabels.noMatch(formatNumber(total), view.text.trim())}</p>
      <button
        type="button"
        className="link"
        onClick={() => changeHistoryView({ text: "", state: null, isPinnedOnly: false, isLoggedOnly: false, isThisProjectOnly: false })}
      >
        {historyLabels.clearFilters}
      </button>
    </div>
  );
}

/** The virtual list of requests. It is one tab stop; the arrow keys move through the requests and skip the day headings. */
function Rows({
  rows,
  text,
  selectedId,
  onEndReached,
}: {
  rows: readonly HistoryRow[];
  text: string;
  selectedId: string | null;
  onEndReached: () => void;
}) {
  const id = useId();
  const lines = withDays(rows, Date.now());

  const moveWithKeys = (event: KeyboardEvent, { scrollTo }: VirtualRowsView) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.findIndex(({ exchangeId }) => exchangeId === selectedId);
    const last = rows.length - 1;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = rows[Math.min(Math.max(to, 0), last)];
    if (next === undefined) return;
    changeHistoryView({ selectedId: next.exchangeId });
    scrollTo(lines.findIndex(({ key }) => key === next.exchangeId));
  };

  return (
    <VirtualRows
      count={lines.length}
      heightPx={(index) => (lines[index]?.is === "day" ? dayHeightPx : rowHeightPx)}
      keyOf={(index) => lines[index]?.key ?? String(index)}
      className={classes.rows}
      onEndReached={onEndReached}
    >
      {(view) => (
        <div
          className={classes.all}
          style={{ height: view.totalPx }}
          role="listbox"
          aria-label={historyLabels.rows}
          aria-activedescendant={selectedId !== null && view.rows.some(({ key }) => key === selectedId) ? `${id}-${selectedId}` : undefined}
          tabIndex={0}
          onKeyDown={(event) => moveWithKeys(event, view)}
        >
          {view.rows.map(({ index, startPx }) => {
            const line = lines[index];
            if (line === undefined) return null;
            const position = { transform: `translateY(${startPx}px)` };
            return line.is === "day" ? (
              <div key={line.key} className={classes.day} style={position} role="presentation">
                {line.title}
              </div>
            ) : (
              <Row
                key={line.key}
                id={`${id}-${line.key}`}
                row={line.row}
                text={text}
                isSelected={line.key === selectedId}
                position={position}
              />
            );
          })}
        </div>
      )}
    </VirtualRows>
  );
}

function Row({
  id,
  row,
  text,
  isSelected,
  position,
}: {
  id: string;
  row: HistoryRow;
  text: string;
  isSelected: boolean;
  position: { transform: string };
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: options of a listbox are referenced by aria-activedescendant
    <div
      id={id}
      className={classes.row}
      style={position}
      role="option"
      aria-selected={isSelected}
      onClick={() => changeHistoryView({ selectedId: row.exchangeId })}
    >
      <span className={classes.first}>
        {isMixed(row) ? (
          <span className={classes.mixed}>
            <List size={14} aria-hidden />
            <span className="ell">{row.word}</span>
          </span>
        ) : (
          <State state={row.state} word={row.word} size={14} />
        )}
        <code className="ell">
          <Highlighted text={rowTitle(row)} search={text} />
        </code>
        {row.isPinned && <Pin size={11} fill="currentColor" aria-label="pinned" className={classes.pin} />}
        <time className="num">{formatTimeOfDay(row.atMs)}</time>
      </span>
      <span className={classes.second}>
        {row.isLogging && <span className={classes.logged}>logged</span>}
        <span className="ell">
          <span className={classes.call}>
            <Highlighted text={row.endpoint} search={text} />{" "}
          </span>
          <Highlighted text={[row.userLabel, row.tier].filter((part) => part !== "").join(", ")} search={text} />
          <span className={classes.subdued}> · {row.projectName}</span>
        </span>
        <span className={classes.ms}>
          {row.status !== null && row.status >= 300 ? `${row.status}, ` : ""}
          {formatDuration(row.elapsedMs)}
        </span>
      </span>
    </div>
  );
}

/** Returns true if the answers of a request differ (`4 pass, 9 fail`), so that no single state colour fits. */
function isMixed({ word, nameCount, purpose }: HistoryRow): boolean {
  return (nameCount > 1 || purpose === "everything") && word.includes(", ");
}

function rowTitle({ name, nameCount, purpose }: HistoryRow): string {
  if (name !== "") return nameCount > 1 ? `${name} and ${nameCount - 1} more` : name;
  return purpose === "definitions" ? "definitions" : purpose === "test" ? "key test" : purpose;
}

function Highlighted({ text, search }: { text: string; search: string }) {
  return highlightMatches(text, search).map((part) =>
    part.isHit ? (
      <mark key={part.from} className={classes.hit}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}

function HistoryFooter() {
  const stats = useHistoryStats();
  const clear = useClearHistory();
  const [isConfirming, setConfirming] = useState(false);
  if (stats.data === undefined) return null;
  const { entries, pinned, bytes } = stats.data;
  return (
    <div className={classes.keep}>
      <span title="Kept on this machine">
        {formatCount(entries, "request")}, {formatBytes(bytes)}
      </span>
      <button type="button" className="link" disabled={entries === pinned} onClick={() => setConfirming(true)}>
        {historyLabels.askToClear}
      </button>
      <Modal opened={isConfirming} onClose={() => setConfirming(false)} title={historyLabels.clearTitle} size="sm">
        <p className={classes.clearText}>
          This deletes {formatCount(entries - pinned, "request")} and the answers from this machine. It cannot be undone.{" "}
          {pinned === 0 ? "No request is pinned." : `Keeps ${formatCount(pinned, "pinned request")}.`}
        </p>
        <div className={classes.choices}>
          <Button variant="default" onClick={() => setConfirming(false)}>
            Cancel
          </Button>
          <Button loading={clear.isPending} onClick={() => clear.mutate(undefined, { onSuccess: () => setConfirming(false) })}>
            {historyLabels.clear}
          </Button>
        </div>
        {clear.isError && <p className={classes.problem}>The history could not be cleared: {clear.error.message}</p>}
      </Modal>
    </div>
  );
}
