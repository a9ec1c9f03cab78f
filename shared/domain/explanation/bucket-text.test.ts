import { describe, expect, test } from "vitest";
import { bucketWith } from "#tests/fakes/explanation.ts";
import { bucketHad, bucketWanted, placeText, rulerSentence } from "./bucket-text.ts";
import type { Bucket } from "./explanation.ts";

const lena = bucketWith();

describe("the ruler's sentence", () => {
  test("has the position, the rollout and the rollout that would be large enough", () => {
    expect(rulerSentence(lena, "Lena")).toBe("Lena is at 18.42 %: outside the 10 % rollout, inside one of 19 %.");
    expect(rulerSentence({ ...lena, cutOff: 3000, isIn: true }, "Lena")).toBe("Lena is at 18.42 %: inside the 30 % rollout.");
  });

  test("states that everyone without the ID shares a position", () => {
    expect(rulerSentence({ ...lena, idType: "storeID", unitId: "", isMissing: true }, "Lena")).toBe(
      "Lena has no storeID; everyone without one is at 18.42 %: outside the 10 % rollout, inside one of 19 %.",
    );
  });

  test("formats fractions of a percent, and the end of the line", () => {
    expect(rulerSentence({ ...lena, bucket: 70, cutOff: 50 }, "Lena")).toBe(
      "Lena is at 0.70 %: outside the 0.5 % rollout, inside one of 1 %.",
    );
    expect(rulerSentence({ ...lena, bucket: 9_999, cutOff: 9_950 }, "Lena")).toContain("inside one of 100 %");
  });
});

test("a slice's sentence has this unit's position, and states that everyone without the ID shares it", () => {
  const slot: Bucket = { ...lena, bucket: 937, of: 1000, cutOff: null, slotCount: 400 };
  expect(rulerSentence(slot, "Mia", "slice")).toBe("Mia has slot 937 of 1,000: none of the 400 that the rule names.");
  expect(rulerSentence({ ...slot, isIn: true, isMissing: true }, "Mia", "slice")).toBe(
    "Mia has no userID; everyone without one has slot 937 of 1,000: one of the 400 that the rule names.",
  );
  expect(rulerSentence({ ...slot, cutOff: 950, slotCount: null, isIn: true }, "Mia", "slice")).toBe(
    "Mia is at 93.7 %: inside the first 95 %.",
  );
  expect(bucketWanted({ ...slot, slotCount: 0 }).text).toBe("0 slots (nobody)");
});

test("formats one of a thousand positions to a tenth of a percent", () => {
  const group: Bucket = { ...lena, bucket: 757, of: 1000, cutOff: 500 };
  expect(placeText(group)).toBe("75.7 %");
  expect([bucketHad(group), bucketWanted(group)]).toEqual(["75.7 %", { operator: "below", text: "50 %" }]);
});

test("formats a layer's slots as numbers, not percentages", () => {
  const slot: Bucket = { ...lena, bucket: 810, of: 1000, cutOff: null, slotCount: 300, isIn: true };
  expect([bucketHad(slot), bucketWanted(slot)]).toEqual(["slot 810", { operator: "one of", text: "300 slots" }]);
});
