import type { Parcel, ParcelState } from "#shared/domain/events/event-outbox.ts";

const places: Record<ParcelState, number> = { refused: 0, may_have_arrived: 1, sending: 2, waiting: 3, delivered: 4, discarded: 5 };

/** What needs a word first, then what goes by itself in the order in which it will go. */
export function inOrderOfNeed(parcels: readonly Parcel[]): Parcel[] {
  return parcels.toSorted((a, b) => places[a.state] - places[b.state] || a.seq - b.seq);
}

/** Parcels of one run that share a state are one line: a file of a million rows has two thousand of them. */
export type OutboxLine =
  | { readonly is: "parcel"; readonly key: string; readonly parcel: Parcel }
  | { readonly is: "run"; readonly key: string; readonly first: Parcel; readonly parcels: number; readonly count: number };

export function outboxLines(parcels: readonly Parcel[]): OutboxLine[] {
  const lines = new Map<string, OutboxLine>();
  for (const parcel of inOrderOfNeed(parcels)) {
    const goesByItself = parcel.state === "waiting" || parcel.state === "sending";
    const key = parcel.runId !== null && goesByItself ? `${parcel.runId} ${parcel.state}` : parcel.id;
    const before = lines.get(key);
    if (before === undefined) {
      lines.set(
        key,
        key === parcel.id ? { is: "parcel", key, parcel } : { is: "run", key, first: parcel, parcels: 1, count: parcel.count },
      );
    } else if (before.is === "run") {
      lines.set(key, { ...before, parcels: before.parcels + 1, count: before.count + parcel.count });
    }
  }
  return [...lines.values()];
}
