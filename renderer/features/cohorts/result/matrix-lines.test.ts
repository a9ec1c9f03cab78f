import fc from "fast-check";
import { expect, it } from "vitest";
import { type Line, linesOf, rowHeightPx, userPlaces } from "./matrix-lines.ts";
import type { RowPlaces } from "./row-window.ts";

/** Each line begins where the one before it ends, and every distance within it is its own. */
function expectPlaces({ count, totalPx, startOf, indexAt }: RowPlaces) {
  expect(startOf(0)).toBe(0);
  expect(startOf(count)).toBe(totalPx);
  for (let index = 0; index < count; index += 1) {
    expect(startOf(index + 1)).toBeGreaterThan(startOf(index));
    expect([indexAt(startOf(index)), indexAt(startOf(index + 1) - 1)]).toEqual([index, index]);
  }
}

it("places users without groups", () => {
  expectPlaces(userPlaces(100));
  expect(userPlaces(1_000_000).indexAt(999_999 * rowHeightPx)).toBe(999_999);
});

it("places groups, and the users of those that are unfolded", () => {
  const group = fc.record({ users: fc.integer({ min: 0, max: 30 }), isUnfolded: fc.boolean() });
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 20 }), (groups) => {
      const unfolded = new Set(groups.flatMap(({ isUnfolded }, at) => (isUnfolded ? [at] : [])));
      const lines = linesOf(groups, unfolded);
      expectPlaces(lines);
      const expected = groups.flatMap(({ users, isUnfolded }, at): Line[] => [
        { is: "group", group: at },
        ...Array.from({ length: isUnfolded ? users : 0 }, (_, user): Line => ({ is: "user", group: at, at: user })),
      ]);
      expect(Array.from({ length: lines.count }, (_, index) => lines.at(index))).toEqual(expected);
    }),
  );
});
