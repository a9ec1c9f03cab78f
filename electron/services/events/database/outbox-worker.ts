import { workerData } from "node:worker_threads";
import type { ServedDatabase } from "../../storage/database-thread.ts";
import { serveCalls } from "../../workers/serve-calls.ts";
import type { OutboxCalls } from "./outbox-calls.ts";
import { type OutboxFacts, openOutboxDatabase } from "./outbox-database.ts";

/*
 * The entry of the outbox's thread, also in the build. It and all its imports run from source on plain Node: erasable syntax, `.ts` in every import, and no zod.
 */
serveCalls<ServedDatabase<OutboxCalls, OutboxFacts>>(() => {
  const { facts, calls } = openOutboxDatabase(workerData);
  return { ...calls, facts: () => facts };
});
