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
  const closed = Promise.withResolvers<void>();
  let isClosed = false;
  let arrival = Promise.withResolvers<void>();

  return {
    put(more) {
      for (const item of more) items.push(item);
      arrival.resolve();
    },
    close() {
      isClosed = true;
      closed.resolve();
    },
    async *portions({ most, everyMs }) {
      for (;;) {
        await Promise.race([arrival.promise, closed.promise]);
        if (items.length > 0) yield items.splice(0, most);
        else if (isClosed) return;
        if (items.length > 0) continue;
        arrival = Promise.withResolvers();
        await Promise.race([pause(everyMs), closed.promise]);
      }
    },
  };
}
