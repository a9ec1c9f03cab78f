import { join } from "node:path";
import { type HistoryEntry, HistoryEntrySchema, type HistoryRow } from "#shared/domain/history/history-entry.ts";
import { NoSuchThing } from "../failures.ts";
import { createFeed } from "../feed.ts";
import type { Clock, Log } from "../ports.ts";
import { startDatabaseThread } from "../storage/database-thread.ts";
import { findWorker } from "../workers/find-worker.ts";
import type { HistoryCalls, HistoryFacts, HistoryPage, HistoryStats, PageQuery } from "./history-calls.ts";
import { entryToKeep, type NewEntry } from "./kept-entry.ts";
import { assertNothingSecret } from "./redact-exchange.ts";

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
  workerUrl = findWorker("history-worker", import.meta.url),
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerUrl?: URL;
}): Promise<RequestHistory> {
  const file = join(folder, "history.db");
  const thread = await startDatabaseThread<HistoryCalls, HistoryFacts>({
    file,
    workerUrl,
    workerData: { file, nowMs: clock.nowMs() },
    describeFailure: storageMessage,
  });
  const { hasFullText, movedAside } = thread.facts;
  if (movedAside !== null) log.warn("The history could not be read and was moved aside; a new one was begun.", { ...movedAside });
  const feed = createFeed<HistoryRow>();

  return {
    hasFullText,
    async append(entry) {
      assertNothingSecret(entry);
      const row = await thread.call("append", entryToKeep(entry));
      feed.publish(row);
      return row;
    },
    page: (query) => thread.call("page", query),
    async get(exchangeId) {
      const found = await thread.call("find", exchangeId);
      if (found === null) throw new NoSuchThing("history entry");
      const entry = HistoryEntrySchema.parse({ ...JSON.parse(found.json), row: found.row });
      if (found.requestBody === null) return entry;
      return { ...entry, exchange: { ...entry.exchange, request: { ...entry.exchange.request, body: found.requestBody } } };
    },
    async pin(exchangeId, isPinned) {
      const isKnown = await thread.call("pin", { exchangeId, isPinned });
      if (!isKnown) throw new NoSuchThing("history entry");
    },
    clear: (input) => thread.call("clear", input),
    follow: (signal) => feed.follow(signal),
    stats: () => thread.call("stats", undefined),
    async close() {
      feed.end();
      await thread.close();
    },
  };
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
