import { createStore, useStore } from "zustand";

const announcement = createStore<{ text: string; turn: number }>()(() => ({ text: "", turn: 0 }));

/** Announces a sentence to screen readers, politely. The page has one live region, so that announcements do not interrupt each other. */
export function announce(text: string): void {
  announcement.setState(({ turn }) => ({ text, turn: turn + 1 }));
}

/** Shows the live region. The app renders it once. */
export function LiveRegion() {
  const { text, turn } = useStore(announcement);
  return (
    <div role="status" aria-live="polite" className="sr">
      {/* A new key makes screen readers announce the same sentence again. */}
      <span key={turn}>{text}</span>
    </div>
  );
}
