import { create } from "zustand";
import type { AnswerTab } from "#renderer/answer/tabs/answer-tabs.tsx";
import { comparisonKey } from "#renderer/session/open-request.ts";
import { setOpenRequest, useSession } from "#renderer/session/session.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery } from "#shared/domain/history/history-query.ts";

/** The view state of the history screen. Kept in memory, so that switching screens loses neither search nor selection. */
export interface HistoryView {
  /** The search as it is typed (`parseHistoryQuery`). */
  readonly text: string;
  /** The last search that could be understood: the list shows its requests. */
  readonly searched: string;
  /** The key of the selected line: the ID of a request, or `action` and the ID of an action. */
  readonly selectedId: string | null;
  /** The marked actions, to be exported or compared; in the order in which they were marked. */
  readonly marked: readonly string[];
  /** The unfolded actions, and how many of their requests are loaded. */
  readonly unfolded: Readonly<Record<string, number>>;
  readonly tab: AnswerTab;
}

export const useHistoryView = create<HistoryView>()(() => ({
  text: "",
  searched: "",
  selectedId: null,
  marked: [],
  unfolded: {},
  tab: "exchange",
}));

export const changeHistoryView = useHistoryView.setState;

/** Searches for what is typed. While that cannot be understood, the list stays. */
export function searchHistory(text: string): void {
  const { problems } = parseHistoryQuery(text);
  changeHistoryView({ text, ...(problems.length === 0 && { searched: text, selectedId: null }) });
  if (problems.length === 0) setOpenRequest(null);
}

/** Selects one request, whatever the filters are. Called from the palette and from answers. */
export function showInHistory(exchangeId: string): void {
  openInHistory(exchangeId);
}

/** Selects a line and, in a narrow window, shows its request instead of the list. */
export function openInHistory(selectedId: string): void {
  changeHistoryView({ selectedId });
  setOpenRequest(selectedId);
}

/** Compares two requests, beside the list or in its place. */
export function compareInHistory(ids: readonly [string, string]): void {
  setOpenRequest(comparisonKey(ids));
}

/** Returns a function that is true until another line is opened or selected, or another screen is shown. */
export function watchHistory(): () => boolean {
  const shown = () => {
    const { screen, openRequest } = useSession.getState();
    return JSON.stringify([screen, openRequest, useHistoryView.getState().selectedId]);
  };
  const then = shown();
  return () => shown() === then;
}

/** Selects a line. The request that is shown becomes the selected one. */
export function selectInHistory(selectedId: string): void {
  if (useSession.getState().openRequest === null) changeHistoryView({ selectedId });
  else openInHistory(selectedId);
}

export function toggleMark(actionId: string): void {
  changeHistoryView(({ marked }) => ({
    marked: marked.includes(actionId) ? marked.filter((id) => id !== actionId) : [...marked, actionId],
  }));
}

export const requestsPerStep = 200;

export function fold(actionId: string): void {
  changeHistoryView(({ unfolded: { [actionId]: _folded, ...unfolded } }) => ({ unfolded }));
}

/** Unfolds an action, or shows more requests of an unfolded one. */
export function unfold(actionId: string): void {
  changeHistoryView(({ unfolded }) => ({ unfolded: { ...unfolded, [actionId]: (unfolded[actionId] ?? 0) + requestsPerStep } }));
}

export function filterOf(
  { searched }: Pick<HistoryView, "searched">,
  { hasBackground }: Pick<HistoryFilter, "hasBackground">,
): HistoryFilter {
  return {
    text: searched.trim(),
    projectId: null,
    tier: null,
    state: null,
    isPinned: null,
    isLogging: null,
    actionId: null,
    hasBackground,
  };
}
