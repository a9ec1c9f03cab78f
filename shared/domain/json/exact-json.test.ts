import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber, isJsonNumber, jsonNumber, losesDigits, numberWrittenAs, toDouble } from "./exact-number.ts";
import { isJsonObject, isSameJson } from "./json.ts";
import { JsonObjectSchema, JsonValueSchema } from "./json-schemas.ts";
import { parseJson } from "./parse-json.ts";
import { readJson } from "./read-json.ts";

const oddNumbers = [
  "174322306148984899",
  "9007199254740993",
  "-9007199254740993",
  "18446744073709551616",
  "1234567890123456",
  "1.0",
  "19.90",
  "-0",
  "-0.0",
  "0e0",
  "1e2",
  "1E5",
  "1e+21",
  "1e400",
  "-1e400",
  "1e-400",
  "0.0000001",
  "0.1000000000000000055511151231257827",
  "123456789.123456789",
];
const plainNumbers = ["0", "-1", "42", "0.1", "-12.5", "9007199254740991", "1732900000000", "1e+21", "1e-7", "0.000001"];

describe("a number", () => {
  it.each([
    "9007199254740993",
    "1e400",
    "0.1000000000000000055511151231257827",
    "12345678901234567890.123",
    "-1e-400",
    "1.00000000000000001",
  ])("%s loses digits as a double", (text) => {
    expect(losesDigits(numberWrittenAs(text))).toBe(true);
  });

  it.each(["1.10", "-0", "1E5", "100000.0", "1e23", "0.1", "0.5e1", "9007199254740994.0", "174322306148984896", "5e-324", "0e5"])(
    "%s keeps its value as a double",
    (text) => {
      expect(losesDigits(numberWrittenAs(text))).toBe(false);
    },
  );

  it.each([...oddNumbers, ...plainNumbers])("%s is written as it was read, wherever it is", (number) => {
    for (const text of [
      number,
      ` ${number}\n`,
      `[${number}]`,
      `[1,${number} ,2]`,
      `{"a":${number}}`,
      `{"a":\n${number}\n}`,
      `[[${number}],[]]`,
    ])
      expect(JSON.stringify(readJson(text))).toBe(text.replace(/\s/g, ""));
  });

  it.each(plainNumbers)("%s that JavaScript writes the same is a plain number", (number) => {
    expect(readJson(number)).toBe(Number(number));
    expect(jsonNumber(number)).toBe(Number(number));
  });

  it("that JavaScript writes differently keeps its text, and has a double", () => {
    const number = readJson("174322306148984899");
    expect(number).toEqual(new ExactNumber("174322306148984899"));
    expect(`${number}`).toBe("174322306148984899");
    expect(isJsonNumber(number) && toDouble(number)).toBe(174322306148984900);
    expect(JSON.stringify({ userID: number })).toBe('{"userID":174322306148984899}');
  });

  it.each(["", "+1", "01", ".5", "5.", "0x10", "NaN", "Infinity", "1e", "--1", " 1", "1 "])("is not %j", (text) => {
    expect(jsonNumber(text)).toBeUndefined();
    expect(() => new ExactNumber(text)).toThrow(RangeError);
  });

  it("within a text stays text", () => {
    const text = '{"a":"174322306148984899, 1.0","b: 1.0":[": 1e400 "]}';
    expect(JSON.stringify(readJson(text))).toBe(text);
  });
});

describe("any JSON", () => {
  it("has the same tokens after it was read and written", () => {
    fc.assert(
      fc.property(anyJsonText(), (text) => {
        expect(JSON.stringify(readJson(text))).toBe(text);
        expect(JSON.stringify(readJson(JSON.stringify(readJson(text), null, 2)))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("equals itself, is accepted by the schema, and is not copied", () => {
    fc.assert(
      fc.property(anyJsonText(), (text) => {
        const value = readJson(text);
        expect(isSameJson(value, readJson(text))).toBe(true);
        expect(JsonValueSchema.parse(value)).toBe(value);
      }),
    );
  });

  it("keeps a field named __proto__", () => {
    const text = '{"__proto__":{"a":1.0},"b":[{"__proto__":2}]}';
    expect(JSON.stringify(JsonObjectSchema.parse(readJson(text)))).toBe(text);
  });

  it("differs if a number is written differently", () => {
    expect(isSameJson(readJson("[1.0]"), readJson("[1]"))).toBe(false);
    expect(isSameJson(readJson("[1.0]"), readJson("[1.00]"))).toBe(false);
    expect(isSameJson(readJson("9007199254740993"), readJson("9007199254740992"))).toBe(false);
  });

  it("may be very deep for the schema", () => {
    expect(JsonValueSchema.safeParse(JSON.parse("[".repeat(3000) + "]".repeat(3000))).success).toBe(true);
  });
});

it("an exact number is no object", () => {
  expect(isJsonObject(new ExactNumber("1.0"))).toBe(false);
  expect(JsonObjectSchema.safeParse(new ExactNumber("1.0")).success).toBe(false);
});

it.each<[string, unknown]>([
  ["undefined", undefined],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["a bigint", 1n],
  ["a function", () => 1],
  ["a date", new Date()],
  ["a map", new Map()],
  ["an undefined member", { a: undefined }],
  ["an undefined entry", [undefined]],
])("%s is no JSON value", (_what, value) => {
  expect(JsonValueSchema.safeParse(value).success).toBe(false);
});

it.each(["", "{", '{"a":1.0', "[1.0,]", "01.0", "nul"])("%j cannot be read", (text) => {
  expect(() => readJson(text)).toThrow(SyntaxError);
  expect(parseJson(text)).toBeUndefined();
});

it("a text that is too deep is not parsed", () => {
  for (const inner of ["", "1.0"]) {
    expect(parseJson("[".repeat(200) + inner + "]".repeat(200))).toBeDefined();
    expect(parseJson("[".repeat(5000) + inner + "]".repeat(5000))).toBeUndefined();
  }
});

/** Generates compact JSON texts with numbers in every spelling. Names are unique and no indexes, because JavaScript moves those to the front. */
function anyJsonText(): fc.Arbitrary<string> {
  const text = fc.oneof(fc.string(), fc.constantFrom("1.0", ": 1e400 ", "-0", "\\", '"', "\u2028")).map((value) => JSON.stringify(value));
  const name = fc.oneof(fc.string(), fc.constant("__proto__")).filter((value) => !/^\d+$/.test(value));
  const digits = fc.stringMatching(/^[0-9]{0,25}$/);
  const number = fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9][0-9]{0,25}$/)),
      fc.oneof(
        fc.constant(""),
        digits.map((fraction) => `.${fraction}0`),
        digits.map((fraction) => `.5${fraction}`),
      ),
      fc.oneof(fc.constant(""), fc.stringMatching(/^[eE][+-]?[0-9]{1,3}$/)),
    )
    .map((parts) => parts.join(""));
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.oneof(number, text, fc.constantFrom("true", "false", "null")),
      fc.array(tie("value"), { maxLength: 4 }).map((entries) => `[${entries.join(",")}]`),
      fc
        .uniqueArray(fc.tuple(name, tie("value")), { selector: ([key]) => key, maxLength: 4 })
        .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`),
    ),
  })).value;
}
