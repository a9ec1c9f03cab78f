import { workerData } from "node:worker_threads";
import { serveDatabase } from "../storage/serve-database.ts";
import type { HistoryFacts } from "./history-calls.ts";
import { openHistoryDatabase } from "./history-database.ts";

/*
 * The history's own thread, because node:sqlite blocks whoever calls it. It is also an entry of the build: it and all it imports
 * run from source on plain Node, so: erasable syntax and `.ts` in every import.
 */
serveDatabase<HistoryFacts>(() => {
  const { hasFullText, movedAside, ...calls } = openHistoryDatabase(workerData);
  return { facts: { hasFullText, movedAside }, calls };
});
