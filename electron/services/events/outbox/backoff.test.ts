import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDeadlines, defaultBackoff, waitAfter } from "./backoff.ts";

describe("the delay after an attempt", () => {
  it("doubles, is randomized, and is at most five minutes", () => {
    const least = [1, 2, 3, 9, 10, 1000].map((attempts) => waitAfter({ attempts, requestedMs: null }, defaultBackoff, () => 0));
    expect(least).toEqual([500, 1_000, 2_000, 128_000, 150_000, 150_000]);
    expect(waitAfter({ attempts: 1000, requestedMs: null }, defaultBackoff, () => 1)).toBe(300_000);
  });

  it("is at least what the server requests, up to a day", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, requestedMs, chance) => {
          expect(waitAfter({ attempts, requestedMs }, defaultBackoff, () => chance)).toBeGreaterThanOrEqual(requestedMs);
        },
      ),
    );
    expect(waitAfter({ attempts: 1, requestedMs: 10 * 86_400_000 }, defaultBackoff, () => 0)).toBe(86_400_000);
  });
});

describe("a deadline", () => {
  const waiting = { id: "p", changedAtMs: 1_000_000, nextTryAtMs: 1_060_000 };

  it("does not depend on the system clock", () => {
    let tick = 0;
    const deadlines = createDeadlines(() => tick);
    deadlines.set("p", 60_000);
    tick = 30_000;
    expect([-1e12, 0, 1_030_000, 1e13].map((nowMs) => deadlines.remainingMs(waiting, nowMs))).toEqual([30_000, 30_000, 30_000, 30_000]);
  });

  it("passes while the machine sleeps", () => {
    let tick = 0; // counts sleep
    const deadlines = createDeadlines(() => tick);
    deadlines.set("p", 60_000);
    tick = 8 * 3_600_000;
    expect(deadlines.remainingMs(waiting, 1_000_000)).toBe(0);
  });

  it("after a restart is the rest of the wait, and at most the whole wait if the clock was changed", () => {
    const left = (nowMs: number) => createDeadlines(() => 0).remainingMs(waiting, nowMs);
    expect([1_020_000, 2_000_000, 0].map(left)).toEqual([40_000, 0, 60_000]);
  });
});
