import {
  Check,
  ChevronRight,
  FileInput,
  KeyRound,
  List,
  type LucideIcon,
  Pin,
  RefreshCw,
  ScanSearch,
  Send,
  StickyNote,
} from "lucide-react";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { State } from "#renderer/parts/state/state.tsx";
import { CutName } from "#renderer/ui/cut-name.tsx";
import type { HistoryAction, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { highlightMatches } from "./highlight-matches.ts";
import classes from "./history.module.css";
import {
  actionSubject,
  actionTitle,
  annotationLabels,
  historyLabels,
  requestsText,
  requestTitle,
  unansweredText,
} from "./history-labels.ts";
import { canUnfold } from "./history-lines.ts";
import { fold, openInHistory, requestsPerStep, toggleMark, unfold, useHistoryView } from "./history-view.ts";
import markClasses from "./mark-letter.module.css";

/** A visible line of the list, by its place. */
export interface ShownLine {
  id: string;
  text: string;
  isSelected: boolean;
  position: { transform: string };
}

/** An action of several requests: what it did, for whom, how many requests, how long. */
export function ActionRow({
  id,
  text,
  lineKey,
  action,
  isUnfolded,
  isSelected,
  position,
}: ShownLine & { lineKey: string; action: HistoryAction; isUnfolded: boolean }) {
  const { actionId, newest, elapsedMs, isLogging, isPinned } = action;
  const mark = useMark(actionId);
  const toggle = () => (isUnfolded ? fold(actionId) : unfold(actionId));
  const Icon = actionIcons[newest.purpose];
  const subject = actionSubject(action);
  const unanswered = unansweredText(action);
  return (
    <TreeItem
      id={id}
      className={classes.row}
      data-can-unfold
      position={position}
      level={1}
      aria-expanded={isUnfolded}
      isSelected={isSelected}
      aria-checked={mark.isMarked}
      letter={mark.letter}
      onClick={mark.orElse(() => openInHistory(lineKey))}
      onDoubleClick={toggle}
    >
      {/* The arrow keys do the same. */}
      <span className={classes.twist} aria-hidden="true" onClick={toggle} onDoubleClick={(event) => event.stopPropagation()}>
        <ChevronRight size={14} className={classes.chevron} data-unfolded={isUnfolded || undefined} />
      </span>
      <span className={classes.first}>
        <span className={classes.mixed}>
          <Icon size={14} aria-hidden />
          <span className="ell">{actionTitle(action)}</span>
        </span>
        <span className={`ell ${classes.whom}`}>{requestsText(action)}</span>
        {isPinned && <Pin size={11} fill="currentColor" aria-label="pinned" className={classes.pin} />}
        <time className="num">{formatTimeOfDay(newest.atMs)}</time>
      </span>
      <span className={classes.second}>
        <Annotation row={newest} />
        {isLogging && <span className={classes.logged}>logged</span>}
        <span className="ell" title={subject}>
          <Highlighted text={subject} search={text} />
          {unanswered !== null && ` · ${unanswered}`}
          <span className={classes.subdued}> · {newest.projectName}</span>
        </span>
        <span className={classes.ms}>{formatDuration(elapsedMs)}</span>
      </span>
    </TreeItem>
  );
}

const actionIcons: Record<HistoryRow["purpose"], LucideIcon> = {
  check: List,
  everything: ScanSearch,
  definitions: RefreshCw,
  test: KeyRound,
  send: Send,
  imported: FileInput,
};

/** A request of an unfolded action: outcome, name, duration. */
export function RequestRow({ id, text, row, isSelected, position }: ShownLine & { row: HistoryRow }) {
  return (
    <TreeItem
      id={id}
      className={classes.child}
      position={position}
      level={2}
      isSelected={isSelected}
      onClick={() => openInHistory(row.exchangeId)}
    >
      <span className={classes.outcome}>
        <Outcome row={row} />
      </span>
      <CutName name={requestTitle(row)}>
        <Highlighted text={requestTitle(row)} search={text} />
      </CutName>
      <span className={classes.ms}>
        {statusText(row)}
        {durationText(row)}
      </span>
    </TreeItem>
  );
}

export function MoreRow({ id, actionId, count, isSelected, position }: ShownLine & { actionId: string; count: number }) {
  return (
    <TreeItem id={id} className={classes.child} position={position} level={2} isSelected={isSelected} onClick={() => unfold(actionId)}>
      <span className="link">{historyLabels.showMore(Math.min(count, requestsPerStep))}</span>
    </TreeItem>
  );
}

/** An action of one request. That of everything has its counts, which are long, on a line of their own. */
export function Row({ id, action, text, isSelected, position }: ShownLine & { action: HistoryAction }) {
  const { newest: row } = action;
  const mark = useMark(action.actionId);
  const hasCounts = hasCountsLine(action);
  return (
    <TreeItem
      id={id}
      className={classes.row}
      data-has-counts={hasCounts || undefined}
      position={position}
      level={1}
      isSelected={isSelected}
      aria-checked={mark.isMarked}
      letter={mark.letter}
      onClick={mark.orElse(() => openInHistory(row.exchangeId))}
    >
      <span className={classes.first}>
        {hasCounts ? (
          <span className={classes.mixed}>
            <ScanSearch size={14} aria-hidden />
            <span className="ell">{actionTitle(action)}</span>
          </span>
        ) : (
          <>
            <Outcome row={row} />
            <CutName name={requestTitle(row)}>
              <Highlighted text={requestTitle(row)} search={text} />
            </CutName>
          </>
        )}
        {row.isPinned && <Pin size={11} fill="currentColor" aria-label="pinned" className={classes.pin} />}
        <time className="num">{formatTimeOfDay(row.atMs)}</time>
      </span>
      {hasCounts && (
        <span className={classes.second}>
          <span className="ell" title={row.word}>
            {row.word}
          </span>
        </span>
      )}
      <span className={classes.second}>
        {row.purpose === "imported" && <span className={classes.imported}>imported</span>}
        <Annotation row={row} />
        {row.isLogging && <span className={classes.logged}>logged</span>}
        <span className="ell">
          <span className={classes.call}>
            <Highlighted text={row.endpoint} search={text} />{" "}
          </span>
          <Highlighted text={[row.userLabel, row.tier].filter((part) => part !== "").join(", ")} search={text} />
          <span className={classes.subdued}>
            {row.userLabel === "" && row.tier === "" ? "" : " · "}
            {row.projectName}
          </span>
        </span>
        <span className={classes.ms}>
          {statusText(row)}
          {durationText(row)}
        </span>
      </span>
    </TreeItem>
  );
}

/** Nothing for a request that was recorded without its time. */
function durationText({ purpose, elapsedMs }: HistoryRow): string {
  return purpose === "imported" && elapsedMs === 0 ? "" : formatDuration(elapsedMs);
}

/** Ctrl or ⌘ with a click marks an action; a click alone does something else. */
function useMark(actionId: string) {
  const at = useHistoryView(({ marked }) => marked.indexOf(actionId));
  const isPair = useHistoryView(({ marked }) => marked.length === 2);
  const letter = isPair && at >= 0 ? (["A", "B"] as const)[at] : undefined;
  const orElse = (open: () => void) => (event: MouseEvent) => (event.ctrlKey || event.metaKey ? toggleMark(actionId) : open());
  return { isMarked: at >= 0, letter, orElse };
}

function Outcome({ row }: { row: HistoryRow }) {
  return isMixed(row) ? (
    <span className={classes.mixed}>
      <List size={14} aria-hidden />
      <span className="ell">{row.word}</span>
    </span>
  ) : (
    <State state={row.state} word={row.word} size={14} />
  );
}

const maxShownTags = 2;

/** The tags, and a mark for a note. */
function Annotation({ row: { tags, note } }: { row: HistoryRow }) {
  const others = tags.length - maxShownTags;
  return (
    <>
      {tags.slice(0, maxShownTags).map((tag) => (
        <span key={tag} className={classes.tag} title={tag}>
          {tag}
        </span>
      ))}
      {others > 0 && (
        <span className={classes.subdued} title={tags.slice(maxShownTags).join(", ")}>
          +{others}
        </span>
      )}
      {note !== "" && <StickyNote size={12} aria-label={annotationLabels.hasNote} className={classes.noted} />}
    </>
  );
}

function statusText({ status }: HistoryRow): string {
  return status !== null && status >= 300 ? `${status}, ` : "";
}

/** True if the line of an action is higher, for the counts of its answers: those of everything do not fit beside a name. */
export function hasCountsLine(action: HistoryAction): boolean {
  return !canUnfold(action) && isOfEverything(action.newest) && isMixed(action.newest);
}

/** Returns true if the answers of a request differ (`4 pass, 9 fail`), so that no single state colour fits. */
function isMixed(row: HistoryRow): boolean {
  return (row.nameCount > 1 || isOfEverything(row)) && row.word.includes(", ");
}

/** An SDK's request for everything is imported as what it is. */
function isOfEverything({ purpose, endpoint }: HistoryRow): boolean {
  return purpose === "everything" || (purpose === "imported" && endpoint === "initialize");
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

/** A line of the tree. The tree itself handles the keys, and names the selected line. */
function TreeItem({ className, level, children, isSelected, id, position, letter, ...others }: TreeItemProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: items of the tree are referenced by aria-activedescendant
    <div {...others} id={id} className={className} style={position} role="treeitem" aria-level={level} aria-selected={isSelected}>
      {letter !== undefined && <b className={`${markClasses.letter} ${classes.letter}`}>{letter}</b>}
      {others["aria-checked"] === true && letter === undefined && <Check size={12} strokeWidth={3} aria-hidden className={classes.mark} />}
      {children}
    </div>
  );
}

interface TreeItemProps
  extends Omit<ShownLine, "text">,
    Pick<ComponentProps<"div">, "onClick" | "onDoubleClick" | "aria-checked" | "aria-expanded"> {
  className: string | undefined;
  level: number;
  children: ReactNode;
  "data-can-unfold"?: boolean;
  /** The side of a comparison, if two actions are marked. */
  letter?: "A" | "B" | undefined;
}
