import { createStore, useStore } from "zustand";

const spoken = createStore<{ text: string; turn: number }>()(() => ({ text: "", turn: 0 }));

/** Says a sentence to screen readers, politely. The page has one such voice, so that outcomes never talk over each other. */
export function announce(text: string): void {
  spoken.setState(({ turn }) => ({ text, turn: turn + 1 }));
}

/** Shown once, by the app. */
export function LiveRegion() {
  const { text, turn } = useStore(spoken);
  return (
    <div role="status" aria-live="polite" className="sr">
      {/* A new key makes the same sentence a new one, so that it is said again. */}
      <span key={turn}>{text}</span>
    </div>
  );
}
