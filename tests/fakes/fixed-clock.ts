import type { Clock } from "#services/ports.ts";

export interface FixedClock extends Clock {
  /** Moves the time on; it never moves by itself. */
  advance(ms: number): void;
}

/** 23 November 2026, 12:00:00 UTC, unless told otherwise. */
export function createFixedClock(startMs = Date.UTC(2026, 10, 23, 12)): FixedClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}
