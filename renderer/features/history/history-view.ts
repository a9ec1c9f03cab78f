import { create } from "zustand";
import type { AnswerTab } from "#renderer/answer/tabs/answer-tabs.tsx";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";

/** The view state of the history screen. Kept in memory, so that switching screens loses neither search nor selection. */
export interface HistoryView {
  readonly text: string;
  readonly state: AnswerState | null;
  readonly isPinnedOnly: boolean;
  readonly isLoggedOnly: boolean;
  /** Only the current project, or all projects. */
  readonly isThisProjectOnly: boolean;
  /** The key of the selected line: the ID of a request, or `action` and the ID of an action. */
  readonly selectedId: string | null;
  /** The unfolded actions, and how many of their requests are loaded. */
  readonly unfolded: Readonly<Record<string, number>>;
  /** In a narrow window: true while the selected request fills the screen, false while the list does. */
  readonly isDetailOpen: boolean;
  readonly tab: AnswerTab;
}

export const useHistoryView = create<HistoryView>()(() => ({
  text: "",
  state: null,
  isPinnedOnly: false,
  isLoggedOnly: false,
  isThisProjectOnly: false,
  selectedId: null,
  unfolded: {},
  isDetailOpen: false,
  tab: "exchange",
}));

export const changeHistoryView = useHistoryView.setState;

/** Selects one request, whatever the filters are. Called from the palette and from answers. */
export function showInHistory(exchangeId: string): void {
  openInHistory(exchangeId);
}

/** Selects a line and, in a narrow window, shows its request instead of the list. */
export function openInHistory(selectedId: string): void {
  changeHistoryView({ selectedId, isDetailOpen: true });
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
  { text, state, isPinnedOnly, isLoggedOnly, isThisProjectOnly }: HistoryView,
  { projectId, hasBackground }: Pick<HistoryFilter, "hasBackground"> & { readonly projectId: string },
): HistoryFilter {
  return {
    text: text.trim(),
    projectId: isThisProjectOnly ? projectId : null,
    tier: null,
    state,
    isPinned: isPinnedOnly ? true : null,
    isLogging: isLoggedOnly ? true : null,
    actionId: null,
    hasBackground,
  };
}

export function isFiltered({ text, state, isPinnedOnly, isLoggedOnly, isThisProjectOnly }: HistoryView): boolean {
  return text.trim() !== "" || state !== null || isPinnedOnly || isLoggedOnly || isThisProjectOnly;
}
