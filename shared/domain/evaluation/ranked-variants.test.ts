import { expect, test } from "vitest";
import { readRankedVariants } from "./ranked-variants.ts";

const hero = { name: "hero_video", value: { autoplay: true }, ruleId: null, score: 0.62 };

test("reads a list of variants and leaves other fields out", () => {
  expect(readRankedVariants([hero, { ...hero, name: "plain", ruleId: "r1", extra: 1 }])).toEqual([
    hero,
    { ...hero, name: "plain", ruleId: "r1" },
  ]);
  expect(readRankedVariants([])).toEqual([]);
});

test.each([
  null,
  "text",
  { name: "a" },
  [null],
  [{ ...hero, score: "0.62" }],
  [{ ...hero, name: 1 }],
  [{ name: "a", ruleId: null, score: 1 }],
])("returns null for %j, which is no such list", (value) => {
  expect(readRankedVariants(value)).toBeNull();
});
