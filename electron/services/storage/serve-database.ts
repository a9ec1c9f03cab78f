import { parentPort } from "node:worker_threads";
import type { CallReply, CallRequest, StorageTrouble } from "./database-calls.ts";
import { systemCode } from "./sqlite-file.ts";

/** A database that is open: what there is to say of it, and what it can be asked. `close` ends the thread. */
export interface OpenDatabase<Facts> {
  readonly facts: Facts;
  readonly calls: { close(): void };
}

/** Serves a database to the thread that started this one, one call after the other; ends with `close`. */
export function serveDatabase<Facts>(open: () => OpenDatabase<Facts>): void {
  const database = tryToOpen(open);
  if (database !== null) parentPort?.on("message", (request: CallRequest) => void answer(database, request));
}

function tryToOpen<Facts>(open: () => OpenDatabase<Facts>): OpenDatabase<Facts> | null {
  try {
    const opened = open();
    reply({ kind: "opened", facts: opened.facts });
    return opened;
  } catch (error) {
    reply({ kind: "not_opened", trouble: troubleOf(error) });
    return null;
  }
}

async function answer({ calls }: OpenDatabase<unknown>, { id, call, input }: CallRequest): Promise<void> {
  try {
    // The service's typed `ask` is the only one that makes requests: the call is one of these, and the input belongs to it.
    const serve: unknown = Reflect.get(calls, call);
    if (typeof serve !== "function") throw new TypeError(`This database cannot be asked for ${call}.`);
    reply({ kind: "done", id, output: await serve(input) });
  } catch (error) {
    reply({ kind: "failed", id, trouble: troubleOf(error) });
  }
  if (call === "close") parentPort?.close();
}

function reply(message: CallReply): void {
  parentPort?.postMessage(message);
}

function troubleOf(error: unknown): StorageTrouble {
  const message = error instanceof Error ? error.message : String(error);
  return { code: systemCode(error), message };
}
