import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { eventToJson, exposureToJson, readEvents, readExposures } from "./event-json.ts";
import { type EventTime, readTime } from "./event-time.ts";
import { blankEvent, type EventDraft, type ExposureDraft } from "./statsig-event.ts";

/** Generates only values that JSON can represent: no undefined, no -0. */
const json = fc.jsonValue({ maxDepth: 2 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));
const object = fc.dictionary(fc.string(), json).map((value): JsonObject => JSON.parse(JSON.stringify(value)));
const unreadable = json.filter((value) => readTime(value).kind === "unreadable");
const time: fc.Arbitrary<EventTime> = fc.oneof(
  fc.constant<EventTime>({ kind: "now" }),
  fc.integer({ min: -1e13, max: 1e13 }).map((ms): EventTime => ({ kind: "at", ms })),
  fc.integer({ min: -1e10, max: 1e10 }).map((ms): EventTime => ({ kind: "relative", ms: ms || 0 })),
  unreadable.map((value): EventTime => ({ kind: "unreadable", value })),
);
const secondaryExposures = fc.array(fc.record({ gate: fc.string(), gateValue: fc.string(), ruleID: fc.string() }), { maxLength: 3 });
const user = fc.option(object);

const event: fc.Arbitrary<EventDraft> = fc.record({
  name: fc.string(),
  value: json,
  time,
  metadata: object,
  user,
  statsigMetadata: fc.option(object),
  secondaryExposures,
});
const ofEvery = {
  name: fc.string(),
  mark: fc.record({ by: fc.constantFrom("rule", "group"), text: fc.string() }),
  time,
  user,
  secondaryExposures,
};
const exposure: fc.Arbitrary<ExposureDraft> = fc.oneof(
  fc.record({ kind: fc.constant("gate"), passes: fc.option(fc.boolean()), ...ofEvery }),
  fc.record({ kind: fc.constant("experiment"), ...ofEvery }),
);

describe("reading the JSON view returns the same draft", () => {
  it("for any event", () => {
    fc.assert(
      fc.property(event, (draft) => {
        expect(readEvents(JSON.stringify(eventToJson(draft)))).toEqual({ kind: "read", drafts: [draft], notes: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  it("for any exposure", () => {
    fc.assert(
      fc.property(exposure, (draft) => {
        expect(readExposures(JSON.stringify(exposureToJson(draft)))).toEqual({ kind: "read", drafts: [draft], notes: [] });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("reading events from a text", () => {
  const buy: EventDraft = { ...blankEvent(), name: "buy", user: { userID: "ada" } };

  it.each([
    ["one", '{"eventName":"buy","user":{"userID":"ada"}}'],
    ["a list", '[{"eventName":"buy","user":{"userID":"ada"}}]'],
    ["a body of log_event, whose user applies to events without one", '{"events":[{"eventName":"buy"}],"user":{"userID":"ada"}}'],
  ])("%s", (_what, text) => {
    expect(readEvents(text)).toMatchObject({ kind: "read", drafts: [buy] });
  });

  it("names ignored fields that an event does not have", () => {
    expect(readEvents('{"eventName":"buy","colour":"red"}')).toMatchObject({
      notes: ["“colour” is not a field of an event and was ignored."],
    });
  });

  it.each([
    ["", "The text is empty."],
    ["[]", "This list is empty."],
    ['[{"eventName":"a"},{"eventName":1}]', "Number 2: eventName is not a text."],
    ['{"eventName":"a","metadata":[1]}', "metadata is not an object."],
  ])("%s cannot be read", (text, problem) => {
    expect(readEvents(text)).toMatchObject({ kind: "unreadable", problem });
  });
});

it.each([
  ['{"gateName":"a","experimentName":"b"}', "An exposure has exactly one of gateName and experimentName."],
  ['{"experimentName":"a","group":"Test","ruleID":"r"}', "exactly one of group and ruleID"],
  ['{"experimentName":"a","passes":true,"ruleID":"r"}', "passes belongs to a gate"],
])("%s is not an exposure", (text, problem) => {
  expect(readExposures(text)).toMatchObject({ kind: "unreadable", problem: expect.stringContaining(problem) });
});

describe("a time", () => {
  it.each<[JsonValue | undefined, EventTime]>([
    [undefined, { kind: "now" }],
    ["now", { kind: "now" }],
    ["now-5m", { kind: "relative", ms: -300_000 }],
    ["now + 2h", { kind: "relative", ms: 7_200_000 }],
    [1_616_826_986_211, { kind: "at", ms: 1_616_826_986_211 }],
    ["1616826986211", { kind: "at", ms: 1_616_826_986_211 }],
    ["2026-11-23T12:00:00Z", { kind: "at", ms: Date.UTC(2026, 10, 23, 12) }],
    ["2026-11-23 13:00+01:00", { kind: "at", ms: Date.UTC(2026, 10, 23, 12) }],
    // Ambiguous without a zone.
    ["2026-11-23T12:00:00", { kind: "unreadable", value: "2026-11-23T12:00:00" }],
    ["yesterday", { kind: "unreadable", value: "yesterday" }],
    [true, { kind: "unreadable", value: true }],
  ])("%j", (value, wanted) => {
    expect(readTime(value)).toEqual(wanted);
  });
});
