/** The maximum number of simultaneous requests of one call. */
export const maxInFlight = 6;

/** Calls `work` for each item, in order and at most `limit` at a time. Returns the results in the order of the items. */
export async function mapInFlight<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, position: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  const waiting = items.entries();
  const worker = async () => {
    for (const [position, item] of waiting) results[position] = await work(item, position);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

/** Calls of one name, one after the other: each starts when the one before it has ended, however it ended. */
export interface Turns {
  take<T>(name: string, act: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(name, act) {
      const turn = (last.get(name) ?? Promise.resolve()).then(act, act);
      last.set(name, turn);
      try {
        return await turn;
      } finally {
        if (last.get(name) === turn) last.delete(name);
      }
    },
  };
}
