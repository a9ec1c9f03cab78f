import { NoSuchThing, StorageFailed } from "#services/failures.ts";
import type { NewEntry } from "#services/history/kept-entry.ts";
import { unpackText } from "#services/storage/compressed.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";

export type KeptExchange = Pick<HistoryEntry, "context" | "exchange" | "answers">;

export interface MemoryHistory {
  append(entry: NewEntry): Promise<void>;
  /** Throws `NoSuchThing`. */
  get(exchangeId: string): Promise<KeptExchange>;
  /** The stored exchanges, oldest first. */
  readonly entries: readonly KeptExchange[];
  /** Resolves with the first stored exchange for which `matches` returns true. */
  whenKept(matches: (entry: KeptExchange) => boolean): Promise<KeptExchange>;
  /** Makes every later append fail as on a full disk. */
  setFull(): void;
}

/** Creates a history in memory that stores exchanges as JSON, as the disk does. */
export function createMemoryHistory(): MemoryHistory {
  const entries: KeptExchange[] = [];
  const awaited: { matches: (entry: KeptExchange) => boolean; resolve: (entry: KeptExchange) => void }[] = [];
  let isFull = false;
  return {
    entries,
    async append({ requestBody, ...entry }) {
      if (isFull) throw new StorageFailed("ENOSPC", "memory:history.db", "The disk is full.");
      const stored: KeptExchange = JSON.parse(JSON.stringify(entry));
      if (requestBody !== undefined) stored.exchange.request.body = unpackText(requestBody);
      entries.push(stored);
      for (const { matches, resolve } of awaited) if (matches(stored)) resolve(stored);
    },
    async get(exchangeId) {
      const entry = entries.find(({ exchange }) => exchange.id === exchangeId);
      if (entry === undefined) throw new NoSuchThing("history entry");
      return entry;
    },
    whenKept(matches) {
      const already = entries.find(matches);
      if (already) return Promise.resolve(already);
      return new Promise((resolve) => awaited.push({ matches, resolve }));
    },
    setFull() {
      isFull = true;
    },
  };
}
