import { expect, test } from "vitest";
import { keepUnits } from "./keep-units.ts";

test("a number stays with its unit, and every other blank may break", () => {
  expect(keepUnits("outside the first 50 %, after 12 ms, in 3 rules")).toBe("outside the first 50\u00A0%, after 12\u00A0ms, in 3 rules");
});
