import type { Batch, BatchState } from "#shared/domain/events/event-outbox.ts";

const urgency: Record<BatchState, number> = { refused: 0, may_have_arrived: 1, sending: 2, waiting: 3, delivered: 4, discarded: 5 };

/** Sorts batches: those that need a decision first, then the others in the order in which they are sent. */
export function byUrgency(batches: readonly Batch[]): Batch[] {
  return batches.toSorted((a, b) => urgency[a.state] - urgency[b.state] || a.seq - b.seq);
}

/** An item of the outbox. Waiting batches of one import are one item: a file of a million rows makes two thousand batches. */
export type OutboxLine =
  | { readonly is: "batch"; readonly key: string; readonly batch: Batch }
  | { readonly is: "run"; readonly key: string; readonly first: Batch; readonly batches: number; readonly count: number };

export function outboxLines(batches: readonly Batch[]): OutboxLine[] {
  const lines = new Map<string, OutboxLine>();
  for (const batch of byUrgency(batches)) {
    const isAutomatic = batch.state === "waiting" || batch.state === "sending";
    const key = batch.runId !== null && isAutomatic ? `${batch.runId} ${batch.state}` : batch.id;
    const before = lines.get(key);
    if (before === undefined) {
      lines.set(key, key === batch.id ? { is: "batch", key, batch } : { is: "run", key, first: batch, batches: 1, count: batch.count });
    } else if (before.is === "run") {
      lines.set(key, { ...before, batches: before.batches + 1, count: before.count + batch.count });
    }
  }
  return [...lines.values()];
}
