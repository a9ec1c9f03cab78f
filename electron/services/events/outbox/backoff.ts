/** Waits between attempts: growing, bounded, and spread so that many batches do not come back at the same moment. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 1_000, maxMs: 300_000 };

/** Nobody is obeyed who asks for more than a day: a batch that waits for ever is lost. */
const maxRequestMs = 86_400_000;

/** How long to wait after attempt number `attempts`: half of it sure, half by chance. What the server asks for is the least. */
export function waitAfter(
  { attempts, requestedMs }: { readonly attempts: number; readonly requestedMs: number | null },
  { firstMs, maxMs }: Backoff,
  random: () => number,
): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempts - 1, 30));
  const spreadMs = fullMs / 2 + (random() * fullMs) / 2;
  return Math.round(requestedMs === null ? spreadMs : Math.max(Math.min(requestedMs, maxRequestMs), spreadMs));
}

/** What a waiting batch says of its wait, by the time of day. */
interface Wait {
  readonly id: string;
  readonly changedAtMs: number;
  readonly nextTryAtMs: number | null;
}

/**
 * When waiting batches are due. Kept by a clock that no one sets (`tickMs`) and that goes on while the machine sleeps. The time of day that a batch carries
 * is for people, and for the first look after a start: however the clock was set meanwhile, the wait is then no longer than it was in the beginning.
 */
export function createDeadlines(tickMs: () => number) {
  const dueAt = new Map<string, number>();
  return {
    set(batchId: string, waitMs: number): void {
      dueAt.set(batchId, tickMs() + waitMs);
    },
    clear(batchId: string): void {
      dueAt.delete(batchId);
    },
    /** Milliseconds until a batch is due; 0 when it is. */
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
