import { setTimeout as pause } from "node:timers/promises";

/** Hands results over from work that brings them as it can to a reader that wants few and bounded portions. */
export interface Inbox<Item> {
  put(items: readonly Item[]): void;
  /** Nothing more will come. */
  close(): void;
  /** All items in order, at most `most` at once; a portion gathers what came within `everyMs` of the one before. Ends when closed and read out. */
  portions(size: { readonly most: number; readonly everyMs: number }): AsyncGenerator<Item[], void>;
}

export function createInbox<Item>(): Inbox<Item> {
  const items: Item[] = [];
  const closing = new AbortController();
  let arrival = Promise.withResolvers<void>();

  return {
    put(more) {
      for (const item of more) items.push(item);
      arrival.resolve();
    },
    close() {
      closing.abort();
      arrival.resolve();
    },
    async *portions({ most, everyMs }) {
      for (;;) {
        await arrival.promise;
        if (items.length === 0 && closing.signal.aborted) return;
        const portion = items.splice(0, most);
        if (items.length === 0 && !closing.signal.aborted) arrival = Promise.withResolvers();
        if (portion.length > 0) yield portion;
        // Ends early when the inbox is closed: there is nothing more to gather.
        if (portion.length < most) await pause(everyMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    },
  };
}
