/** Waits between attempts: growing, bounded, and spread so that many parcels do not come back at the same moment. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const usualBackoff: Backoff = { firstMs: 1_000, longestMs: 300_000 };

/** Nobody is obeyed who asks for more than a day: a parcel that waits for ever is lost. */
const longestAskedMs = 86_400_000;

/** How long to wait after attempt number `attempts`: half of it sure, half by chance. What the server asks for is the least. */
export function waitAfter(
  { attempts, askedMs }: { readonly attempts: number; readonly askedMs: number | null },
  { firstMs, longestMs }: Backoff,
  random: () => number,
): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempts - 1, 30));
  const spreadMs = fullMs / 2 + (random() * fullMs) / 2;
  return Math.round(askedMs === null ? spreadMs : Math.max(Math.min(askedMs, longestAskedMs), spreadMs));
}

/** What a waiting parcel says of its wait, by the time of day. */
interface Wait {
  readonly id: string;
  readonly changedAtMs: number;
  readonly nextTryAtMs: number | null;
}

/**
 * When waiting parcels are due. Kept by a clock that no one sets (`tickMs`) and that goes on while the machine sleeps. The time of day that a parcel carries
 * is for people, and for the first look after a start: however the clock was set meanwhile, the wait is then no longer than it was in the beginning.
 */
export function createDeadlines(tickMs: () => number) {
  const dueAt = new Map<string, number>();
  return {
    set(parcelId: string, waitMs: number): void {
      dueAt.set(parcelId, tickMs() + waitMs);
    },
    clear(parcelId: string): void {
      dueAt.delete(parcelId);
    },
    /** Milliseconds until a parcel is due; 0 when it is. */
    remainingMs({ id, changedAtMs, nextTryAtMs }: Wait, nowMs: number): number {
      const known = dueAt.get(id);
      if (known !== undefined) return Math.max(0, known - tickMs());
      if (nextTryAtMs === null) return 0;
      const waitMs = Math.min(Math.max(0, nextTryAtMs - nowMs), Math.max(0, nextTryAtMs - changedAtMs));
      dueAt.set(id, tickMs() + waitMs);
      return waitMs;
    },
  };
}
export type Deadlines = ReturnType<typeof createDeadlines>;
