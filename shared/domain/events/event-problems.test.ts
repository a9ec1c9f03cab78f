import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ExactNumber } from "../json/exact-number.ts";
import type { JsonValue } from "../json/json.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import type { FindingContext } from "./event-findings.ts";
import { personalDataIn } from "./event-personal-data.ts";
import { eventProblems, exposureProblems, isSendable } from "./event-problems.ts";
import { blankEvent, blankExposure, type EventDraft, type ExposureDraft, eventBody, exposureBody } from "./statsig-event.ts";

const nowMs = Date.UTC(2026, 10, 23, 12);
const context: FindingContext = { nowMs, user: { userID: "ada" }, tier: "staging", tiers: ["production", "staging"], clockAheadMs: 0 };
const good: EventDraft = { ...blankEvent(), name: "add_to_cart" };

/** Returns `severity at path: message` for each finding. */
function describeFindings(changes: Partial<EventDraft>, facts: Partial<FindingContext> = {}): string[] {
  return eventProblems({ ...good, ...changes }, { ...context, ...facts }).map(
    ({ severity, path, message }) => `${severity} at ${path.join(".")}: ${message}`,
  );
}
/** Returns the draft after the fix of its only finding. */
function fixed(changes: Partial<EventDraft>): EventDraft | undefined {
  const findings = eventProblems({ ...good, ...changes }, context);
  expect(findings).toHaveLength(1);
  return findings[0]?.fix?.fixed;
}

it("finds nothing wrong with an ordinary event", () => {
  expect(
    describeFindings({ value: 29.99, metadata: { sku: "A1" }, user: { userID: "u" }, time: { kind: "relative", ms: -60_000 } }),
  ).toEqual([]);
});

describe("a name", () => {
  it.each([
    ["", "refused at eventName: An event needs a name."],
    ["  ", "refused at eventName: An event needs a name."],
    ["a<b>", "refused at eventName: Statsig drops events whose name contains < or >."],
    ["a\nb", "refused at eventName: Statsig drops events whose name contains a line break."],
    ["x".repeat(65), "warning at eventName: The name has 65 characters. Statsig's guide allows 64, its SDKs 128: Statsig may cut it."],
    [
      "x".repeat(129),
      "warning at eventName: The name has 129 characters, more than both published limits, 64 and 128: Statsig may cut it.",
    ],
    [" a", "warning at eventName: The name begins or ends with a blank."],
    ["statsig::gate_exposure", "warning at eventName: Names that begin with statsig:: are Statsig's own."],
  ])("%j", (name, finding) => {
    expect(describeFindings({ name })).toEqual([finding]);
  });

  it.each([..."\\[]{}<>#=;&$%|\0\n\r"])("with %j would be dropped", (character) => {
    expect(describeFindings({ name: `a${character}b` })[0]).toContain("refused");
    expect(fixed({ name: `a${character}b` })?.name).toBe("ab");
  });

  it("of 64 characters is accepted, and the fix of a longer one truncates it to 64", () => {
    expect(describeFindings({ name: "x".repeat(64) })).toEqual([]);
    expect(fixed({ name: "x".repeat(200) })?.name).toBe("x".repeat(64));
  });
});

describe("a value", () => {
  it.each([
    [true, "refused at value: A value is a text or a number.", "true"],
    [{ a: 1 }, "refused at value: A value is a text or a number.", '{"a":1}'],
    // JSON.parse reads 1e999 as this number, which would be sent as null.
    [Number.POSITIVE_INFINITY, "refused at value: JSON cannot express this number.", null],
    ["", "warning at value: The value is an empty text.", null],
    ["29.99", "warning at value: This number is a text, so Statsig cannot add it up.", 29.99],
    ["129,80", "warning at value: This is a text because of the comma, and Statsig adds up numbers only.", new ExactNumber("129.80")],
    [new ExactNumber("1e400"), "refused at value: This number is too large: programs read it as infinite.", null],
    ["1.234,56", "warning at value: This is a text because of the comma, and Statsig adds up numbers only.", 1234.56],
    ["1,234.50", "warning at value: This is a text because of the comma, and Statsig adds up numbers only.", new ExactNumber("1234.50")],
    ["-1,234,567", "warning at value: This is a text because of the comma, and Statsig adds up numbers only.", -1_234_567],
    ["-1,5", "warning at value: This is a text because of the comma, and Statsig adds up numbers only.", -1.5],
    [
      "x".repeat(100),
      "warning at value: The value has 100 characters. Statsig's guide allows 64, its SDKs 128: Statsig may cut it.",
      "x".repeat(64),
    ],
  ])("%j", (value, finding, fixedValue) => {
    expect(describeFindings({ value })).toEqual([finding]);
    expect(fixed({ value })?.value).toEqual(fixedValue);
  });

  it.each(["007", "1e3", "v2", "1,500", "1,5,2", "007,5", "0x1F"])("%s that only looks like a number has no finding", (value) => {
    expect(describeFindings({ value })).toEqual([]);
  });
});

