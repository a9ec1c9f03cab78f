import { useEffect, useRef } from "react";
import { createStore, useStore } from "zustand";
import { chordText } from "./keyboard/kbd.tsx";
import { announce } from "./live-region.tsx";

/** What is said of a removal. */
export const undoLabels = {
  /** The region with the sentence. */
  notice: "Last removal",
  undo: "Undo",
  howToUndo: `Press ${chordText("Mod+Z")} to undo.`,
  removed: (what: string) => `${what} removed.`,
  restoring: (what: string) => `${what}: being brought back…`,
  restored: (what: string) => `${what} is back.`,
} as const;

/** A removal that can be undone. */
interface Removal {
  /** The removed thing, for a sentence: `Lena, Hamburg`. */
  readonly what: string;
  readonly restore: () => unknown;
  /** The control that had the focus, and its place among the others. */
  readonly focusAgain: () => void;
}

/** What is said of the last removal: that it can be undone, or that it was. */
export interface UndoNotice {
  readonly text: string;
  readonly canUndo: boolean;
}

/** Only the last removal: what came after it may depend on it. */
const last = createStore<{ removal: Removal | null; notice: UndoNotice | null }>()(() => ({ removal: null, notice: null }));

/** Shows a sentence about a removal, and announces it. */
function say(text: string, { canUndo }: Pick<UndoNotice, "canUndo">): void {
  last.setState({ notice: { text, canUndo } });
  announce(canUndo ? `${text} ${undoLabels.howToUndo}` : text);
}

/**
 * Announces a removal and lets Ctrl+Z undo it; `done` is what is said of something that was changed instead. `restore` may be asynchronous; if it fails, the removal can be undone again. Returns a function that takes the
 * offer back: for a list that could not take the thing back once it is closed.
 */
export function offerUndo(what: string, restore: () => unknown, done = undoLabels.removed(what)): () => void {
  const focused = document.activeElement;
  const focusAgain = () => {
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement === document.body) focused.focus();
  };
  const removal: Removal = { what, restore, focusAgain };
  last.setState({ removal });
  say(done, { canUndo: true });
  return () => {
    if (last.getState().removal === removal) last.setState({ removal: null, notice: null });
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

const slowMs = 200;

/** Undoes the last removal. */
export async function undoLast(): Promise<void> {
  const { removal } = last.getState();
  if (removal === null) return;
  last.setState({ removal: null });
  // Of many things, it takes a second; until then the notice would still say that they are removed.
  const slow = setTimeout(() => say(undoLabels.restoring(removal.what), { canUndo: false }), slowMs);
  try {
    await removal.restore();
    say(undoLabels.restored(removal.what), { canUndo: false });
    setTimeout(removal.focusAgain);
  } catch (failure) {
    last.setState({ removal });
    say(`Not undone: ${failure instanceof Error ? failure.message : String(failure)}`, { canUndo: false });
  } finally {
    clearTimeout(slow);
  }
}

/** Returns what the next undo brings back, or null. */
export function useUndoableRemoval(): string | null {
  return useStore(last, ({ removal }) => removal?.what ?? null);
}

/** Returns what is said of the last removal, until it is hidden. */
export function useUndoNotice(): UndoNotice | null {
  return useStore(last, ({ notice }) => notice);
}

/** Hides what is said of the last removal. It can still be undone. */
export function hideUndoNotice(): void {
  last.setState({ notice: null });
}
