import { StorageFailed } from "#services/failures.ts";
import type { NewEntry } from "#services/history/kept-entry.ts";
import { unpackText } from "#services/storage/compressed.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";

export type KeptExchange = Pick<HistoryEntry, "context" | "exchange" | "answers">;

export interface MemoryHistory {
  append(entry: NewEntry): Promise<void>;
  /** What was kept, oldest first. */
  readonly entries: readonly KeptExchange[];
  /** Resolves once an exchange like this one is kept. */
  whenKept(isMeant: (entry: KeptExchange) => boolean): Promise<KeptExchange>;
  /** From now on keeping fails as it does on a full disk. */
  setFull(): void;
}

/** Keeps exchanges as the text that a disk would hold. */
export function createMemoryHistory(): MemoryHistory {
  const entries: KeptExchange[] = [];
  const awaited: { isMeant: (entry: KeptExchange) => boolean; found: (entry: KeptExchange) => void }[] = [];
  let isFull = false;
  return {
    entries,
    async append({ requestBody, ...entry }) {
      if (isFull) throw new StorageFailed("ENOSPC", "memory:history.db", "The disk is full.");
      const kept: KeptExchange = JSON.parse(JSON.stringify(entry));
      if (requestBody !== undefined) kept.exchange.request.body = unpackText(requestBody);
      entries.push(kept);
      for (const { isMeant, found } of awaited) if (isMeant(kept)) found(kept);
    },
    whenKept(isMeant) {
      const already = entries.find(isMeant);
      if (already) return Promise.resolve(already);
      return new Promise((found) => awaited.push({ isMeant, found }));
    },
    setFull() {
      isFull = true;
    },
  };
}
