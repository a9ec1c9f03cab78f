import { join } from "node:path";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { countBuckets, countLater, type HistoryCounts, stripRange } from "#shared/domain/history/count-strip.ts";
import {
  type HistoryAction,
  HistoryActionSchema,
  type HistoryAnnotation,
  type HistoryEntry,
  HistoryEntrySchema,
  type HistoryRow,
  HistoryRowSchema,
} from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery } from "#shared/domain/history/history-query.ts";
import { tidyTags } from "#shared/domain/history/history-tags.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { NoSuchThing, StorageFailed, UnusableInput } from "../failures.ts";
import { createFeed } from "../feed.ts";
import type { Clock, StorageNotices } from "../ports.ts";
import { startDatabaseThread } from "../storage/database-thread.ts";
import { findWorker } from "../workers/find-worker.ts";
import type { CallName, Input, Output } from "../workers/worker-calls.ts";
import { createAppendQueue } from "./append-queue.ts";
import type {
  ActionsPage,
  CountedPart,
  ExpiredRows,
  ExpiryLimits,
  FieldValue,
  HistoryCalls,
  HistoryFacts,
  HistoryPage,
  HistoryStats,
  StoredImport,
  CountQuery as TimedCountQuery,
  PageQuery as TimedPageQuery,
  ValuedField,
} from "./database/history-calls.ts";
import type { AllowedValues } from "./database/history-salvage.ts";
import type { ImportedEntry } from "./imported-entry.ts";
import { entryToKeep, type NewEntry } from "./kept-entry.ts";
import { assertNothingSecret } from "./redact-exchange.ts";

/** A page of what a search finds. */
export type PageQuery = Omit<TimedPageQuery, "nowMs">;

/** Which requests to count. */
export type CountQuery = Omit<TimedCountQuery, "nowMs">;

/** The stored exchanges, newest first. All calls throw `StorageFailed` when the disk refuses, and after `close`. */
export interface RequestHistory {
  /** Without full text a search reads the newest entries only. */
  readonly hasFullText: boolean;
  /** Resolves when the entry survives a kill and a power failure. Redacts nothing, and throws when the entry contains a secret. */
  append(entry: NewEntry): Promise<HistoryRow>;
  /** Prepares entries that are stored together by `storeStaged`. Throws when one contains a secret. */
  stage(importId: string, entries: readonly ImportedEntry[]): Promise<void>;
  /** Stores all staged entries of an import, or none if that fails. Entries that the history already has are left out. Null if nothing is staged. */
  storeStaged(importId: string): Promise<StoredImport | null>;
  dropStaged(importId: string): Promise<void>;
  /** The actions, by their newest matching request. Throws `UnusableInput` for a search that cannot be understood, as `page` does. */
  actions(query: PageQuery): Promise<ActionsPage>;
  /** Counts what a search finds for a limited time; `nextBeforeSeq` continues it. */
  count(query: CountQuery): Promise<CountedPart>;
  page(query: PageQuery): Promise<HistoryPage>;
  /** The requests per hour or day. Throws `UnusableInput` as `page` does. */
  counts(query: Pick<CountQuery, "filter">): Promise<HistoryCounts>;
  /** The values of a field that contain `text`, of the newest requests, the most frequent first. */
  values(input: { readonly field: ValuedField; readonly text: string; readonly limit: number }): Promise<readonly FieldValue[]>;
  /** Throws `NoSuchThing`. */
  get(exchangeId: string): Promise<HistoryEntry>;
  /** Pins an entry, together with all others of its action. Throws `NoSuchThing`. */
  pin(exchangeId: string, isPinned: boolean): Promise<void>;
  /** Replaces the tags and the note of an entry, together with all others of its action. What has the form of a key is masked. Throws `NoSuchThing`. */
  annotate(exchangeId: string, annotation: HistoryAnnotation): Promise<void>;
  /** Removes a request, or all requests of its action, also from the free pages of the file. Throws `NoSuchThing`. */
  remove(exchangeId: string, what: "request" | "action"): Promise<{ readonly removed: number }>;
  /** Restores the last removal with all its requests, of which `exchangeId` is one. Throws `NoSuchThing` after another removal or a restart. */
  restore(exchangeId: string): Promise<{ readonly restored: number }>;
  /** Removes everything that is neither pinned nor has a tag or a note, also from the free pages of the file. */
  clear(): Promise<{ readonly removed: number }>;
  /** Yields each row that is stored from now on, and one of each import; ends when the signal aborts or the history closes. */
  follow(signal?: AbortSignal): AsyncGenerator<HistoryRow, void>;
  /** `notStored` counts the failed appends since the start. */
  stats(): Promise<HistoryStats & { readonly notStored: { readonly requests: number; readonly sinceMs: number } | null }>;
  /** Returns what is too old or too much, by purpose; null for nothing. */
  expiring(limits: ExpiryLimits): Promise<ExpiredRows | null>;
  /** Removes it. `restoreExpired` undoes it until the next removal or the next start. */
  expire(limits: ExpiryLimits): Promise<ExpiredRows | null>;
  restoreExpired(): Promise<{ readonly restored: number }>;
  close(): Promise<void>;
}