describe("a user", () => {
  it("whose ID a spreadsheet shortened has a warning", () => {
    const user = { userID: "9.00719925474099E+15", customIDs: { companyID: "4,2E+16", deviceID: "1E5" } };
    const lost = "a spreadsheet shortened this number, and the file no longer has its last digits. Export the IDs as text.";
    expect(describeFindings({ user })).toEqual([
      `warning at user: userID is “9.00719925474099E+15”: ${lost}`,
      `warning at user: companyID is “4,2E+16”: ${lost}`,
    ]);
  });

  it("whose ID is an error of a spreadsheet has a warning", () => {
    expect(describeFindings({ user: { userID: "#N/A" } })).toEqual([
      "warning at user: userID is “#N/A”, which a spreadsheet shows where it has no value. Correct the cell, and export the file again.",
    ]);
  });

  it("of more characters than Statsig's SDK allows has a warning", () => {
    expect(describeFindings({ user: { userID: "u", custom: { bio: "x".repeat(4_000) } } })).toEqual([]);
    expect(describeFindings({ user: { userID: "u", custom: { bio: "x".repeat(5_000) } } })).toEqual([
      "warning at user: The user's names and values have 5016 characters; above 4096, Statsig may leave out attributes.",
    ]);
  });
});

describe("metadata", () => {
  it("values that are not texts are refused, and converted only by the fix", () => {
    const metadata = { count: 3, on: true, list: [1], nothing: null, name: "x" };
    expect(describeFindings({ metadata })).toEqual([
      "refused at metadata.count: “count” is a number, and metadata values are texts.",
      "refused at metadata.on: “on” is true or false, and metadata values are texts.",
      "refused at metadata.list: “list” is a list, and metadata values are texts.",
      "refused at metadata.nothing: “nothing” is null, and metadata values are texts.",
    ]);
    const [finding] = eventProblems({ ...good, metadata }, context);
    expect(finding?.fix).toMatchObject({
      label: "Convert all 4 to text",
      fixed: { metadata: { count: "3", on: "true", list: "[1]", nothing: "null", name: "x" } },
    });
  });

  it("that is too long has a warning", () => {
    expect(describeFindings({ metadata: { a: "x".repeat(4090) } })).toEqual([
      "warning at metadata: The metadata has 4098 characters as JSON; Statsig may cut it after 4096.",
    ]);
  });

  it.each([
    ["ada@example.com", "an e-mail address"],
    ["call +49 40 123456-78 now", "a phone number"],
    ["4111 1111 1111 1111", "a card number"],
  ])("with %s contains %s", (contact, what) => {
    expect(describeFindings({ metadata: { contact } })).toEqual([
      `warning at metadata.contact: “contact” seems to contain ${what}, which Statsig would store.`,
    ]);
    expect(fixed({ metadata: { contact } })?.metadata).toEqual({});
  });

  it.each([
    "1616826986211",
    "4111111111111112",
    "order-4111-11",
    "a@b",
    "2026-11-23",
    "3.14159265358979",
    "550e8400-e29b-41d4-a716-446655440000",
  ])("%s is not personal data", (text) => {
    expect(personalDataIn(text)).toBeNull();
  });
});

describe("a key", () => {
  it.each<[string, Partial<EventDraft>]>([
    ["eventName", { name: "secret-abcdefghijklmnop" }],
    ["value", { value: "client-abcdefghijklmnop0123" }],
    ["metadata.k", { metadata: { k: "console-abcdefghijklmnop" } }],
    ["user", { user: { userID: "secret-abcdefghijklmnop" } }],
  ])("in %s is not sent", (path, changes) => {
    expect(describeFindings(changes)).toEqual([
      `refused at ${path}: This looks like a Statsig key. Statsig would store it with the event, so the event is not sent.`,
    ]);
  });
});

