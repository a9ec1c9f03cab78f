import { parentPort } from "node:worker_threads";
import { NoSuchThing, UnusableInput } from "../../failures.ts";
import type { RowsFailure, RowsReply, RowsRequest } from "./rows-calls.ts";
import { createRowsHandler } from "./rows-handler.ts";

/*
 * The thread in which files are read: a million rows take half a minute of work, which nobody else is to wait for. It is also an entry of the build: it and all
 * it imports run from source on plain Node, so: erasable syntax and `.ts` in every import.
 */

const handler = createRowsHandler();
/** Calls under way, by number. */
const inProgress = new Map<number, AbortController>();

parentPort?.on("message", (request: RowsRequest) => {
  if (request.kind === "cancel") inProgress.get(request.id)?.abort();
  else void answer(request);
});

async function answer({ id, call, input }: Extract<RowsRequest, { kind: "call" }>): Promise<void> {
  const outcome = new AbortController();
  inProgress.set(id, outcome);
  try {
    // The service's typed `ask` is the only one that makes requests, so this input belongs to this call.
    reply({ kind: "done", id, output: await handler[call](input as never, outcome.signal) });
  } catch (error) {
    reply({ kind: "failed", id, failure: failureOf(error) });
  } finally {
    inProgress.delete(id);
  }
}

function failureOf(error: unknown): RowsFailure {
  if (error instanceof UnusableInput) return { kind: "unusable", where: error.where, message: error.message };
  if (error instanceof NoSuchThing) return { kind: "missing", what: error.what };
  return { kind: "unforeseen", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function reply(message: RowsReply): void {
  parentPort?.postMessage(message);
}
