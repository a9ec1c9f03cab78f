import { workerData } from "node:worker_threads";
import type { ServedDatabase } from "../storage/database-thread.ts";
import { serveCalls } from "../workers/serve-calls.ts";
import type { HistoryCalls, HistoryFacts } from "./history-calls.ts";
import { openHistoryDatabase } from "./history-database.ts";

/*
 * The entry of the history's thread, also in the build. It and all its imports run from source on plain Node: erasable syntax and `.ts` in every import.
 */
serveCalls<ServedDatabase<HistoryCalls, HistoryFacts>>(() => {
  const { hasFullText, movedAside, ...calls } = openHistoryDatabase(workerData);
  return { ...calls, facts: () => ({ hasFullText, movedAside }) };
});
