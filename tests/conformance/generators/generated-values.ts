import fc from "fast-check";
import type { JsonValue } from "#shared/domain/json/json.ts";

/** Texts that the engines may read differently: numbers, versions, dates, blanks, case, non-ASCII letters. */
const texts = [
  "",
  " ",
  "abc",
  "ABC",
  "a.b@c.example",
  "é",
  "É",
  "İstanbul",
  "ß",
  "😀",
  "1",
  "+1",
  " 1",
  "1.0",
  "1.",
  ".5",
  "1e3",
  "0x10",
  "NaN",
  "Infinity",
  "9007199254740993",
  "99999999999999999999",
  "true",
  "null",
  "undefined",
  "1.2.3",
  "1.2.10",
  "1.2.3-beta",
  "v1.2",
  "1..2",
  " 1.0 ",
  "2023-01-01T00:00:00Z",
  "2023-01-01T00:00:00.000Z",
  "2023-01-01 12:30:00",
  "2023-1-1 0:00:00",
  "2023-02-30T00:00:00Z",
  "2023-01-01",
  "1672531200",
  "1672531200000",
  "1672531200.5",
  "US",
  "de",
  "[1]",
  '["a"]',
];
const numbers = [
  0, 1, -1, 1.5, 9, 1e21, 1e-7, 1e16, 9_007_199_254_740_992, 1_672_531_200, 1_672_531_200_000, 1_672_531_200.5, -62_135_596_800_000,
];

/** Letters that are new in Unicode 17, by block. Patterns here may support them before the native SDK does (engine/README.md). */
const newestLetters =
  /[\u1acf-\u1aeb\ua7ce-\ua7f1\u{10940}-\u{1095f}\u{11b60}-\u{11b7f}\u{11db0}-\u{11def}\u{16ea0}-\u{16edf}\u{187f8}-\u{187ff}\u{18d09}-\u{18dff}\u{1e6c0}-\u{1e6ff}\u{323b0}-\u{3347f}]/gu;

export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  fc.string({ maxLength: 8, unit: "binary" }).map((text) => wellFormed(text).replace(newestLetters, "")),
);
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...numbers) },
  fc.integer({ min: -100, max: 100 }),
  // JSON has no negative zero.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
);

const simple: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 5, arbitrary: anyText },
  { weight: 3, arbitrary: anyNumber },
  fc.boolean(),
  fc.constant(null),
);
const list: fc.Arbitrary<JsonValue[]> = fc.array(simple, { maxLength: 3 });
const object: fc.Arbitrary<JsonValue> = fc.dictionary(fc.constantFrom("a", "b", "1"), simple, { maxKeys: 2, noNullPrototype: true });

/** A value of a user's field: mostly a text or a number, sometimes any JSON. */
export const anyValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 8, arbitrary: simple },
  { weight: 2, arbitrary: list },
  object,
  fc.tuple(list, object).map(([inner, nested]) => [inner, nested]),
);

/**
 * Generates lists without entries that differ only in case: comparing them aborts the native engine's process (statsig-evaluation.md §7.6).
 */
export const anyList: fc.Arbitrary<JsonValue[]> = fc.uniqueArray(simple, {
  maxLength: 4,
  selector: (entry) => String(entry).toLowerCase(),
});
export const anyTarget: fc.Arbitrary<JsonValue> = fc.oneof({ weight: 3, arbitrary: anyList }, { weight: 4, arbitrary: simple }, object);

/** Removes halves of surrogate pairs, which JSON cannot carry to the native engine. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
