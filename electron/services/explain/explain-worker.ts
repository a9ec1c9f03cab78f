import { workerData } from "node:worker_threads";
import { openSnapshotStore } from "../definitions/open-snapshot-store.ts";
import { serveCalls } from "../workers/serve-calls.ts";
import type { ExplainCalls } from "./explain-calls.ts";
import { createExplainHandler } from "./explain-handler.ts";

/*
 * The entry of the thread that reads, stores and evaluates definitions, also in the build: 50 MB of JSON or 10,000 rules take seconds of work. It and all its
 * imports run from source on plain Node: erasable syntax and `.ts` in every import.
 */
serveCalls<ExplainCalls>(() => {
  const { folder }: { folder: string } = workerData;
  const snapshots = openSnapshotStore({ dataFolder: folder });
  const handler = createExplainHandler({ snapshots, elapsedMs: () => performance.now() });
  return {
    ...snapshots,
    ...handler,
    *flips(request) {
      const search = handler.flips(request);
      return search && (yield* search);
    },
  };
});
