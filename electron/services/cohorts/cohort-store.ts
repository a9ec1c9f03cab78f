import { join } from "node:path";
import type { Clock, StorageNotices } from "../ports.ts";
import { type DatabaseThread, type FileFacts, startDatabaseThread } from "../storage/database-thread.ts";
import { findWorker } from "../workers/find-worker.ts";
import type { StoredBlock } from "./block.ts";
import type { CohortDatabaseCalls } from "./cohort-database.ts";

export type CohortStore = DatabaseThread<CohortDatabaseCalls, FileFacts>;

/** Opens `cohorts.db` in the data folder in its own thread. Throws `StorageFailed` when none can be opened. */
export function openCohortStore({
  folder,
  clock,
  notices,
  workerUrl = findWorker("cohort-database-worker", import.meta.url),
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly notices: Pick<StorageNotices, "add">;
  readonly workerUrl?: URL;
}): Promise<CohortStore> {
  const file = join(folder, "cohorts.db");
  return startDatabaseThread<CohortDatabaseCalls, FileFacts>({
    file,
    workerUrl,
    workerData: { file, nowMs: clock.nowMs() },
    texts: { name: "list of cohorts", notStored: "The cohort could not be stored." },
    notices,
  });
}

/** Blocks are written some at a time, because each write waits for the disk. */
const maxPendingBlocks = 8;

/** Writes the blocks of one cohort in their order, and reads its users back, also those that are not written yet. */
export function createBlockWriter(store: Pick<CohortStore, "call">, cohortId: string, firstSeq: number) {
  let seq = firstSeq;
  let pending: { readonly seq: number; readonly block: StoredBlock }[] = [];
  async function flush(): Promise<void> {
    if (pending.length === 0) return;
    const blocks = pending;
    pending = [];
    await store.call("append", { cohortId, blocks });
  }
  return {
    get count() {
      return seq;
    },
    async add(block: StoredBlock): Promise<void> {
      pending.push({ seq, block });
      seq += 1;
      // The first block is read at once, because the page shows it.
      if (pending.length >= maxPendingBlocks || seq === firstSeq + 1) await flush();
    },
    flush,
  };
}
