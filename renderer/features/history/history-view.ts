import { create } from "zustand";
import type { AnswerTab } from "#renderer/answer/tabs/answer-tabs.tsx";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";

/** What the history screen shows: kept while the page lives, so that leaving the screen loses neither the search nor the place. */
export interface HistoryView {
  readonly text: string;
  readonly state: AnswerState | null;
  readonly isPinnedOnly: boolean;
  readonly isLoggedOnly: boolean;
  /** Only the project in hand, or all of them. */
  readonly isThisProjectOnly: boolean;
  readonly selectedId: string | null;
  readonly tab: AnswerTab;
}

export const useHistoryView = create<HistoryView>()(() => ({
  text: "",
  state: null,
  isPinnedOnly: false,
  isLoggedOnly: false,
  isThisProjectOnly: false,
  selectedId: null,
  tab: "exchange",
}));

export const changeHistoryView = useHistoryView.setState;

/** Opens one entry, whatever was filtered before: from the palette, or from an answer. */
export function showInHistory(exchangeId: string): void {
  changeHistoryView({ selectedId: exchangeId });
}

export function filterOf({ text, state, isPinnedOnly, isLoggedOnly, isThisProjectOnly }: HistoryView, projectId: string): HistoryFilter {
  return {
    text: text.trim(),
    projectId: isThisProjectOnly ? projectId : null,
    tier: null,
    state,
    isPinned: isPinnedOnly ? true : null,
    isLogging: isLoggedOnly ? true : null,
  };
}

export function isFiltered({ text, state, isPinnedOnly, isLoggedOnly, isThisProjectOnly }: HistoryView): boolean {
  return text.trim() !== "" || state !== null || isPinnedOnly || isLoggedOnly || isThisProjectOnly;
}
