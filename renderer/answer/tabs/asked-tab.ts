import { create } from "zustand";
import type { AnswerTab } from "./answer-tabs.tsx";

/** The tab that another screen asked for, with the names that it had checked; null for the summary. It holds until the person chooses a tab. */
const useAsked = create<{ tab: AnswerTab | null }>()(() => ({ tab: null }));

export function useAskedTab(): AnswerTab | null {
  return useAsked(({ tab }) => tab);
}

export function askForTab(tab: AnswerTab | null): void {
  useAsked.setState({ tab });
}