describe("a time", () => {
  const day = 86_400_000;
  it.each<[EventDraft["time"], string]>([
    [{ kind: "at", ms: nowMs / 1000 }, "warning at time: This time looks like seconds: as milliseconds it is 1970-01-21."],
    [{ kind: "at", ms: nowMs / 1000 + 0.25 }, "refused at time: This time looks like seconds: as milliseconds it is 1970-01-21."],
    [{ kind: "at", ms: nowMs * 1000 }, "warning at time: This time looks like microseconds: as milliseconds it is in the year 58865."],
    [{ kind: "at", ms: 46_194 }, "warning at time: This time looks like a day number of Excel: as milliseconds it is 1970-01-01."],
    [{ kind: "at", ms: 46_193.5 }, "refused at time: This time looks like a day number of Excel: as milliseconds it is 1970-01-01."],
    [{ kind: "at", ms: nowMs + 300_000 }, "warning at time: This time is in the future, by 5 minutes."],
    [{ kind: "relative", ms: 3 * 3_600_000 }, "warning at time: This time is in the future, by 3 hours."],
    [{ kind: "at", ms: nowMs - 40 * day }, "warning at time: This time is 40 days ago; Statsig may ignore an event that old."],
    // 20261130 is a date without separators, read as milliseconds.
    ...[0, 86_400, 20_261_130].map((ms): [EventDraft["time"], string] => [
      { kind: "at", ms },
      "warning at time: This time is 1970-01-01, long before Statsig existed; it is probably no time.",
    ]),
    [{ kind: "at", ms: -1 }, "refused at time: A time is a number of milliseconds since 1970."],
    [{ kind: "at", ms: nowMs + 0.5 }, "refused at time: A time is a whole number of milliseconds."],
    [{ kind: "unreadable", value: "soon" }, "refused at time: This is not a time: enter milliseconds, or a date-time with a zone."],
    [
      { kind: "unreadable", value: "2026-11-23 12:00" },
      "refused at time: This time has no zone: add Z for UTC, or an offset such as +01:00.",
    ],
  ])("%j", (time, finding) => {
    expect(describeFindings({ time })).toEqual([finding]);
  });

  it("in seconds is fixed to milliseconds, and one without a zone to UTC", () => {
    expect(fixed({ time: { kind: "at", ms: nowMs / 1000 } })?.time).toEqual({ kind: "at", ms: nowMs });
    expect(fixed({ time: { kind: "unreadable", value: "2026-11-23 12:00" } })?.time).toEqual({ kind: "at", ms: nowMs });
  });

  it("has a warning if this machine's clock is wrong", () => {
    expect(describeFindings({}, { clockAheadMs: -180_000 })).toEqual([
      "warning at time: This machine's clock is 3 minutes behind Statsig's. Requests contain this machine's time, and Statsig shifts every event by the difference, also events with a given time.",
    ]);
    expect(describeFindings({}, { clockAheadMs: null })).toEqual([]);
  });
});

