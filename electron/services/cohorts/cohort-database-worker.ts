import { workerData } from "node:worker_threads";
import type { FileFacts } from "../storage/database-thread.ts";
import { serveDatabase } from "../storage/serve-database.ts";
import { type CohortDatabaseCalls, openCohortDatabase } from "./cohort-database.ts";

/*
 * The entry of the thread of the cohorts' database, also in the build. It and all its imports run from source on plain Node: erasable syntax and `.ts` in
 * every import.
 */
serveDatabase<CohortDatabaseCalls, FileFacts>(({ repairAtMs }) =>
  openCohortDatabase({ ...workerData, ...(repairAtMs !== null && { nowMs: repairAtMs, isDamaged: true }) }),
);
