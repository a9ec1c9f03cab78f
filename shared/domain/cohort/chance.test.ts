import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialProbability, chanceRange, chiSquareTail, judgeShare, judgeSplit } from "./chance.ts";

/** Pascal's triangle with integers: no logarithm, no rounding of the ways. */
function exactProbabilities(of: number, percent: bigint): number[] {
  let ways = [1n];
  for (let row = 0; row < of; row += 1) ways = [1n, ...ways.slice(1).map((way, at) => way + (ways[at] ?? 0n)), 1n];
  const whole = 100n ** BigInt(of);
  return ways.map((way, count) => {
    const part = way * percent ** BigInt(count) * (100n - percent) ** BigInt(of - count);
    return Number((part * 10n ** 30n) / whole) / 1e30;
  });
}

describe("chance", () => {
  it("gives the probabilities of whole-number arithmetic", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 99 }), (of, percent) => {
        const exact = exactProbabilities(of, BigInt(percent));
        for (const [count, probability] of exact.entries())
          expect(Math.abs(binomialProbability(count, of, percent / 100) - probability)).toBeLessThan(1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it("finds the range by brute force: half a percent at most lies outside of each end, and the range is the narrowest one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 99 }), (of, percent) => {
        const exact = exactProbabilities(of, BigInt(percent));
        const sumOf = (from: number, to: number) => exact.slice(from, to).reduce((sum, each) => sum + each, 0);
        const { from, to } = chanceRange(of, percent / 100);
        expect(sumOf(0, from)).toBeLessThanOrEqual(0.005 + 1e-12);
        expect(sumOf(0, from + 1)).toBeGreaterThan(0.005 - 1e-12);
        expect(sumOf(to + 1, of + 1)).toBeLessThanOrEqual(0.005 + 1e-12);
        expect(sumOf(to, of + 1)).toBeGreaterThan(0.005 - 1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it("gives R's quantiles", () => {
    // qbinom(c(0.005, 0.995), 1889, 0.25); qbinom(c(0.005, 0.995), 1000000, 0.5); qbinom(c(0.005, 0.995), 20, 0.1)
    expect(chanceRange(1889, 0.25)).toEqual({ from: 424, to: 521 });
    expect(chanceRange(1_000_000, 0.5)).toEqual({ from: 498_712, to: 501_288 });
    expect(chanceRange(20, 0.1)).toEqual({ from: 0, to: 6 });
  });

  it("gives R's chi-square tails", () => {
    // pchisq(c(6.634897, 9.21034, 1, 0.01, 100), c(1, 2, 5, 3, 10), lower.tail = FALSE)
    expect(chiSquareTail(6.634_896_601_021_213, 1)).toBeCloseTo(0.01, 12);
    expect(chiSquareTail(9.210_340_371_976_18, 2)).toBeCloseTo(0.01, 12);
    expect(chiSquareTail(1, 5)).toBeCloseTo(0.962_565_773_247_297, 10);
    expect(chiSquareTail(100, 2)).toBeCloseTo(Math.exp(-50), 30);
  });

  it("judges shares and splits, and says when there are too few units", () => {
    expect(judgeShare({ expected: 0.5, units: 326, of: 665 })).toBe("within_chance");
    expect(judgeShare({ expected: 0.25, units: 392, of: 1889 })).toBe("more_than_chance");
    expect(judgeShare({ expected: 0.5, units: 19, of: 19 })).toBe("too_few");
    const groups = (...units: number[]) => [0.5, 0.25, 0.25].map((expected, at) => ({ expected, units: units[at] ?? 0 }));
    expect(judgeSplit(groups(984, 513, 392))).toBe("more_than_chance");
    expect(judgeSplit(groups(506, 251, 243))).toBe("within_chance");
    expect(judgeSplit(groups(10, 5, 4))).toBe("too_few");
    expect(
      judgeSplit([
        { expected: 1, units: 100 },
        { expected: 0, units: 1 },
      ]),
    ).toBe("more_than_chance");
  });

  it("calls about one in a hundred fair samples more than chance", () => {
    // The exact probability of a verdict, not a simulation.
    const exact = exactProbabilities(140, 30n);
    const outside = exact.reduce(
      (sum, each, units) => (judgeShare({ expected: 0.3, units, of: 140 }) === "more_than_chance" ? sum + each : sum),
      0,
    );
    expect(outside).toBeLessThanOrEqual(0.01);
    expect(outside).toBeGreaterThan(0.005);
  });
});
