import type { HistoryFilter, HistoryRow } from "#shared/domain/history/history-entry.ts";
import type { Compressed } from "../storage/compressed.ts";
import type { MovedAside } from "../storage/sqlite-file.ts";

/** An exchange made ready for the disk: what the list shows, what can be found, and the whole as JSON. */
export interface EntryToKeep {
  readonly row: Omit<HistoryRow, "seq" | "isPinned">;
  /** Names, IDs and words that a search looks in, with and without full text. */
  readonly facts: string;
  /** A bounded extract of the bodies, for the full text only. */
  readonly extract: string;
  readonly json: string;
  /** The request's body where it is not in the JSON. */
  readonly requestBody: Compressed | null;
}

export interface PageQuery {
  readonly filter: HistoryFilter;
  /** The last row of the page before; null for the newest. */
  readonly beforeSeq: number | null;
  readonly limit: number;
}

export interface HistoryPage {
  readonly rows: HistoryRow[];
  readonly hasMore: boolean;
  /** Counted up to `maxCounted`, which then means "that many or more". */
  readonly matching: number;
  readonly total: number;
  readonly searchMs: number;
}

export const maxCounted = 10_000;

export interface HistoryStats {
  readonly entries: number;
  readonly pinned: number;
  readonly bytes: number;
  readonly oldestAtMs: number | null;
}

/** What the database can be asked, from within its thread. `clear` lets others take their turn between its slices. */
export interface HistoryCalls {
  append(entry: EntryToKeep): HistoryRow;
  page(query: PageQuery): HistoryPage;
  find(exchangeId: string): { readonly row: HistoryRow; readonly json: string; readonly requestBody: string | null } | null;
  /** False when there is no such entry. */
  pin(input: { readonly exchangeId: string; readonly isPinned: boolean }): boolean;
  clear(input: { readonly userLabel: string | null }): Promise<{ readonly removed: number }>;
  stats(): HistoryStats;
  close(): void;
}

/** What the thread says when it has opened the file. */
export interface HistoryFacts {
  readonly hasFullText: boolean;
  readonly movedAside: MovedAside | null;
}