/** A count per hour ends after this time, and says how far it came. */
const maxCountingMs = 500;

/** The values that columns of a stored row may have. */
const { endpoint, purpose, kind, state } = HistoryRowSchema.shape;
const allowed: AllowedValues = {
  endpoint: endpoint.options,
  purpose: purpose.options,
  kind: [...kind.unwrap().options, null],
  state: state.options,
};

const isReadableAction = (action: HistoryAction) => HistoryActionSchema.safeParse(action).success;
const isReadable = (row: HistoryRow) => HistoryRowSchema.safeParse(row).success;
const lostExchange =
  "The request and the answer of this entry were in a damaged part of the history and could not be recovered. Its line in the list is what is left.";

/** Opens `history.db` in `folder` in its own thread; a damaged file is set aside, and what can be read of it is kept. Throws `StorageFailed` when none can be opened. */
export async function createRequestHistory({
  folder,
  clock,
  notices,
  workerUrl = findWorker("history-worker", import.meta.url),
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly notices: Pick<StorageNotices, "add">;
  readonly workerUrl?: URL;
}): Promise<RequestHistory> {
  const file = join(folder, "history.db");
  const thread = await startDatabaseThread<HistoryCalls, HistoryFacts>({
    file,
    workerUrl,
    workerData: { file, nowMs: clock.nowMs(), allowed },
    texts: { name: "history", notStored: "The request could not be stored." },
    notices,
  });
  const { hasFullText } = thread.facts;
  const appends = createAppendQueue((entries) => {
    const stored = thread.call("append", entries);
    thread.sendNow();
    return stored;
  });
  /** A call is served after the appends that were made before it. */
  function call<Name extends CallName<HistoryCalls>>(name: Name, input: Input<HistoryCalls, Name>): Promise<Output<HistoryCalls, Name>> {
    appends.flush();
    return thread.call(name, input);
  }
  const feed = createFeed<HistoryRow>();
  const timed = <Query extends CountQuery>(query: Query): Query & { nowMs: number } => {
    const [problem] = parseHistoryQuery(query.filter.text).problems;
    if (problem !== undefined) throw new UnusableInput("text", problem.sentence);
    return { ...query, nowMs: clock.nowMs() };
  };

  let notStored: { readonly requests: number; readonly sinceMs: number } | null = null;

  return {
    hasFullText,
    async append(entry) {
      assertNothingSecret(entry);
      const row = await appends.append(entryToKeep(entry)).catch((failure: unknown) => {
        notStored = { requests: (notStored?.requests ?? 0) + 1, sinceMs: notStored?.sinceMs ?? entry.exchange.atMs };
        throw failure;
      });
      feed.publish(row);
      return row;
    },
    async stage(importId, entries) {
      for (const entry of entries) assertNothingSecret(entry);
      const staged = entries.map(({ annotation, ...entry }) => ({
        entry: entryToKeep(entry),
        annotation: tidyAnnotation(annotation),
      }));
      await call("stage", { importId, entries: staged });
    },
    async storeStaged(importId) {
      const stored = await call("storeStaged", importId);
      const found = stored === null || stored.exchangeId === null ? null : await call("find", stored.exchangeId);
      if (found !== null) feed.publish(found.row);
      return stored;
    },
    dropStaged: (importId) => call("dropStaged", importId),
    async actions(asked) {
      const query = timed(asked);
      const page = await call("actions", query);
      if (page.actions.every(isReadableAction)) return page;
      // An action that cannot be shown must not blank the list.
      await thread.repair();
      const repaired = await call("actions", query);
      return { ...repaired, actions: repaired.actions.filter(isReadableAction) };
    },
    count: async (query) => call("count", timed(query)),
    async page(asked) {
      const query = timed(asked);
      const page = await call("page", query);
      if (page.rows.every(isReadable)) return page;
      // A row that cannot be shown must not blank the list.
      await thread.repair();
      const repaired = await call("page", query);
      return { ...repaired, rows: repaired.rows.filter(isReadable) };
    },
    async counts({ filter }) {
      const query = timed({ filter, beforeSeq: null });
      const endMs = performance.now() + maxCountingMs;
      const parts = [await call("counts", { ...query, before: null })];
      for (let last = parts[0]; last !== undefined && last.nextBefore !== null && performance.now() < endMs; ) {
        last = await call("counts", { ...query, before: last.nextBefore });
        parts.push(last);
      }
      const range = stripRange({ oldestMs: parts[0]?.oldestMs ?? query.nowMs, nowMs: query.nowMs });
      const slots = parts.flatMap((part) => part.slots);
      return {
        unit: range.unit,
        buckets: countBuckets(slots, { ...range, nowMs: query.nowMs }),
        countedSinceMs: parts.at(-1)?.countedSinceMs ?? null,
        later: countLater(slots, query.nowMs),
      };
    },
    values: (input) => call("values", input),
    async get(exchangeId) {
      const stored = await call("find", exchangeId);
      if (stored === null) throw new NoSuchThing("history entry");
      if (stored.json === null) throw new StorageFailed("EDAMAGED", file, lostExchange);
      const entry = HistoryEntrySchema.parse({ ...Object(readJson(stored.json)), row: stored.row });
      if (stored.requestBody === null) return entry;
      return { ...entry, exchange: { ...entry.exchange, request: { ...entry.exchange.request, body: stored.requestBody } } };
    },
    async pin(exchangeId, isPinned) {
      const isKnown = await call("pin", { exchangeId, isPinned });
      if (!isKnown) throw new NoSuchThing("history entry");
    },
    async annotate(exchangeId, annotation) {
      const isKnown = await call("annotate", { exchangeId, ...tidyAnnotation(annotation) });
      if (!isKnown) throw new NoSuchThing("history entry");
    },
    async remove(exchangeId, what) {
      const result = await call("remove", { exchangeId, what });
      if (result.removed === 0) throw new NoSuchThing("history entry");
      return result;
    },
    async restore(exchangeId) {
      const result = await call("restore", exchangeId);
      if (result.restored === 0) throw new NoSuchThing("removed history entry");
      return result;
    },
    clear: () => call("clear", undefined),
    follow: (signal) => feed.follow(signal),
    expiring: (limits) => call("expiring", limits),
    expire: (limits) => call("expire", limits),
    restoreExpired: () => call("restoreExpired", undefined),
    stats: async () => ({ ...(await call("stats", undefined)), notStored }),
    async close() {
      feed.end();
      appends.flush();
      await thread.close();
    },
  };
}

/** What has the form of a key is masked. */
function tidyAnnotation({ tags, note }: HistoryAnnotation): HistoryAnnotation {
  return { tags: tidyTags(tags.map((tag) => redactText(tag))), note: redactText(note.trim()) };
}
