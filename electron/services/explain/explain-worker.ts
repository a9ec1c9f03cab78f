import { setImmediate as othersTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { openArchive } from "../definitions/open-snapshot-store.ts";
import type { ThreadCalls, ThreadReply, ThreadRequest } from "./explain-calls.ts";
import { createExplainHandler, type HandlerRequest } from "./explain-handler.ts";

/*
 * The thread in which definitions are read, kept and evaluated: 50 MB of JSON or 10,000 rules take seconds, which nobody else is to wait for. It is also
 * an entry of the build: it and all it imports run from source on plain Node, so: erasable syntax and `.ts` in every import.
 */

const { folder }: { folder: string } = workerData;
const archive = openArchive({ dataFolder: folder });
const handler = createExplainHandler({ archive, elapsedMs: () => performance.now() });
const calls: ThreadCalls = {
  ...archive,
  explain: handler.explain,
  moreRules: handler.moreRules,
  reasons: handler.reasons,
  exposures: handler.exposures,
  readiness: handler.readiness,
  notes: handler.notes,
};
/** Searches under way, and whether somebody still wants what they find. */
const searches = new Map<number, { isWanted: boolean }>();

parentPort?.on("message", (request: ThreadRequest) => {
  const search = searches.get(request.id);
  if (request.kind !== "leave") void answer(request);
  else if (search !== undefined) search.isWanted = false;
});

async function answer(request: Exclude<ThreadRequest, { kind: "leave" }>): Promise<void> {
  const { id } = request;
  try {
    if (request.kind === "flips") await searchFlips(id, request.input);
    // The service's typed `ask` is the only one that makes requests, so this input belongs to this call.
    else reply({ kind: "done", id, output: await calls[request.call](request.input as never) });
  } catch (error) {
    reply({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

async function searchFlips(id: number, request: HandlerRequest): Promise<void> {
  const search = handler.flips(request);
  const state = { isWanted: true };
  searches.set(id, state);
  try {
    for (let step = search?.next(); step !== undefined && state.isWanted; step = search?.next()) {
      if (step.done) return reply({ kind: "ended", id, summary: step.value });
      reply({ kind: "progress", id, progress: step.value });
      await othersTurn();
    }
    reply({ kind: "ended", id, summary: null });
  } finally {
    searches.delete(id);
  }
}

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}
