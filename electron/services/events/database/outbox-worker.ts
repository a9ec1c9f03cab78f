import { workerData } from "node:worker_threads";
import { serveDatabase } from "../../storage/serve-database.ts";
import type { OutboxCalls } from "./outbox-calls.ts";
import { type OutboxFacts, openOutboxDatabase } from "./outbox-database.ts";

/*
 * The entry of the outbox's thread, also in the build. It and all its imports run from source on plain Node: erasable syntax, `.ts` in every import, and no zod.
 */
serveDatabase<OutboxCalls, OutboxFacts>(({ repairAtMs }) =>
  openOutboxDatabase({ ...workerData, ...(repairAtMs !== null && { nowMs: repairAtMs, isDamaged: true }) }),
);