describe("a user", () => {
  it("without a unit ID has a warning that no experiment can count the event", () => {
    expect(describeFindings({ user: { email: "ada@example.com" } })).toEqual([
      "warning at user: The user has neither a userID nor a custom ID: Statsig accepts the event, but no experiment can count it.",
    ]);
  });

  it("with private attributes has a warning, and is sent without them", () => {
    const user = { userID: "u", privateAttributes: { salary: 1, age: 2 } };
    expect(describeFindings({ user })).toEqual([
      "warning at user.privateAttributes: “salary”, “age” are private and removed: private attributes are never sent with an event.",
    ]);
    expect(fixed({ user })?.user).toEqual({ userID: "u" });
    expect(JSON.stringify(eventBody([{ ...good, user }], { ...context, version: "1" }))).not.toContain("salary");
  });

  it("with another tier is counted in that tier", () => {
    const inTier = (tier: string) => ({ userID: "u", statsigEnvironment: { tier } });
    expect(describeFindings({ user: inTier("production") })).toEqual([
      "warning at user.statsigEnvironment.tier: The user has the tier production, and the current tier is staging: this counts in production.",
    ]);
    expect(describeFindings({ user: inTier("qa") })).toEqual([
      "warning at user.statsigEnvironment.tier: The user has the tier qa, which this project does not have.",
    ]);
    expect(fixed({ user: inTier("production") })?.user).toEqual(inTier("staging"));
    expect(describeFindings({ user: inTier("Staging") })).toEqual([]);
  });

  it.each<[StatsigUser, string, StatsigUser]>([
    [{ userID: "u", email: 5 }, "refused at user.email: email is not a text.", { userID: "u", email: "5" }],
    [
      { userID: "u", email: "ada" },
      "refused at user.email: This is not an e-mail address, which Statsig's schema requires.",
      { userID: "u" },
    ],
    [
      { userID: "u", email: " ada@example.com " },
      "refused at user.email: This is not an e-mail address, which Statsig's schema requires.",
      { userID: "u", email: "ada@example.com" },
    ],
    [{ userID: "u", locale: ["de"] }, "refused at user.locale: locale is not a text.", { userID: "u" }],
    [{ userID: "u", custom: [1] }, "refused at user.custom: custom is not an object.", { userID: "u" }],
    [{ customIDs: { a: "1", b: true } }, "refused at user.customIDs.b: b is not a text.", { customIDs: { a: "1", b: "true" } }],
    [
      { userID: "u", statsigEnvironment: "staging" },
      "refused at user.statsigEnvironment: statsigEnvironment is not an object with a tier.",
      { userID: "u", statsigEnvironment: { tier: "staging" } },
    ],
    [
      { userID: "u", statsigEnvironment: { tier: 1 } },
      "refused at user.statsigEnvironment.tier: The tier is not a text.",
      { userID: "u", statsigEnvironment: {} },
    ],
  ])("%j is not sent, because Statsig's schema would refuse the whole request", (user, finding, fixedUser) => {
    expect(describeFindings({ user })).toEqual([finding]);
    expect(fixed({ user })?.user).toEqual(fixedUser);
    expect(isSendable(eventProblems(good, { ...context, user }))).toBe(false);
  });

  it("keeps every digit of its numeric IDs", () => {
    const user = { userID: new ExactNumber("174322306148984899"), customIDs: { steam: new ExactNumber("9007199254740993") } };
    expect(describeFindings({ user })).toEqual([
      "warning at user.userID: userID is a number and is sent as the text “174322306148984899”.",
      "warning at user.customIDs.steam: steam is a number and is sent as the text “9007199254740993”.",
    ]);
    const [sent] = eventBody([{ ...good, user }], { ...context, version: "1" }).events as Record<string, unknown>[];
    expect(sent?.user).toMatchObject({ userID: "174322306148984899", customIDs: { steam: "9007199254740993" } });
  });

  it("with numeric IDs has warnings, and is sent with IDs as texts and without nulls in the user's fields and IDs", () => {
    const user = { userID: 42, locale: null, email: "", customIDs: { seat: 7, none: null }, custom: { plan: null } };
    expect(describeFindings({ user })).toEqual([
      "warning at user.userID: userID is a number and is sent as the text “42”.",
      "warning at user.customIDs.seat: seat is a number and is sent as the text “7”.",
    ]);
    const [sent] = eventBody([{ ...good, user }], { ...context, version: "1" }).events as Record<string, unknown>[];
    expect(sent?.user).toEqual({
      userID: "42",
      customIDs: { seat: "7" },
      custom: { plan: null },
      statsigEnvironment: { tier: "staging" },
    });
  });
});

it("statsigMetadata with types other than Statsig's is refused", () => {
  expect(describeFindings({ statsigMetadata: { sdkType: 1, sdkVersion: "2", exposureLoggingDisabled: "yes", own: [1] } })).toEqual([
    "refused at statsigMetadata.sdkType: sdkType is a text.",
    "refused at statsigMetadata.exposureLoggingDisabled: exposureLoggingDisabled is true or false.",
  ]);
  expect(fixed({ statsigMetadata: { sdkType: 1, own: [1] } })?.statsigMetadata).toEqual({ own: [1] });
});

