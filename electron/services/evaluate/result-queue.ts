import { setTimeout as pause } from "node:timers/promises";

/** Buffers results of parallel work for a slower reader, which receives them in few portions of limited size. */
export interface ResultQueue<Item> {
  put(items: readonly Item[]): void;
  /** Ends the queue: nothing is put after this. */
  close(): void;
  /** Yields all items in order, at most `maxItems` at a time and `intervalMs` apart. Ends when the queue is closed and empty. */
  portions(size: { readonly maxItems: number; readonly intervalMs: number }): AsyncGenerator<Item[], void>;
}

export function createResultQueue<Item>(): ResultQueue<Item> {
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
    async *portions({ maxItems, intervalMs }) {
      for (;;) {
        await arrival.promise;
        if (items.length === 0 && closing.signal.aborted) return;
        const portion = items.splice(0, maxItems);
        if (items.length === 0 && !closing.signal.aborted) arrival = Promise.withResolvers();
        if (portion.length > 0) yield portion;
        // The pause ends early when the queue is closed.
        if (portion.length < maxItems) await pause(intervalMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    },
  };
}
