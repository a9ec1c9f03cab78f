import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import type { EntryToKeep } from "./database/history-calls.ts";

/** Keeps the bodies of a call to a few megabytes, and lets a search have its turn. */
const maxInOneCall = 50;

interface Waiting {
  readonly entry: EntryToKeep;
  readonly stored: (row: HistoryRow) => void;
  readonly failed: (failure: unknown) => void;
}

export interface AppendQueue {
  /** Resolves when the entry is stored. */
  append(entry: EntryToKeep): Promise<HistoryRow>;
  /** Sends what waits at once, so that a call made now is served after it. */
  flush(): void;
}

/**
 * Stores the entries that wait at the same moment in one call, which is one transaction: a commit waits for the disk, for one entry as long as for many. An
 * entry waits for what is handled in the same turn of the event loop and for the call before it, never for others to come. `store` stores all of its
 * entries or none.
 */
export function createAppendQueue(store: (entries: readonly EntryToKeep[]) => Promise<readonly HistoryRow[]>): AppendQueue {
  let waiting: Waiting[] = [];
  let inProgress = 0;
  let isDue = false;

  async function storeAll(these: readonly Waiting[]): Promise<void> {
    try {
      const rows = await store(these.map(({ entry }) => entry));
      for (const [position, row] of rows.entries()) these[position]?.stored(row);
    } catch (failure) {
      // One of them may be the reason, and the others can be stored without it.
      if (these.length > 1) await Promise.all(these.map((one) => storeAll([one])));
      else these[0]?.failed(failure);
    }
  }

  async function storeNext(): Promise<void> {
    const these = waiting.slice(0, maxInOneCall);
    waiting = waiting.slice(maxInOneCall);
    inProgress += 1;
    await storeAll(these);
    inProgress -= 1;
    storeSoon();
  }

  function storeSoon(): void {
    if (isDue || inProgress > 0 || waiting.length === 0) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      if (inProgress === 0 && waiting.length > 0) void storeNext();
    });
  }

  return {
    append(entry) {
      return new Promise((stored, failed) => {
        waiting.push({ entry, stored, failed });
        storeSoon();
      });
    },
    flush() {
      while (waiting.length > 0) void storeNext();
    },
  };
}
