import { maxRetryAfterMs } from "#shared/domain/exchange/retry-after.ts";

/** Delays between attempts: doubled each time, limited, and randomized so that batches do not retry at the same moment. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 1_000, maxMs: 300_000 };

/** Returns the delay in milliseconds after attempt number `attempts`: half fixed, half random, and at least what the server requested. */
export function waitAfter(
  { attempts, requestedMs }: { readonly attempts: number; readonly requestedMs: number | null },
  { firstMs, maxMs }: Backoff,
  random: () => number,
): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempts - 1, 30));
  const spreadMs = fullMs / 2 + (random() * fullMs) / 2;
  return Math.round(requestedMs === null ? spreadMs : Math.max(Math.min(requestedMs, maxRetryAfterMs), spreadMs));
}

/** The wait of a batch by the time of day. */
interface Wait {
  readonly id: string;
  readonly changedAtMs: number;
  readonly nextTryAtMs: number | null;
}

/**
 * Remembers when waiting batches are due, by a clock (`tickMs`) that nobody can set and that includes sleep. The stored time of day is shown to the user, and
 * used once after a restart: the wait is then at most as long as the original one, even if the system clock was changed.
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
    /** Returns the milliseconds until a batch is due; 0 when it is due. */
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
