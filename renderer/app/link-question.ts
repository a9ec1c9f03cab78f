import { createStore, useStore } from "zustand";

/** A link to another project than the current one. It is followed only if the person says so. */
export interface LinkQuestion {
  readonly projectName: string;
  readonly follow: () => void;
}

const asked = createStore<{ question: LinkQuestion | null }>()(() => ({ question: null }));

export function useLinkQuestion(): LinkQuestion | null {
  return useStore(asked, ({ question }) => question);
}

/** Asks before a link switches the project; null takes the question back. */
export function askAboutLink(question: LinkQuestion | null): void {
  asked.setState({ question });
}
