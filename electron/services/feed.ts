import { EventEmitter, on } from "node:events";

/** Publishes items to all followers, in order. */
export interface Feed<Item> {
  publish(item: Item): void;
  /** Yields every item published after this call, even to a slow reader. Ends when the signal aborts. */
  follow(signal?: AbortSignal): AsyncGenerator<Item, void>;
  /** Ends every follower. */
  end(): void;
}

export function createFeed<Item>(): Feed<Item> {
  const emitter = new EventEmitter<{ item: [unknown] }>().setMaxListeners(0);
  const ended = new AbortController();
  return {
    publish: (item) => emitter.emit("item", item),
    follow(signal) {
      const until = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
      return read<Item>(until.aborted ? null : on(emitter, "item", { signal: until }), until);
    },
    end: () => ended.abort(),
  };
}

async function* read<Item>(events: ReturnType<typeof on> | null, until: AbortSignal): AsyncGenerator<Item, void> {
  if (events === null) return;
  try {
    for await (const [item] of events) yield item;
  } catch (error) {
    if (!until.aborted) throw error;
  }
}
