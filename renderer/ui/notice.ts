import { createStore, useStore } from "zustand";
import { announce } from "./live-region.tsx";

/** A sentence about the address that was opened, the file that was dropped, or an action that could not be carried out as asked. */
export interface Notice {
  readonly of: "address" | "file" | "action";
  readonly text: string;
  /** True if it says where to go on, and nothing failed. */
  readonly isHint?: true;
}

const shown = createStore<{ notice: Notice | null }>()(() => ({ notice: null }));

/** Returns the notice that is shown; null if there is nothing to say. */
export function useNotice(): Notice | null {
  return useStore(shown, ({ notice }) => notice);
}

/** Shows and announces a sentence until the person goes elsewhere or dismisses it; null removes it. */
export function showNotice(notice: Notice | null): void {
  if (notice !== null) announce(notice.text);
  shown.setState({ notice });
}

/** The same for a sentence about the address. */
export function showAddressNotice(text: string | null): void {
  showNotice(text === null ? null : { of: "address", text });
}

/**
 * Shows and announces why an action was not carried out. For a failure that no other part of the page shows: the live region alone reaches only people who use
 * a screen reader.
 */
export function showFailure(text: string): void {
  showNotice({ of: "action", text });
}