describe("an exposure", () => {
  const problems = (draft: ExposureDraft, facts: Partial<FindingContext> = {}) =>
    exposureProblems(draft, { ...context, ...facts }).map(({ severity, path, message }) => `${severity} at ${path.join(".")}: ${message}`);

  it("of a gate needs a name, a result, and a user with a unit ID", () => {
    expect(problems(blankExposure("gate"), { user: {} })).toEqual([
      "refused at gateName: An exposure needs the name of its gate.",
      "refused at passes: Choose whether the gate passes.",
      "warning at ruleID: Without a rule ID the exposure counts for no rule.",
      "refused at user: An exposure needs a user with a userID or a custom ID.",
    ]);
  });

  it("of an experiment needs its group", () => {
    expect(problems({ ...blankExposure("experiment"), name: "checkout" })).toEqual([
      "refused at group: Enter the group's name from the console, or choose the rule ID.",
    ]);
  });

  it("is sent with exactly one of group and ruleID", () => {
    const byGroup: ExposureDraft = { ...blankExposure("experiment"), name: "checkout", mark: { by: "group", text: "Test" } };
    const byRule: ExposureDraft = { ...blankExposure("gate"), kind: "gate", name: "eu", passes: false, mark: { by: "rule", text: "r1" } };
    const user = { userID: "ada", statsigEnvironment: { tier: "staging" } };
    expect(exposureBody([byGroup, byRule], { ...context, version: "1" })).toEqual({
      exposures: [
        { experimentName: "checkout", group: "Test", time: nowMs, user },
        { gateName: "eu", passes: false, ruleID: "r1", time: nowMs, user },
      ],
      statsigMetadata: { sdkType: "gatescope", sdkVersion: "1" },
    });
  });
});

describe("any draft", () => {
  /** Matches httpopenapi.json, except that the tier is any text, because projects can have their own tiers. */
  const UserOfTheApiSchema = z.object({
    userID: z.string().optional(),
    customIDs: z.record(z.string(), z.string()).optional(),
    email: z.email().optional(),
    custom: z.record(z.string(), z.unknown()).optional(),
    statsigEnvironment: z.object({ tier: z.string().optional() }).optional(),
    privateAttributes: z.never().optional(),
  });
  const anything = fc.record<EventDraft>({
    name: fc.oneof(fc.string(), fc.constantFrom("a", "x<y", "é".repeat(200))),
    value: fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.parse(JSON.stringify(value))),
    time: fc.oneof(
      fc.constant({ kind: "now" as const }),
      fc.double({ noNaN: true }).map((ms) => ({ kind: "at" as const, ms })),
      fc.integer().map((ms) => ({ kind: "relative" as const, ms })),
      fc.string().map((value) => ({ kind: "unreadable" as const, value })),
    ),
    metadata: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    user: fc.option(
      fc.dictionary(
        fc.constantFrom("userID", "customIDs", "email", "custom", "privateAttributes", "statsigEnvironment", "x"),
        fc.oneof(fc.string(), fc.constant({ tier: "qa" }), fc.constantFrom<JsonValue>(null, 5, true, [], { tier: 5 }, { a: null })),
      ),
    ),
    statsigMetadata: fc.constant(null),
    secondaryExposures: fc.array(fc.record({ gate: fc.string(), gateValue: fc.string(), ruleID: fc.string() }), { maxLength: 2 }),
  });

  it("has fixes that remove the finding they belong to", () => {
    fc.assert(
      fc.property(anything, (draft) => {
        const findings = eventProblems(draft, context);
        const saying = (all: typeof findings, wanted: string) => all.filter(({ message }) => message === wanted).length;
        for (const { message, fix } of findings)
          if (fix !== null) expect(saying(eventProblems(fix.fixed, context), message)).toBeLessThan(saying(findings, message));
      }),
      { numRuns: 2_000 },
    );
  });

  it("matches Statsig's schema if it is sendable", () => {
    fc.assert(
      fc.property(anything, (draft) => {
        if (!isSendable(eventProblems(draft, context))) return;
        const [event] = eventBody([draft], { ...context, version: "1" }).events as Record<string, unknown>[];
        expect(event?.eventName).toMatch(/^[^\\[\]{}<>#=;&$%|\0\n\r]+$/);
        expect(["undefined", "string", "number"]).toContain(typeof event?.value);
        expect(Number.isInteger(event?.time)).toBe(true);
        expect(Object.values(event?.metadata ?? {}).every((value) => typeof value === "string")).toBe(true);
        expect(UserOfTheApiSchema.safeParse(event?.user).error).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});
