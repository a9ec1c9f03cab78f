import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMinimalCauses } from "./minimal-causes.ts";

/** An arbitrary outcome for every set of up to 6 ingredients; the set of all is always equal, as for two subjects that differ in nothing else. */
const outcomes = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(fc.constant(count), fc.array(fc.boolean(), { minLength: 2 ** count, maxLength: 2 ** count })))
  .map(([count, table]) => ({ count, isEqual: (bits: number) => bits === 2 ** count - 1 || (bits !== 0 && table[bits] === true) }));
const bitsOf = (set: readonly number[]) => set.reduce((bits, position) => bits | (1 << position), 0);

describe("finding minimal causes", () => {
  it("finds exactly the sets of an exhaustive search", () => {
    fc.assert(
      fc.property(outcomes, ({ count, isEqual }) => {
        const found = findMinimalCauses(count, (set) => isEqual(bitsOf(set)));
        const all = Array.from({ length: 2 ** count }, (_, bits) => bits).filter(isEqual);
        const minimal = all.filter((bits) => !all.some((other) => other !== bits && (other & bits) === other));
        expect(found.isComplete).toBe(true);
        expect(found.sets.map(bitsOf).toSorted((a, b) => a - b)).toEqual(minimal.toSorted((a, b) => a - b));
      }),
    );
  });

  it("returns only sets that are equal and from which nothing can be left out, also at its limit", () => {
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 0, max: 20 }), ({ count, isEqual }, maxTried) => {
        const { sets, isComplete } = findMinimalCauses(count, (set) => isEqual(bitsOf(set)), maxTried);
        expect(sets.length > 0 || isComplete).toBe(true);
        for (const set of sets) {
          expect(isEqual(bitsOf(set))).toBe(true);
          for (const left of set) expect(set.length === 1 || !isEqual(bitsOf(set.filter((position) => position !== left)))).toBe(true);
        }
      }),
    );
  });

  it("names two ingredients that only together make the answers equal", () => {
    expect(findMinimalCauses(4, (set) => set.includes(1) && set.includes(3))).toMatchObject({ sets: [[1, 3]], isComplete: true });
  });

  it("finds nothing if nothing differs", () => {
    expect(findMinimalCauses(0, () => true)).toEqual({ sets: [], isComplete: true, tried: 0 });
  });
});
