import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHistoryQuery, printHistoryQuery, type QueryTerm, withField, wordsToHighlight } from "./history-query.ts";
import { queryFieldNames } from "./query-fields.ts";

const withoutPlaces = (text: string) => parseHistoryQuery(text).terms.map(({ from: _from, to: _to, ...term }) => term);

describe("a search of the history", () => {
  it("has fields, words, phrases and what must not match", () => {
    expect(withoutPlaces('gate:checkout* -User:u-1036 project:"Lumen & Loom" status:>=400 banner -"promo code" https://api')).toEqual([
      { is: "field", field: "gate", value: "checkout*", isNot: false },
      { is: "field", field: "user", value: "u-1036", isNot: true },
      { is: "field", field: "project", value: "Lumen & Loom", isNot: false },
      { is: "field", field: "status", value: ">=400", isNot: false },
      { is: "word", text: "banner", isQuoted: false, isNot: false },
      { is: "word", text: "promo code", isQuoted: true, isNot: true },
      { is: "word", text: "https://api", isQuoted: false, isNot: false },
    ]);
  });

  it.each([
    ["pass stat:404", 5, 13, "There is no field stat:. In quotes, it is searched for as words.", "state:404"],
    ["colour:red", 0, 10, "There is no field colour:. In quotes, it is searched for as words.", '"colour:red"'],
    ["gate:", 0, 5, "gate: needs a value, as in gate:checkout*.", null],
    ["-status:ok x", 0, 10, "status: is a number as in 404 or >=400, or none.", null],
    ["logged:maybe", 0, 12, "logged: is yes or no.", null],
    ['a user:"Lena', 2, 12, "The quotation mark is not closed.", 'user:"Lena"'],
  ])("says what is wrong with %s, where, and what was meant", (text, from, to, sentence, suggestion) => {
    expect(parseHistoryQuery(text).problems).toEqual([{ from, to, sentence, suggestion }]);
  });

  it.each(["since:never", "until:2026-11-31", "since:2026-13", "since:2026-11-23T25:00"])("refuses %s, which is no time", (text) => {
    expect(parseHistoryQuery(text).problems).toMatchObject([{ from: 0, to: text.length }]);
  });

  const word = fc.oneof(
    fc.record({
      is: fc.constant("word" as const),
      text: fc.stringMatching(/^[^\s":-][^\s":]*$/),
      isQuoted: fc.constant(false),
      isNot: fc.boolean(),
    }),
    fc.record({ is: fc.constant("word" as const), text: fc.string(), isQuoted: fc.constant(true), isNot: fc.boolean() }),
  );
  const named = fc.record({
    is: fc.constant("field" as const),
    field: fc.constantFrom("gate", "user", "project", "tier"),
    value: fc.string().filter((value) => value.replaceAll("*", "").trim() !== ""),
    isNot: fc.boolean(),
  });
  const chosen = fc.constantFrom<QueryTerm>(
    { is: "field", field: "status", value: ">=400", isNot: false },
    { is: "field", field: "since", value: "2026-11-23 14:05", isNot: true },
    { is: "field", field: "state", value: "no group", isNot: false },
  );

  it("is printed as text that means the same", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(word, named, chosen)), (terms) => {
        expect(withoutPlaces(printHistoryQuery(terms))).toEqual(terms);
      }),
    );
  });

  it("is understood, or its problems have places in order, for any text", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom(" ", '"', "-", "\\", ...queryFieldNames.map((name) => `${name}:`)));
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => {
          const { terms, problems } = parseHistoryQuery(text);
          const places = [...terms, ...problems].toSorted((a, b) => a.from - b.from);
          expect(places.every(({ from, to }, at) => from < to && to <= text.length && from >= (places[at - 1]?.to ?? 0))).toBe(true);
          expect(withoutPlaces(printHistoryQuery(terms))).toEqual(withoutPlaces(text));
        },
      ),
    );
  });
});

it("a filter by mouse replaces the value of its field and leaves the rest as it was typed", () => {
  expect(withField("state:pass  banner -state:fail", "state", "no_group")).toBe("banner -state:fail state:no_group");
  expect(withField("a project:x b", "project", "Lumen & Loom")).toBe('a b project:"Lumen & Loom"');
  expect(withField("a project:x b", "project", null)).toBe("a b");
});

it("words, names and users are highlighted, and what must not match is not", () => {
  expect(wordsToHighlight(parseHistoryQuery("gate:checkout* -user:lena state:fail pass"))).toBe("checkout  pass");
});
