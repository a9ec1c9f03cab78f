import { describe, expect, it } from "vitest";
import { readJson } from "#shared/domain/json/read-json.ts";
import { bucketOf, hash8 } from "./hashing.ts";
import { decimalText, readFloat, readWhole, targetText, textOf } from "./texts.ts";
import { dayOf, parseTime, parseUserTime, toMilliseconds } from "./times.ts";
import { compareVersions } from "./versions.ts";

describe("hashes", () => {
  // Test vectors of statsig-evaluation.md §14.4
  it.each([
    ["salt.r1.u1", 10_000, 3121],
    ["salt.r1.", 10_000, 9628],
    ["spec-salt.rule-salt.user-123", 10_000, 9235],
    ["884c77e0.abc.日本", 10_000, 7317],
    ["x.u1", 1_000, 41],
    [".u1", 1_000, 687],
  ] as const)("%s has place %i %i", (text, places, bucket) => {
    expect(bucketOf(text, places)).toBe(bucket);
  });

  it.each([
    ["statsig", "Krhxyf0V"],
    ["user-123", "/N7G301E"],
    ["", "47DEQpj8"],
  ])("an ID list calls “%s” %s", (text, hash) => {
    expect(hash8(text)).toBe(hash);
  });
});

describe("texts", () => {
  it.each([
    [1e21, "1000000000000000000000"],
    [1e-7, "0.0000001"],
    [2 ** 63, "9223372036854776000"],
    [1.5, "1.5"],
    [-1.25e-8, "-0.0000000125"],
  ])("of the number %d have no exponent", (number, text) => {
    expect(decimalText(number)).toBe(text);
  });

  it("of lists are JSON as Rust writes it; objects and null have none", () => {
    expect([["a", 1], [1e21, 5_000_000_000, 0.5], [{ b: 1, a: null }]].map(textOf)).toEqual([
      '["a",1]',
      "[1e21,5000000000.0,0.5]",
      '[{"b":1,"a":null}]',
    ]);
    expect([textOf({ a: 1 }), textOf(null)]).toEqual([null, null]);
    expect([5_000_000_000, null, ["x"]].map(targetText)).toEqual(["5000000000", "null", '["x"]']);
  });

  // Measured with the native SDK 0.23.2: the text that a target's entry equals.
  it.each([
    ["1.0", "1.0"],
    ["10.0", "10.0"],
    ["19.90", "19.9"],
    ["1e2", "100.0"],
    ["-0", "-0.0"],
    ["0e0", "0.0"],
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["9223372036854775807", "9223372036854775807"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "1.8446744073709552e19"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["-9223372036854775809", "-9.223372036854776e18"],
    ["123456789012345678901234567890", "1.2345678901234568e29"],
    ["1e-400", "0.0"],
    ["1e15", "1000000000000000.0"],
    ["1e16", "1e16"],
    ["0.0000001", "1e-7"],
    ["0.00001", "0.00001"],
    ["5000000000.0", "5000000000.0"],
    ["9007199254740993.0", "9007199254740992.0"],
  ])("of a target's number %s is %s", (written, text) => {
    expect(targetText(readJson(written))).toBe(text);
    expect(targetText(readJson(`[${written}]`))).toBe(`[${text}]`);
  });

  it.each([
    ["174322306148984899", "174322306148984900"],
    ["1.0", "1"],
    ["1e2", "100"],
    ["-0", "-0"],
    ["19.90", "19.9"],
  ])("of a user's number %s is that of its double, %s", (written, text) => {
    expect(textOf(readJson(written))).toBe(text);
  });

  it.each([
    ["1", 1],
    ["+1.", 1],
    [".5", 0.5],
    ["1e3", 1000],
    ["-inf", Number.NEGATIVE_INFINITY],
    ["NaN", Number.NaN],
    ["", null],
    [" 1", null],
    ["0x1", null],
    ["1_000", null],
  ])("“%s” is the float %d", (text, float) => {
    expect(readFloat(text)).toBe(float);
  });

  it("are read as integers if they fit", () => {
    expect(readWhole("9223372036854775807", 64)).toBe(9223372036854775807n);
    expect(readWhole("9223372036854775808", 64)).toBeNull();
    expect(readWhole("+99999999999999999999", 128)).toBe(99999999999999999999n);
  });
});

describe("times", () => {
  it.each([
    ["2023-01-01T00:00:00Z", 1_672_531_200_000],
    ["2023-01-01 00:00:00", 1_672_531_200_000],
    ["2023-01-01t05:00:00.5+05:00", 1_672_531_200_500],
    ["1672531200000", 1_672_531_200_000],
    ["2023-02-30T00:00:00Z", null],
    ["2023-01-01", null],
    ["soon", null],
  ])("%s as a target is %d", (text, timestamp) => {
    expect(parseTime(text)).toBe(timestamp);
  });

  it("of users are not read with milliseconds or offsets, because they are too long", () => {
    expect(["2023-01-01T00:00:00Z", "2023-01-01T00:00:00.000Z", "2023-01-01T00:00:00+05:00"].map(parseUserTime)).toEqual([
      1_672_531_200_000,
      null,
      null,
    ]);
  });

  it("are seconds below 10^10, and days count from 1970 in UTC", () => {
    expect([toMilliseconds(1_672_531_200), toMilliseconds(1_672_531_200_000)]).toEqual([1_672_531_200_000, 1_672_531_200_000]);
    expect([dayOf(-1) === dayOf(86_399_999), dayOf(86_400_000)]).toEqual([true, 1]);
  });
});

describe("versions", () => {
  it.each([
    ["1.2.10", "1.2.9", 1],
    ["1.0", "1", 0],
    ["2.x", "1.0", 1],
    ["1.x", "1.0", null],
    ["1..2", "1.0.2", null],
    ["1.2.3-beta", "1.2.3", 0],
    ["v1", "1", null],
    ["1.99999999999999999999999", "1.2", 1],
  ])("%s against %s is %d", (left, right, order) => {
    expect(compareVersions(left, right)).toBe(order);
  });
});
