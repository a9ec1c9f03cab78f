import { expect, test } from "vitest";
import type { PartDifference } from "./comparison.ts";
import { describeCause } from "./comparison-text.ts";

const country: PartDifference = { part: { kind: "field", path: ["country"] }, reference: "DE", compared: "US" };
const tier: PartDifference = { part: { kind: "tier" }, reference: "production", compared: "staging" };

test("the parts of a cause are told apart from the value that each was not", () => {
  expect(describeCause({ parts: [country, tier] })).toBe("country is US, not DE, and the tier is staging, not production");
  expect(describeCause({ parts: [country] })).toBe("country is US, not DE");
});
