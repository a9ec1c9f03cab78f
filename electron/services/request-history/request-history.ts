import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type HistoryEntry, HistoryEntrySchema, type HistoryRow } from "#shared/domain/history-entry.ts";
import { NoSuchThing, StorageFailed } from "../failures.ts";
import type { Clock, Log } from "../ports.ts";
import type {
  CallName,
  HistoryPage,
  HistoryReply,
  HistoryRequest,
  HistoryStats,
  Input,
  Output,
  PageQuery,
  StorageTrouble,
} from "./history-calls.ts";
import { entryToKeep, type NewEntry } from "./kept-entry.ts";
import { assertNothingSecret } from "./nothing-secret.ts";
import { createRowFeed } from "./row-feed.ts";

/** Every exchange, newest first. All calls throw `StorageFailed` when the disk refuses, or after `close`. */
export interface RequestHistory {
  /** Whether all that was kept can be searched at once; without it a search reads the newest entries only. */
  readonly hasFullText: boolean;
  /** Durable when it resolves: neither a kill nor a power failure takes it back. Redacts nothing, and throws when it sees something secret. */
  append(entry: NewEntry): Promise<HistoryRow>;
  page(query: PageQuery): Promise<HistoryPage>;
  /** Throws `NoSuchThing`. */
  get(exchangeId: string): Promise<HistoryEntry>;
  /** Throws `NoSuchThing`. */
  pin(exchangeId: string, isPinned: boolean): Promise<void>;
  /** Removes what is not pinned, with `userLabel` only what was asked for exactly that user, and leaves no traces of it in the file. */
  clear(input: { readonly userLabel: string | null }): Promise<{ readonly removed: number }>;
  /** Each row that is kept from now on; ends when the signal aborts or the history closes. */
  follow(signal?: AbortSignal): AsyncGenerator<HistoryRow, void>;
  stats(): Promise<HistoryStats>;
  close(): Promise<void>;
}

/** Opens `history.db` in `folder` on a thread of its own. Throws `StorageFailed` when it can neither be opened nor begun anew. */
export async function createRequestHistory({
  folder,
  clock,
  log,
  workerUrl = findWorker(),
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerUrl?: URL;
}): Promise<RequestHistory> {
  const file = join(folder, "history.db");
  const thread = await startThread({ file, workerUrl, nowMs: clock.nowMs() });
  if (thread.movedAside !== null)
    log.warn("The history could not be read and was moved aside; a new one was begun.", { ...thread.movedAside });
  const feed = createRowFeed();

  return {
    hasFullText: thread.hasFullText,
    async append(entry) {
      assertNothingSecret(entry);
      const row = await thread.ask("append", entryToKeep(entry));
      feed.tell(row);
      return row;
    },
    page: (query) => thread.ask("page", query),
    async get(exchangeId) {
      const found = await thread.ask("find", exchangeId);
      if (found === null) throw new NoSuchThing("history entry");
      return HistoryEntrySchema.parse({ ...JSON.parse(found.json), row: found.row });
    },
    async pin(exchangeId, isPinned) {
      const isKnown = await thread.ask("pin", { exchangeId, isPinned });
      if (!isKnown) throw new NoSuchThing("history entry");
    },
    clear: (input) => thread.ask("clear", input),
    follow: (signal) => feed.follow(signal),
    stats: () => thread.ask("stats", undefined),
    async close() {
      feed.end();
      await thread.close();
    },
  };
}

interface HistoryThread {
  readonly hasFullText: boolean;
  readonly movedAside: { readonly to: string; readonly because: string } | null;
  ask<Name extends CallName>(call: Name, input: Input<Name>): Promise<Output<Name>>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: StorageFailed): void;
}

function startThread({ file, workerUrl, nowMs }: { file: string; workerUrl: URL; nowMs: number }): Promise<HistoryThread> {
  // Without the flags that this process was started with: they are for its own entry.
  const worker = new Worker(workerUrl, { workerData: { file, nowMs }, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  let lastId = 0;
  let hasEnded = false;
  let closing: Promise<void> | null = null;

  const failed = ({ code, message }: StorageTrouble) => new StorageFailed(code, file, storageMessage(code, message));
  const closed = () => failed({ code: "ECLOSED", message: "" });

  function ask<Name extends CallName>(call: Name, input: Input<Name>): Promise<Output<Name>> {
    if (hasEnded) return Promise.reject(closed());
    lastId += 1;
    const request: HistoryRequest = { id: lastId, call, input };
    return new Promise((resolve, reject) => {
      // The thread answers each call with that call's own output.
      waiting.set(request.id, { resolve: resolve as Waiting["resolve"], reject });
      worker.postMessage(request);
    });
  }

  function close(): Promise<void> {
    closing ??= hasEnded ? ended : ask("close", undefined).then(() => ended);
    return closing;
  }

  return new Promise((resolve, reject) => {
    worker.on("message", (reply: HistoryReply) => {
      switch (reply.kind) {
        case "opened":
          return resolve({ ...reply, ask, close });
        case "not_opened":
          return reject(failed(reply.trouble));
        case "done":
          waiting.get(reply.id)?.resolve(reply.output);
          return waiting.delete(reply.id);
        case "failed":
          waiting.get(reply.id)?.reject(failed(reply.trouble));
          return waiting.delete(reply.id);
      }
    });
    worker.once("error", (error) => reject(failed({ code: "EUNKNOWN", message: String(error) })));
    worker.once("exit", () => {
      hasEnded = true;
      reject(closed());
      for (const { reject: giveUp } of waiting.values()) giveUp(closed());
      waiting.clear();
    });
  });
}

function storageMessage(code: string, message: string): string {
  switch (code) {
    case "ENOSPC":
      return "The disk is full, so the history could not be kept. Make room, then try again.";
    case "EROFS":
      return "The data folder cannot be written, so the history could not be kept. Check its permissions.";
    case "ENOENT":
      return "The history could not be opened in the data folder. Check that the folder exists and can be written.";
    case "EDAMAGED":
      return "The history's file is damaged. Start Gatescope again: it moves the file aside and begins a new one.";
    case "EBUSY":
      return "Another program holds the history's file. Close it, then try again.";
    case "ECLOSED":
      return "The history is closed. Start Gatescope again.";
    default:
      return `The history could not be read or written: ${message}. Start Gatescope again; if it stays, check the disk.`;
  }
}

/** Beside this file in the source; in the build beside the hosts' bundles, which this file may be in, or in their `chunks/`. */
function findWorker(): URL {
  const places = ["./history-worker.ts", "./history-worker.js", "../history-worker.js"].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(fileURLToPath(place)));
  if (found === undefined) throw new Error(`history-worker is not beside ${import.meta.url}: build again.`);
  return found;
}
