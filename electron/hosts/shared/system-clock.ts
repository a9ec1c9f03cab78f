import type { Clock } from "#services/ports.ts";

export function createSystemClock(): Clock {
  return { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
}
