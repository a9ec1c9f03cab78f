import { describe, expect, it } from "vitest";
import { combinationsOf, countCombinations, fieldToDrop, newId } from "./combinations.ts";

const field = (path: string, values: (string | boolean)[], isAbsentToo = false) => ({ path, values, isAbsentToo });

describe("combinations of attribute values", () => {
  it("combines every value with every other, and absence where asked", () => {
    const fields = [field("country", ["DE", "US"]), field("custom.newsletter", [true], true)];
    expect(countCombinations(fields)).toBe(4);
    expect([...combinationsOf({ userID: "u-1", country: "XX" }, fields)]).toEqual([
      { userID: "u-1", country: "DE", custom: { newsletter: true } },
      { userID: "u-1", country: "DE" },
      { userID: "u-1", country: "US", custom: { newsletter: true } },
      { userID: "u-1", country: "US" },
    ]);
  });

  it("counts a thousand million combinations without making them, and names the attribute to leave out", () => {
    const many = Array.from({ length: 9 }, (_, at) =>
      field(
        `custom.f${at}`,
        Array.from({ length: 10 }, (_each, n) => `v${n}`),
      ),
    );
    expect(countCombinations(many)).toBe(1_000_000_000);
    const drop = fieldToDrop([
      field(
        "appVersion",
        Array.from({ length: 100 }, (_, n) => `1.${n}`),
      ),
      field("country", ["DE", "US"]),
    ]);
    expect(drop?.field.path).toBe("appVersion");
    expect(drop?.left).toBe(2);
  });

  it("is nobody when an attribute has no value", () => {
    expect([...combinationsOf({}, [field("country", [])])]).toEqual([]);
  });

  it("makes new IDs by a pattern", () => {
    expect(newId("new-{n}", 7)).toBe("new-7");
    expect(newId("id", 7)).toBe("id7");
  });
});
