import { createStore, useStore } from "zustand";
import { announce } from "#renderer/ui/live-region.tsx";

const shown = createStore<{ notice: string | null }>()(() => ({ notice: null }));

/** Returns what is said about the address that was opened last; null if it was understood. */
export function useAddressNotice(): string | null {
  return useStore(shown, ({ notice }) => notice);
}

/** Shows and announces a sentence about the address until the person goes elsewhere; null removes it. */
export function showAddressNotice(notice: string | null): void {
  if (notice !== null) announce(notice);
  shown.setState({ notice });
}
