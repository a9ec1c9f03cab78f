import type { SQLOutputValue } from "node:sqlite";
import type { BatchState, OutboxCounts } from "#shared/domain/events/event-outbox.ts";

/** Converts rows with `state` and `n` into counts by state. */
export function countsOf(rows: readonly Record<string, SQLOutputValue>[]): OutboxCounts {
  const counts: OutboxCounts = { waiting: 0, sending: 0, delivered: 0, refused: 0, may_have_arrived: 0, discarded: 0 };
  // `updateStatus` of the outbox wrote the state.
  for (const { state, n } of rows) counts[state as BatchState] = Number(n);
  return counts;
}
