import { join } from "node:path";
import { type HistoryEntry, HistoryEntrySchema, type HistoryRow } from "#shared/domain/history/history-entry.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { NoSuchThing } from "../failures.ts";
import { createFeed } from "../feed.ts";
import type { Clock, Log } from "../ports.ts";
import { startDatabaseThread } from "../storage/database-thread.ts";
import { findWorker } from "../workers/find-worker.ts";
import type { ActionsPage, HistoryCalls, HistoryFacts, HistoryPage, HistoryStats, PageQuery } from "./history-calls.ts";
import { entryToKeep, type NewEntry } from "./kept-entry.ts";
import { assertNothingSecret } from "./redact-exchange.ts";

/** The stored exchanges, newest first. All calls throw `StorageFailed` when the disk refuses, and after `close`. */
export interface RequestHistory {
  /** Without full text a search reads the newest entries only. */
  readonly hasFullText: boolean;
  /** Resolves when the entry survives a kill and a power failure. Redacts nothing, and throws when the entry contains a secret. */
  append(entry: NewEntry): Promise<HistoryRow>;
  /** The actions, by their newest matching request. */
  actions(query: PageQuery): Promise<ActionsPage>;
  page(query: PageQuery): Promise<HistoryPage>;
  /** Throws `NoSuchThing`. */
  get(exchangeId: string): Promise<HistoryEntry>;
  /** Pins an entry, together with all others of its action. Throws `NoSuchThing`. */
  pin(exchangeId: string, isPinned: boolean): Promise<void>;
  /** Removes everything that is not pinned, also from the free pages of the file. */
  clear(): Promise<{ readonly removed: number }>;
  /** Yields each row that is stored from now on; ends when the signal aborts or the history closes. */
  follow(signal?: AbortSignal): AsyncGenerator<HistoryRow, void>;
  stats(): Promise<HistoryStats>;
  close(): Promise<void>;
}

/** Opens `history.db` in `folder` in its own thread; a file that cannot be read is moved aside. Throws `StorageFailed` when none can be opened. */
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
    texts: { name: "history", notStored: "The request could not be stored." },
  });
  const { hasFullText, movedAside } = thread.facts;
  if (movedAside !== null) log.warn("The history could not be read. It was moved aside, and a new one was created.", { ...movedAside });
  const feed = createFeed<HistoryRow>();

  return {
    hasFullText,
    async append(entry) {
      assertNothingSecret(entry);
      const row = await thread.call("append", entryToKeep(entry));
      feed.publish(row);
      return row;
    },
    actions: (query) => thread.call("actions", query),
    page: (query) => thread.call("page", query),
    async get(exchangeId) {
      const stored = await thread.call("find", exchangeId);
      if (stored === null) throw new NoSuchThing("history entry");
      const entry = HistoryEntrySchema.parse({ ...Object(readJson(stored.json)), row: stored.row });
      if (stored.requestBody === null) return entry;
      return { ...entry, exchange: { ...entry.exchange, request: { ...entry.exchange.request, body: stored.requestBody } } };
    },
    async pin(exchangeId, isPinned) {
      const isKnown = await thread.call("pin", { exchangeId, isPinned });
      if (!isKnown) throw new NoSuchThing("history entry");
    },
    clear: () => thread.call("clear", undefined),
    follow: (signal) => feed.follow(signal),
    stats: () => thread.call("stats", undefined),
    async close() {
      feed.end();
      await thread.close();
    },
  };
}
