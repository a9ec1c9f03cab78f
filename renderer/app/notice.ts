import { createStore, useStore } from "zustand";
import { announce } from "#renderer/ui/live-region.tsx";

/** A sentence about the address that was opened, or the file that was dropped. */
export interface Notice {
  readonly of: "address" | "file";
  readonly text: string;
  /** True if it says where to go on, and nothing failed. */
  readonly isHint?: true;
}

const shown = createStore<{ notice: Notice | null }>()(() => ({ notice: null }));

/** Returns what is said about the address that was opened last, or the file that was dropped last; null if there is nothing to say. */
export function useNotice(): Notice | null {
  return useStore(shown, ({ notice }) => notice);
}

/** Shows and announces a sentence until the person goes elsewhere; null removes it. */
export function showNotice(notice: Notice | null): void {
  if (notice !== null) announce(notice.text);
  shown.setState({ notice });
}

/** The same for a sentence about the address. */
export function showAddressNotice(text: string | null): void {
  showNotice(text === null ? null : { of: "address", text });
}
