import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { CountedSlot } from "#shared/domain/history/count-strip.ts";
import type { HistoryAction, HistoryAnnotation, HistoryFilter, HistoryRow } from "#shared/domain/history/history-entry.ts";
import type { QueryField } from "#shared/domain/history/query-fields.ts";
import type { Compressed } from "../../storage/compressed.ts";
import type { FileFacts } from "../../storage/database-thread.ts";

/** An exchange as it is stored: its row of the list, the texts that a search uses, and the whole entry as JSON. */
export interface EntryToKeep {
  readonly row: Omit<HistoryRow, "seq" | "isPinned" | "tags" | "note">;
  /** Names, IDs and words for searches, with and without full text. */
  readonly facts: string;
  /** All names of a request of several, as a JSON array; null for one or none. */
  readonly names: string | null;
  /** What `user:` finds, as a JSON array. */
  readonly who: string;
  /** A limited extract of the bodies, for full text only. */
  readonly extract: string;
  readonly json: string;
  /** The request's body, if the JSON does not contain it. */
  readonly requestBody: Compressed | null;
}

/** An entry of an import, with tags and a note of its own. */
export interface StagedEntry {
  readonly entry: EntryToKeep;
  readonly annotation: HistoryAnnotation;
}

export interface StoredImport {
  readonly imported: number;
  readonly alreadyThere: number;
  /** One of the imported requests; null for none. */
  readonly exchangeId: string | null;
}

export interface PageQuery {
  readonly filter: HistoryFilter;
  /** The last row of the previous page; null for the first page. */
  readonly beforeSeq: number | null;
  readonly limit: number;
  /** The time that `since:` and `until:` count from. */
  readonly nowMs: number;
}

/** Which rows to count: those of a filter that are older than `beforeSeq`. */
export type CountQuery = Omit<PageQuery, "limit">;

/** What a call has counted until its time was over, and the `beforeSeq` with which to continue; null if everything is counted. */
export interface CountedPart {
  readonly matching: number;
  readonly nextBeforeSeq: number | null;
}

/** The fields whose values are completed from what is kept. */
export type ValuedField = Extract<QueryField, EntityKind | "user" | "tier" | "project" | "tag">;

export interface HistoryPage {
  readonly rows: HistoryRow[];
  readonly hasMore: boolean;
  /** Counted up to `maxCounted`, which then means that many or more. */
  readonly matching: number;
  readonly total: number;
  readonly searchMs: number;
}

export interface ActionsPage {
  readonly actions: HistoryAction[];
  /** The `beforeSeq` of the next page; null on the last one. */
  readonly nextBeforeSeq: number | null;
  /** The time of the oldest request that was searched, if the search stopped before the page was full because it took long; else null. */
  readonly searchedBackToMs: number | null;
  /** Of the first page only: counted down to `nextToCount`. */
  readonly matching: number;
  /** The `beforeSeq` with which `count` continues; null if everything is counted. */
  readonly nextToCount: number | null;
  readonly total: number;
  /** The number of background requests that the filter hides. */
  readonly hidden: number;
  readonly searchMs: number;
}

/** A part of the requests per quarter of an hour that match a filter. */
export interface CountedSlots {
  readonly slots: readonly CountedSlot[];
  readonly oldestMs: number;
  /** The `before` with which to continue; null at the end. */
  readonly nextBefore: number | null;
  /** The time back to which was counted; null at the end. */
  readonly countedSinceMs: number | null;
}

export interface FieldValue {
  readonly value: string;
  /** Among the newest requests. */
  readonly count: number;
}

export const maxCounted = 10_000;

export interface HistoryStats {
  readonly entries: number;
  readonly pinned: number;
  /** Pinned, or with a tag or a note: clearing and limits keep these. */
  readonly marked: number;
  readonly bytes: number;
  readonly oldestAtMs: number | null;
}

/** Which rows are too old or too much: those before a time, and the oldest ones until the file has no more than `maxBytes` in use. Null for no limit. */
export interface ExpiryLimits {
  readonly beforeMs: number | null;
  readonly maxBytes: number | null;
  /** Exchanges that are needed although they are old. */
  readonly keptIds: readonly string[];
}

export interface ExpiredRows {
  readonly requests: number;
  readonly bytes: number;
  readonly bySize: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly purposes: readonly { readonly purpose: string; readonly requests: number; readonly actions: number; readonly users: number }[];
  readonly staying: { readonly pinned: number; readonly annotated: number; readonly unfinished: number };
}

/** Other calls are served between the slices of these. */
export interface ExpiryCalls {
  /** Returns what `expire` would remove; null for nothing. Pinned requests stay, and those with a tag or a note. */
  expiring(limits: ExpiryLimits): Promise<ExpiredRows | null>;
  /** Removes it. It can be restored until the next removal, or until the file is opened again. */
  expire(limits: ExpiryLimits): Promise<ExpiredRows | null>;
  restoreExpired(): Promise<{ readonly restored: number }>;
  /** Removes what could be restored. */
  dropExpired(): void;
}

/** The calls that the worker serves. Other calls are served between the slices of `clear` and `annotate`. */
export interface HistoryCalls extends ExpiryCalls {
  /** Stores all of them or none: one transaction, because a commit waits for the disk. */
  append(entries: readonly EntryToKeep[]): HistoryRow[];
  /** Prepares entries that are stored together later, and keeps them in memory. */
  stage(input: { readonly importId: string; readonly entries: readonly StagedEntry[] }): void;
  /** Stores all entries of an import in one transaction, except those that the history already has. Null if nothing was staged, or the file was opened again meanwhile. */
  storeStaged(importId: string): StoredImport | null;
  dropStaged(importId: string): void;
  actions(query: PageQuery): ActionsPage;
  /** Counts for a limited time, up to `maxCounted`. */
  count(query: CountQuery): CountedPart;
  page(query: PageQuery): HistoryPage;
  /** Counts the requests that match per quarter of an hour for a limited time. `before` is `nextBefore` of the part before. */
  counts(query: Pick<PageQuery, "filter" | "nowMs"> & { readonly before: number | null }): CountedSlots;
  /** The values of a field that contain `text`, of the newest requests, the most frequent first. */
  values(input: { readonly field: ValuedField; readonly text: string; readonly limit: number }): readonly FieldValue[];
  /** `json` is null when the stored exchange is damaged or was not recovered. */
  find(exchangeId: string): { readonly row: HistoryRow; readonly json: string | null; readonly requestBody: string | null } | null;
  /** Pins an entry, together with all others of its action. Returns false when there is no such entry. */
  pin(input: { readonly exchangeId: string; readonly isPinned: boolean }): boolean;
  /**
   * Replaces the tags and the note of an entry, together with all others of its action, the newest first. Returns false when there is no such entry. A later
   * call for the same action ends an earlier one.
   */
  annotate(input: { readonly exchangeId: string } & HistoryAnnotation): Promise<boolean>;
  /** Removes a request, or all requests of its action. The last removal can be restored until the next one, or until the file is closed. */
  remove(input: { readonly exchangeId: string; readonly what: "request" | "action" }): { readonly removed: number };
  /** Restores the last removal, if `exchangeId` was part of it. Returns 0 otherwise. */
  restore(exchangeId: string): { readonly restored: number };
  /** Removes everything that is neither pinned nor has a tag or a note. */
  clear(): Promise<{ readonly removed: number }>;
  stats(): HistoryStats;
  close(): void;
}

export interface HistoryFacts extends FileFacts {
  readonly hasFullText: boolean;
}
