import { parentPort, workerData } from "node:worker_threads";
import type { HistoryReply, HistoryRequest, StorageTrouble } from "./history-calls.ts";
import { type HistoryDatabase, openHistoryDatabase } from "./history-database.ts";
import { systemCode } from "./history-schema.ts";

/*
 * The history's own thread, because node:sqlite blocks whoever calls it. It is also an entry of the build: it and all it imports
 * run from source on plain Node, so: erasable syntax and `.ts` in every import.
 */

const { file, nowMs }: { file: string; nowMs: number } = workerData;
const database = open();

function open(): HistoryDatabase | null {
  try {
    const opened = openHistoryDatabase({ file, nowMs });
    reply({ kind: "opened", hasFullText: opened.hasFullText, movedAside: opened.movedAside });
    return opened;
  } catch (error) {
    reply({ kind: "not_opened", trouble: troubleOf(error) });
    return null;
  }
}

if (database !== null) parentPort?.on("message", (request: HistoryRequest) => void answer(database, request));

async function answer(opened: HistoryDatabase, { id, call, input }: HistoryRequest): Promise<void> {
  try {
    // The service's typed `ask` is the only one that makes requests, so this input belongs to this call.
    const output = await opened[call](input as never);
    reply({ kind: "done", id, output });
  } catch (error) {
    reply({ kind: "failed", id, trouble: troubleOf(error) });
  }
  if (call === "close") parentPort?.close();
}

function reply(message: HistoryReply): void {
  parentPort?.postMessage(message);
}

function troubleOf(error: unknown): StorageTrouble {
  const message = error instanceof Error ? error.message : String(error);
  return { code: systemCode(error), message };
}
