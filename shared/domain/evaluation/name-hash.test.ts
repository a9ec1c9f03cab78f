import { describe, expect, it } from "vitest";
import { djb2 } from "./name-hash.ts";

describe("djb2", () => {
  it.each([
    ["test_email", "2057289135"],
    ["a_gate", "2867927529"],
    ["global_holdout", "3211486611"],
    ["", "0"],
    ["é", "233"],
    ["😀", "1772899"],
  ])("gives %j the hash that Statsig's JavaScript gives it", (name, hash) => {
    expect(djb2(name)).toBe(hash);
  });
});
