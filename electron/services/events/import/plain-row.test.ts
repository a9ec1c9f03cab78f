import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { eventLines } from "#tests/bench/event-lines.ts";
import { type Addressed, findingContext } from "../compose/compose.ts";
import { createJudge } from "./check-rows.ts";
import { guessMapping } from "./guess-mapping.ts";
import { createPlainReader } from "./plain-row.ts";

const nowMs = 1_795_431_600_000;
const moment = { nowMs, clockAheadMs: null };
const addressed: Addressed = {
  project: { ...blankProject(), id: "shop", kind: "statsig", createdAtMs: 0 },
  keyId: null,
  tier: "staging",
  user: { userID: "panel" },
  userLabel: "Panel",
  version: "0.0.0-test",
};
const context = findingContext({ ...addressed, ...moment });
const columns = ["eventName", "value", "time", "user", "metadata", "row_id"];
const usual: RowMapping = { ...guessMapping(columns, "ndjson", () => []), fixedName: "unnamed" };
const leavesOut: RowMapping = { ...usual, columns: { ...usual.columns, row_id: { kind: "ignore" } } };
const secret = "secret-plantedServerKey0123456789";
const rules = { columns, mapping: leavesOut, closedTiers: new Set(["production"]), secrets: [secret] };

const readPlain = createPlainReader(columns, leavesOut, addressed);
const judge = createJudge(rules, addressed).at(moment);
/** The same JSON, which only a parser can read: its first quote is followed by an escape. */
const withEscape = (text: string) => text.replace(/"(.)/, (_, first: string) => `"\\u${first.charCodeAt(0).toString(16).padStart(4, "0")}`);

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const oddText = fc.oneof(
  fc.constantFrom("", " ", "a<b", "42", "007", "ada@example.com", "production", secret, "{}", "null", "2026-11-23", "2026-11-23T12:00:00Z"),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ minLength: 60, maxLength: 140 }),
);
const text = fc.oneof({ weight: 6, arbitrary: name }, { weight: 1, arbitrary: oddText });
const number = fc.oneof(fc.constantFrom(0, -0, 1.5, 1e21, nowMs, nowMs / 1000, nowMs * 2), fc.integer(), fc.double({ noNaN: true }));
const odd = fc.oneof(oddText, number, fc.constantFrom(null, true, [], {}, [["a"]], { a: { b: { c: 1 } } }));
const mostly = <Value>(usual: fc.Arbitrary<Value>) => fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
const fields = mostly(fc.dictionary(mostly(text).map(String), mostly(text), { maxKeys: 3 }));
const user = fc.record(
  {
    userID: mostly(text),
    email: mostly(name.map((local) => `${local}@example.com`)),
    customIDs: fields,
    custom: fields,
    privateAttributes: fields,
    statsigEnvironment: mostly(fc.record({ tier: mostly(fc.constantFrom("staging", "Production", "development")) })),
  },
  { requiredKeys: [] },
);
const event = fc
  .tuple(
    fc.record(
      {
        eventName: mostly(text),
        value: mostly(fc.oneof(text, number)),
        time: mostly(fc.integer({ min: nowMs - 1e9, max: nowMs })),
        user: mostly(user),
        metadata: fields,
        row_id: odd,
      },
      { requiredKeys: [] },
    ),
    mostly(fc.constant({})),
  )
  .map(([usual, surplus]) => ({ ...usual, ...(typeof surplus === "object" ? surplus : { surplus }) }));
/** As different programs lay JSON out. */
const line = fc.tuple(event, fc.constantFrom(undefined, 1)).map(([value, indent]) => JSON.stringify(value, null, indent));

describe("a row that is an event as Statsig spells it", () => {
  it("is read without a parser for all of it, in any layout", () => {
    const lines = eventLines(20).trim().split("\n");
    for (const plain of lines) {
      expect(readPlain(plain, 1, context)).not.toBeNull();
      expect(readPlain(`\t${plain.replaceAll('":', '" : ').replaceAll(",", " , ")}\r`, 1, context)).not.toBeNull();
    }
    expect(readPlain('{"eventName":"a","value":null,"user":{"userID":"u"},"row_id":7}', 1, context)).not.toBeNull();
    expect(readPlain(`{"user":{"custom":{"tags":["a","b"],"plan":"{pro}"}}}`, 1, context)).not.toBeNull();
  });

  it("comes to the same as one that is parsed, whatever stands in it", () => {
    fc.assert(
      fc.property(line, fc.nat(), (json, row) => {
        const wanted = judge({ kind: "json", text: withEscape(json) }, row);
        expect(judge({ kind: "json", text: json }, row)).toEqual(wanted);
        // Once more, with what is remembered of its parts.
        expect(judge({ kind: "json", text: json }, row)).toEqual(wanted);
      }),
      {
        numRuns: 4_000,
        examples: [['{"eventName":"a","user":{"__proto__":{"userID":"x"},"email":"a@b.de"},"metadata":{"__proto__":"m"}}', 1]],
      },
    );
  });

  it("comes to the same with every choice that a mapping leaves", () => {
    const choices = fc.record({
      fixedName: text,
      usesPanelUser: fc.boolean(),
      timeUnit: fc.constantFrom("ms" as const, "s" as const),
      numbersFromText: fc.boolean(),
      convertsMetadata: fc.boolean(),
    });
    fc.assert(
      fc.property(line, choices, (json, chosen) => {
        const chosenJudge = createJudge({ ...rules, mapping: { ...leavesOut, ...chosen } }, addressed).at(moment);
        expect(chosenJudge({ kind: "json", text: json }, 1)).toEqual(chosenJudge({ kind: "json", text: withEscape(json) }, 1));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is JSON: what is not is never taken for one, however little is wrong with it", () => {
    const sign = fc.constantFrom(...'{}[]",:\\\t\n 0-.eE+tn\u00a0\ufeff\u0000');
    fc.assert(
      fc.property(line, fc.nat(), fc.nat(2), sign, (json, at, kind, put) => {
        const place = at % json.length;
        const damaged = json.slice(0, place) + (kind === 0 ? "" : put) + json.slice(place + (kind === 2 ? 0 : 1));
        if (readPlain(damaged, 1, context) === null) return;
        expect(judge({ kind: "json", text: damaged }, 1)).toEqual(judge({ kind: "json", text: withEscape(damaged) }, 1));
        expect(() => JSON.parse(damaged)).not.toThrow();
      }),
      { numRuns: 10_000 },
    );
  });

  it("is read the same after so many others that what was remembered of it is gone", () => {
    const few = createPlainReader(columns, leavesOut, addressed);
    const nth = (n: number) => `{"eventName":"e${n % 12_000}","user":{"userID":"u${n}"}}`;
    const elementOf = (n: number) => few(nth(n), n, context)?.compose().element;
    const before = elementOf(1);
    for (let n = 2; n < 25_000; n += 1) elementOf(n);
    expect(elementOf(1)).toBe(before);
    expect(elementOf(24_999)).toContain('"userID":"u24999"');
  });

  it("is left to a parser when it names a field twice, has another order or an escape, or is very long", () => {
    const others = [
      '{"eventName":"a","eventName":"b"}',
      '{"user":{},"eventName":"a"}',
      '{"eventName":"\\u0061"}',
      '{"eventName":"a","surplus":1}',
      `{"eventName":"${"a".repeat(20_000)}"}`,
      "[]",
      "",
    ];
    for (const other of others) expect(readPlain(other, 1, context)).toBeNull();
  });
});

describe("a file whose rows are more than that", () => {
  it.each([
    ["a user's field beside the event", ["eventName", "userID"]],
    ["a part that is seldom there", ["eventName", "secondaryExposures"]],
    ["two columns for one part", ["eventName", "event"]],
    ["a column that JSON or a pattern would have to escape", ["eventName", "a.b"]],
  ])("is parsed: %s", (_what, others) => {
    const mapping = guessMapping(others, "ndjson", () => []);
    expect(createPlainReader(others, mapping, addressed)('{"eventName":"a"}', 1, context)).toBeNull();
  });
});
