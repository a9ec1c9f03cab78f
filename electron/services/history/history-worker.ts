import { workerData } from "node:worker_threads";
import { serveDatabase } from "../storage/serve-database.ts";
import type { HistoryCalls, HistoryFacts } from "./database/history-calls.ts";
import { openHistoryDatabase } from "./database/history-database.ts";

/*
 * The entry of the history's thread, also in the build. It and all its imports run from source on plain Node: erasable syntax and `.ts` in every import.
 */
serveDatabase<HistoryCalls, HistoryFacts>(({ repairAtMs }) =>
  openHistoryDatabase({ ...workerData, ...(repairAtMs !== null && { nowMs: repairAtMs, isDamaged: true }) }),
);
