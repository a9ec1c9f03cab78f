import type { SQLOutputValue } from "node:sqlite";
import type { BatchState, OutboxCounts } from "#shared/domain/events/event-outbox.ts";

/** Sums by state out of rows of `state` and `n`. */
export function countsOf(rows: readonly Record<string, SQLOutputValue>[]): OutboxCounts {
  const counts: OutboxCounts = { waiting: 0, sending: 0, delivered: 0, refused: 0, may_have_arrived: 0, discarded: 0 };
  // `state` was written from such a state.
  for (const { state, n } of rows) counts[state as BatchState] = Number(n);
  return counts;
}
