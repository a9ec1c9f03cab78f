import { useEffect, useRef } from "react";
import { createStore, useStore } from "zustand";
import { announce } from "./live-region.tsx";

/** A removal that can be undone. */
interface Removal {
  /** The removed thing, for a sentence: `Lena, Hamburg`. */
  readonly what: string;
  readonly restore: () => unknown;
  /** The control that had the focus, and its place among the others. */
  readonly focusAgain: () => void;
}

/** Only the last removal: what came after it may depend on it. */
const last = createStore<{ removal: Removal | null }>()(() => ({ removal: null }));

/**
 * Announces a removal and lets Ctrl+Z undo it. `restore` may be asynchronous; if it fails, the removal can be undone again. Returns a function that takes the
 * offer back: for a list that could not take the thing back once it is closed.
 */
export function offerUndo(what: string, restore: () => unknown): () => void {
  const focused = document.activeElement;
  const focusAgain = () => {
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement === document.body) focused.focus();
  };
  const removal: Removal = { what, restore, focusAgain };
  last.setState({ removal });
  announce(`${what} removed. Press Ctrl+Z to undo.`);
  return () => {
    if (last.getState().removal === removal) last.setState({ removal: null });
  };
}

/** Thrown by `restore` if what the removed part belonged to is another one by now. */
export class CannotRestore extends Error {}

/**
 * Returns `offerUndo` for parts of a list that the component edits. `restore` gets the list as it is when the removal is undone; the offer ends with the
 * component.
 */
export function useListUndo<List>(list: List): (what: string, restore: (now: List) => unknown) => void {
  const latest = useRef(list);
  const takeBack = useRef<() => void>(() => {});
  useEffect(() => {
    latest.current = list;
  });
  useEffect(() => () => takeBack.current(), []);
  return (what, restore) => {
    takeBack.current = offerUndo(what, () => restore(latest.current));
  };
}

/** Undoes the last removal. */
export async function undoLast(): Promise<void> {
  const { removal } = last.getState();
  if (removal === null) return;
  last.setState({ removal: null });
  try {
    await removal.restore();
    announce(`${removal.what} is back.`);
    setTimeout(removal.focusAgain);
  } catch (failure) {
    last.setState({ removal });
    announce(`Not undone: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}

/** Returns what the next undo brings back, or null. */
export function useUndoableRemoval(): string | null {
  return useStore(last, ({ removal }) => removal?.what ?? null);
}
