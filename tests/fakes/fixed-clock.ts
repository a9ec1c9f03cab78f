import type { Clock } from "#services/ports.ts";

export interface FixedClock extends Clock {
  /** Lets time pass, on both clocks. It never passes by itself. */
  advance(ms: number): void;
  /** Sets the time of day, as a person or the network does; negative sets it back. No time passes. */
  setBy(ms: number): void;
}

/** Creates a clock that stands still. It starts at 23 November 2026, 12:00:00 UTC, by default. */
export function createFixedClock(startMs = Date.UTC(2026, 10, 23, 12)): FixedClock {
  let nowMs = startMs;
  let monotonicMs = 0;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => monotonicMs,
    advance(ms) {
      nowMs += ms;
      monotonicMs += ms;
    },
    setBy(ms) {
      nowMs += ms;
    },
  };
}
