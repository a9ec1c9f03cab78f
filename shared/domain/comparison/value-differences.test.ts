import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameJson, type JsonValue } from "../json/json.ts";
import { readJson } from "../json/read-json.ts";
import { valueDifferences } from "./value-differences.ts";

describe("differences of two values", () => {
  it("names members and positions, with both values", () => {
    const one = readJson('{"carriers":["DHL","UPS"],"free_from":{"EUR":40,"USD":50},"express":true}');
    const other = readJson('{"carriers":["DHL","GLS","UPS"],"free_from":{"EUR":45,"USD":50},"note":"new"}');
    const differences = valueDifferences(one, other);
    expect(new Map(differences.map(({ path, reference, compared }) => [path.join("."), [reference, compared]]))).toEqual(
      new Map([
        ["carriers.1", ["UPS", "GLS"]],
        ["carriers.2", [undefined, "UPS"]],
        ["free_from.EUR", [40, 45]],
        ["express", [true, undefined]],
        ["note", [undefined, "new"]],
      ]),
    );
  });

  it("tells numbers apart that a double cannot", () => {
    const [one, other] = ["174322306148984899", "174322306148984900"].map((digits) => readJson(`{"limit":[${digits}]}`));
    expect(valueDifferences(one ?? null, other ?? null)).toMatchObject([{ path: ["limit", 0] }]);
  });

  it("compares values of two types as a whole", () => {
    expect(valueDifferences([1], { 0: 1 })).toEqual([{ path: [], reference: [1], compared: { 0: 1 } }]);
    expect(valueDifferences(true, null)).toEqual([{ path: [], reference: true, compared: null }]);
  });

  it("is empty exactly for equal values, and each difference is one", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (one, other) => {
        const [a, b] = [one, other].map((value) => readJson(JSON.stringify(value))) as [JsonValue, JsonValue];
        const differences = valueDifferences(a, b);
        expect(differences.length === 0).toBe(isSameJson(a, b));
        for (const { reference, compared } of differences) expect(isSameJson(reference, compared)).toBe(false);
        expect(valueDifferences(a, a)).toEqual([]);
      }),
    );
  });
});
