import { EventEmitter, on } from "node:events";
import type { HistoryRow } from "#shared/domain/history-entry.ts";

/** Tells every follower of each new row, in order. */
export interface RowFeed {
  tell(row: HistoryRow): void;
  /** Misses nothing from this call on, however slowly it is read; ends when the signal aborts. */
  follow(signal?: AbortSignal): AsyncGenerator<HistoryRow, void>;
  /** Ends every follower. */
  end(): void;
}

export function createRowFeed(): RowFeed {
  const emitter = new EventEmitter<{ row: [HistoryRow] }>().setMaxListeners(0);
  const ending = new AbortController();
  return {
    tell: (row) => emitter.emit("row", row),
    follow(signal) {
      const until = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
      return readRows(until.aborted ? null : on(emitter, "row", { signal: until }), until);
    },
    end: () => ending.abort(),
  };
}

async function* readRows(rows: ReturnType<typeof on> | null, until: AbortSignal): AsyncGenerator<HistoryRow, void> {
  if (rows === null) return;
  try {
    for await (const [row] of rows) yield row;
  } catch (error) {
    if (!until.aborted) throw error;
  }
}
