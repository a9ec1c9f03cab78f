import type { HistoryAction, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { formatDayTitle } from "#shared/domain/text/format-time.ts";

/** A line of the list: the heading of a day, an action, a request of an unfolded action, or the number of its requests that are not loaded. */
export type HistoryLine =
  | { readonly is: "day"; readonly key: string; readonly title: string }
  | { readonly is: "action"; readonly key: string; readonly action: HistoryAction; readonly isUnfolded: boolean }
  | { readonly is: "request"; readonly key: string; readonly row: HistoryRow; readonly parentKey: string }
  | { readonly is: "more"; readonly key: string; readonly count: number; readonly actionId: string; readonly parentKey: string };

/** The loaded requests of an unfolded action. */
export type UnfoldedRequests = ReadonlyMap<string, readonly HistoryRow[]>;

/** True if an action has several requests; others are shown as their only request. */
export function canUnfold({ requests }: HistoryAction): boolean {
  return requests > 1;
}

/** The key of an action's line: its only request, so that the request keeps its selection, or the action. */
export function lineKeyOf(action: HistoryAction): string {
  return canUnfold(action) ? `action ${action.actionId}` : action.newest.exchangeId;
}

/**
 * Returns the lines of the list: a heading before the first action of each day, also of a day that came before, because imported requests keep their times, and the requests below each unfolded action. Actions are expected newest first.
 * An action that is on two pages, because it overlaps with others, stays in its first place.
 */
export function historyLines(actions: readonly HistoryAction[], unfolded: UnfoldedRequests, nowMs: number): HistoryLine[] {
  const listed = new Set<string>();
  const once = actions.filter(({ actionId }) => !listed.has(actionId) && listed.add(actionId));
  return once.flatMap((action, at): HistoryLine[] => {
    const title = formatDayTitle(action.newest.atMs, nowMs);
    const before = once[at - 1];
    const isSameDay = before !== undefined && formatDayTitle(before.newest.atMs, nowMs) === title;
    return [
      ...(isSameDay ? [] : [{ is: "day", key: `day ${title} ${action.actionId}`, title } as const]),
      ...linesOf(action, unfolded.get(action.actionId)),
    ];
  });
}

function linesOf(action: HistoryAction, rows: readonly HistoryRow[] | undefined): HistoryLine[] {
  const parentKey = lineKeyOf(action);
  const own: HistoryLine = { is: "action", key: parentKey, action, isUnfolded: canUnfold(action) && rows !== undefined };
  if (!own.isUnfolded || rows === undefined) return [own];
  const missing = action.matching - rows.length;
  return [
    own,
    ...rows.map((row) => ({ is: "request", key: row.exchangeId, row, parentKey }) as const),
    ...(missing > 0 ? [{ is: "more", key: `more ${action.actionId}`, count: missing, actionId: action.actionId, parentKey } as const] : []),
  ];
}

/** Returns what is left selected when a line is removed: the line below it, or the one above; null for an empty list. */
export function keyAfterRemoval(lines: readonly HistoryLine[], removed: RemovableLine): string | null {
  const isPart = (line: HistoryLine) => removed.is === "action" && "parentKey" in line && line.parentKey === removed.key;
  const left = lines.filter((line) => line.is !== "day" && !isPart(line));
  const at = left.findIndex(({ key }) => key === removed.key);
  return (left[at + 1] ?? left[at - 1])?.key ?? null;
}

/** The effect of a key in the list: select a line, or fold or unfold an action. */
export type ListMove =
  /** Shows the request of a line, where it does not stand beside the list. */
  | { readonly to: "open"; readonly key: string }
  | { readonly to: "select"; readonly key: string }
  | { readonly to: "fold" | "unfold"; readonly actionId: string }
  | { readonly to: "more"; readonly actionId: string }
  | { readonly to: "mark"; readonly actionId: string }
  | { readonly to: "remove"; readonly line: RemovableLine };

/** A line that can be removed: an action with all its requests, or one request of it. */
export type RemovableLine = Extract<HistoryLine, { is: "action" | "request" }>;

/** Returns what a key does, as in every tree (ARIA practices, tree view); null if nothing. Day headings are skipped. */
export function moveInList(lines: readonly HistoryLine[], selectedKey: string | null, key: string): ListMove | null {
  const choices = lines.filter(({ is }) => is !== "day");
  const at = choices.findIndex((line) => line.key === selectedKey);
  const line = choices[at];
  const select = (index: number): ListMove | null => {
    const next = choices[Math.min(Math.max(index, 0), choices.length - 1)];
    return next === undefined ? null : { to: "select", key: next.key };
  };
  switch (key) {
    case "ArrowUp":
      return select(at - 1);
    case "ArrowDown":
      return select(at + 1);
    case "PageUp":
      return select(at - 10);
    case "PageDown":
      return select(at + 10);
    case "Home":
      return select(0);
    case "End":
      return select(choices.length - 1);
    case "ArrowRight":
      if (line?.is === "more") return { to: "more", actionId: line.actionId };
      if (line?.is !== "action" || !canUnfold(line.action)) return null;
      return line.isUnfolded ? select(at + 1) : { to: "unfold", actionId: line.action.actionId };
    case "ArrowLeft":
      if (line?.is === "action") return line.isUnfolded ? { to: "fold", actionId: line.action.actionId } : null;
      return line === undefined || line.is === "day" ? null : { to: "select", key: line.parentKey };
    case "Enter":
    case " ":
      if (line?.is === "more") return { to: "more", actionId: line.actionId };
      if (line?.is !== "action" || !canUnfold(line.action)) return line === undefined ? null : { to: "open", key: line.key };
      return { to: line.isUnfolded ? "fold" : "unfold", actionId: line.action.actionId };
    case "x":
    case "X":
      return line?.is === "action" ? { to: "mark", actionId: line.action.actionId } : null;
    case "Delete":
      return line?.is === "action" || line?.is === "request" ? { to: "remove", line } : null;
    default:
      return null;
  }
}
