import type { Clock } from "#services/ports.ts";

export interface FixedClock extends Clock {
  /** Moves the clock forward. It never moves by itself. */
  advance(ms: number): void;
}

/** Creates a clock that stands still. It starts at 23 November 2026, 12:00:00 UTC, by default. */
export function createFixedClock(startMs = Date.UTC(2026, 10, 23, 12)): FixedClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}
