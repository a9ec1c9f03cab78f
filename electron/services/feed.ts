/** Publishes items to all followers, in order. */
export interface Feed<Item> {
  publish(item: Item): void;
  /**
   * Yields every item published after this call, even to a slow reader. Ends when the signal aborts, and with `return`: from then on it holds no item,
   * whether or not anything was read from it. `first` is yielded before them.
   */
  follow(signal?: AbortSignal, first?: Item): AsyncGenerator<Item, void>;
  /** Ends every follower after what was published. */
  end(): void;
}

export function createFeed<Item>(): Feed<Item> {
  const followers = new Set<Follower<Item>>();
  let isEnded = false;
  return {
    publish(item) {
      for (const follower of followers) follower.push(item);
    },
    follow(signal, first) {
      const leave = () => {
        followers.delete(follower);
        signal?.removeEventListener("abort", follower.cancel);
      };
      const follower = createFollower<Item>(leave);
      if (first !== undefined) follower.push(first);
      followers.add(follower);
      signal?.addEventListener("abort", follower.cancel, { once: true });
      if (isEnded || signal?.aborted) follower.cancel();
      return follower.items;
    },
    end() {
      isEnded = true;
      for (const follower of followers) follower.finish();
    },
  };
}

interface Follower<Item> {
  push(item: Item): void;
  /** Ends after the items that were pushed. */
  finish(): void;
  /** Ends at once. */
  cancel(): void;
  readonly items: AsyncGenerator<Item, void>;
}

/** Not an `async function*`: a generator that was never read ignores `return`, and would collect items for ever. */
function createFollower<Item>(onLeave: () => void): Follower<Item> {
  let waiting: Item[] = [];
  let readers: ((result: IteratorResult<Item, void>) => void)[] = [];
  let isOver = false;

  function finish(): void {
    isOver = true;
    onLeave();
    for (const resolve of readers) resolve({ done: true, value: undefined });
    readers = [];
  }
  function cancel(): void {
    waiting = [];
    finish();
  }

  const items: AsyncGenerator<Item, void> = {
    next() {
      const [item] = waiting.splice(0, 1);
      if (item !== undefined) return Promise.resolve({ done: false, value: item });
      if (isOver) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => readers.push(resolve));
    },
    async return() {
      cancel();
      return { done: true, value: undefined };
    },
    async throw(error) {
      cancel();
      throw error;
    },
    [Symbol.asyncIterator]: () => items,
    [Symbol.asyncDispose]: async () => cancel(),
  };
  return {
    items,
    finish,
    cancel,
    push(item) {
      const reader = readers.shift();
      if (reader === undefined) waiting.push(item);
      else reader({ done: false, value: item });
    },
  };
}
