import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { StorageFailed } from "../failures.ts";
import { createPendingCalls } from "../workers/pending-calls.ts";
import type { CallName, CallReply, CallRequest, Input, Output, StorageTrouble } from "./database-calls.ts";

/** A database in a thread of its own, because node:sqlite blocks whoever calls it. */
export interface DatabaseThread<Calls, Facts> {
  /** What the thread said when it had opened the file. */
  readonly facts: Facts;
  /** In the order asked. Throws `StorageFailed` when the disk refuses, or after `close`. */
  ask<Name extends CallName<Calls>>(call: Name, input: Input<Calls, Name>): Promise<Output<Calls, Name>>;
  close(): Promise<void>;
}

/** Starts the thread of `workerUrl`, which serves `Calls` with serve-database.ts. Throws `StorageFailed` when it cannot open the file. */
export function startDatabaseThread<Calls, Facts>({
  file,
  workerUrl,
  workerData,
  sayTrouble,
}: {
  readonly file: string;
  readonly workerUrl: URL;
  readonly workerData: unknown;
  /** A sentence for the person about one of the system's codes. */
  readonly sayTrouble: (code: string, message: string) => string;
}): Promise<DatabaseThread<Calls, Facts>> {
  // Without the flags that this process was started with: they are for its own entry.
  const worker = new Worker(workerUrl, { workerData, execArgv: [] });
  const calls = createPendingCalls();
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  let hasEnded = false;
  let closing: Promise<void> | null = null;

  const failed = ({ code, message }: StorageTrouble) => new StorageFailed(code, file, sayTrouble(code, message));
  const closed = () => failed({ code: "ECLOSED", message: "" });

  function post(call: string, input: unknown): Promise<unknown> {
    if (hasEnded) return Promise.reject(closed());
    const { id, answered } = calls.add();
    worker.postMessage({ id, call, input } satisfies CallRequest);
    return answered;
  }

  const thread = (facts: Facts): DatabaseThread<Calls, Facts> => ({
    facts,
    // The thread answers each call with that call's own output.
    ask: (call, input) => post(call, input) as Promise<Output<Calls, typeof call>>,
    close() {
      closing ??= hasEnded ? ended : post("close", undefined).then(() => ended);
      return closing;
    },
  });

  return new Promise((resolve, reject) => {
    worker.on("message", (reply: CallReply) => {
      switch (reply.kind) {
        case "opened":
          return resolve(thread(reply.facts as Facts)); // what the same database's worker said
        case "not_opened":
          return reject(failed(reply.trouble));
        case "done":
          return calls.resolve(reply.id, reply.output);
        case "failed":
          return calls.reject(reply.id, failed(reply.trouble));
      }
    });
    worker.once("error", (error) => reject(failed({ code: "EUNKNOWN", message: String(error) })));
    worker.once("exit", () => {
      hasEnded = true;
      reject(closed());
      calls.rejectAll(closed);
    });
  });
}

/** A worker's file: beside its service in the source; in the build beside the hosts' bundles, which the service may be in, or in their `chunks/`. */
export function findWorker(name: string, from: string): URL {
  const places = [`./${name}.ts`, `./${name}.js`, `../${name}.js`].map((place) => new URL(place, from));
  const found = places.find((place) => existsSync(fileURLToPath(place)));
  if (found === undefined) throw new Error(`${name} is not beside ${from}: build again.`);
  return found;
}
