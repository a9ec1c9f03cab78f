import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPastedUser } from "../pasted-user.ts";
import { readPageCopy } from "./page-copy.ts";

const key = "client-Zz9yXx8wVv7uTt6sRr5q4f2a";
const user = { userID: "u-1036", country: "DE", statsigEnvironment: { tier: "staging" }, privateAttributes: { spend: 410 } };
const values = { time: 1_767_981_029_384, hash_used: "djb2", feature_gates: {}, dynamic_configs: {}, layer_configs: {} };
const stored = (receivedAt: number, data: object, stableID = "st-2") =>
  JSON.stringify({ source: "Network", data: JSON.stringify(data), receivedAt, stableID, fullUserHash: "1" });
const copied = {
  gatescopePage: 1,
  page: "https://shop.example",
  at: 1_767_981_100_000,
  clients: [{ key: "4f2a", user, stableID: "st-1", values, receivedAt: 1_767_981_030_000, overrides: { gate: { dark_mode: true } } }],
  cached: [
    stored(1_767_981_030_000, values),
    stored(1_767_000_000_000, { ...values, evaluated_keys: { userID: "guest-77" } }),
    stored(1_767_500_000_000, { ...values, user: { userID: "u-7", custom: { n: 1 } } }),
  ],
};
const text = JSON.stringify(copied);

describe("what the line for the console copied", () => {
  it("has the page's user with its stable ID, and the cached users, newest first", () => {
    const reading = readPageCopy(text);
    expect(reading?.kind === "read" && reading.copy).toEqual({
      origin: "https://shop.example",
      copiedAtMs: 1_767_981_100_000,
      notes: [],
      users: [
        {
          user: { ...user, customIDs: { stableID: "st-1" } },
          ...{ isCached: false, hasOnlyIds: false, values, keyEnd: "4f2a", lost: [] },
          ...{ receivedAtMs: 1_767_981_030_000, overrides: { gate: { dark_mode: true } } },
        },
        expect.objectContaining({ user: { userID: "u-7", custom: { n: 1 }, customIDs: { stableID: "st-2" } }, hasOnlyIds: false }),
        expect.objectContaining({ user: { userID: "guest-77", customIDs: { stableID: "st-2" } }, isCached: true, hasOnlyIds: true }),
      ],
    });
  });

  it("is read among other lines of the console, and with the digits of large numbers", () => {
    const digits = text.replace('"u-1036"', '"u-1036","custom":{"order":174322306148984899}');
    const pasted = readPastedUser(`> copy…\n${digits}\nCopy the line above into Gatescope.`);
    expect(JSON.stringify(pasted.kind === "read" && pasted.candidates[0].user.custom)).toBe('{"order":174322306148984899}');
  });

  it.each([
    ["no client", { ...copied, clients: [], cached: [] }, /found no Statsig client/],
    ["a newer format", { ...copied, gatescopePage: 2 }, /A newer Gatescope/],
    ["a wrong version", { ...copied, gatescopePage: "x" }, /damaged. It has no version/],
  ])("is refused with %s", (_, json, problem) => {
    expect(readPastedUser(JSON.stringify(json))).toMatchObject({ kind: "unreadable", problem: expect.stringMatching(problem) });
  });

  it("is refused with the place where it ends, if it is not whole", () => {
    expect(readPageCopy(text.slice(0, 200))).toMatchObject({ kind: "damaged", problem: expect.stringMatching(/not complete.*line 1/) });
  });

  it("names entries that could not be read, and users beyond the limit", () => {
    const many = Array.from({ length: 30 }, (_, at) => stored(at + 1, { ...values, user: { userID: `u-${at}` } }));
    const reading = readPageCopy(JSON.stringify({ ...copied, cached: ["{", ...many] }));
    expect(reading?.kind === "read" && [reading.copy.users.length, reading.copy.notes]).toEqual([
      20,
      ["Only 20 of the 31 users are listed.", "1 entry of the page could not be read."],
    ]);
  });

  it("is read without an error and without a key, however it was changed", () => {
    const withKey = JSON.stringify({
      ...copied,
      clients: [{ ...copied.clients[0], user: { ...user, custom: { sdk: key, sdkKey: key } } }],
      cached: [...copied.cached, stored(5, { user: { userID: key } })],
    });
    const change = fc.record({
      at: fc.nat(withKey.length),
      length: fc.nat(40),
      with: fc.constantFrom("", "{", '"', "[", "null", "\u0000", "9e999"),
    });
    fc.assert(
      fc.property(change, ({ at, length, with: other }) => {
        const mutated = withKey.slice(0, at) + other + withKey.slice(at + length);
        const reading = readPageCopy(mutated);
        if (reading !== null) expect(JSON.stringify([reading, readPastedUser(mutated)]).includes(key)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("is no plain text, and another text is none", () => {
    expect(readPageCopy("<html></html>")).toBeNull();
    expect(readPageCopy('{"userID":"ada"}')).toBeNull();
  });

  it("of a hostile page is refused or read in little time", () => {
    const deep = `{"gatescopePage":1,"clients":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(readPageCopy(deep)).toMatchObject({ kind: "damaged" });
    expect(readPageCopy(`{"gatescopePage":1,"x":"${"y".repeat(20_000_001)}"}`)).toMatchObject({ kind: "damaged" });
    const proto = readPageCopy('{"gatescopePage":1,"clients":[{"user":{"__proto__":{"userID":"x"},"userID":"ada"}}]}');
    expect(proto).toMatchObject({ kind: "read", copy: { users: [{ user: { userID: "ada" } }] } });
  });
});
