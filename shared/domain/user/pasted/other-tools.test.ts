import { describe, expect, it } from "vitest";
import { readPastedUser, readPastedUsers } from "../pasted-user.ts";
import { isPlainUser } from "./plain-user.ts";

const context = "Read as a context of LaunchDarkly: its key is the userID, and its attributes are custom ones.";
const distinctId = (name: string) => `Read as data of Mixpanel or PostHog: its ${name} is the userID.`;
const notPart = (names: string) => `Not part of the user: ${names}.`;

it.each([
  [
    "a context of LaunchDarkly",
    { kind: "user", key: "u-1", name: "Ada", email: "a@x.de", _meta: { privateAttributes: ["email"] } },
    { userID: "u-1", email: "a@x.de", custom: { name: "Ada" } },
    [context, notPart("_meta")],
  ],
  [
    "a user of older LaunchDarkly",
    { key: "u-1", anonymous: true, custom: { plan: "pro" } },
    { userID: "u-1", custom: { plan: "pro" } },
    [context, notPart("anonymous")],
  ],
  [
    "a context of another kind",
    { kind: "organization", key: "o-7", plan: "gold" },
    { customIDs: { organization: "o-7" }, custom: { plan: "gold" } },
    ["Read as a context of LaunchDarkly: its key is the custom ID “organization”, and its attributes are custom ones."],
  ],
  [
    "a context of several kinds",
    { kind: "multi", user: { key: "u-1", email: "a@x.de" }, organization: { key: "o-7" } },
    { userID: "u-1", email: "a@x.de" },
    ["Found at user; what surrounds it was ignored.", notPart("kind, organization"), context],
  ],
  [
    "an event of Mixpanel",
    { event: "Sign Up", properties: { distinct_id: "u-1", $email: "a@x.de" } },
    { userID: "u-1" },
    [distinctId("distinct_id"), notPart("event, $email")],
  ],
  [
    "a profile of Mixpanel",
    { $distinct_id: "u-1", $token: "t", $set: { plan: "pro" } },
    { userID: "u-1" },
    [distinctId("$distinct_id"), notPart("$token, $set")],
  ],
  [
    "an event of PostHog",
    { event: "buy", distinct_id: "u-1", properties: { $ip: "1.2.3.4" } },
    { userID: "u-1" },
    [distinctId("distinct_id"), notPart("event, properties")],
  ],
  [
    "an event of Amplitude",
    { user_id: "u-1", device_id: "d-1", event_type: "buy", user_properties: { plan: "pro" }, country: "Germany" },
    { userID: "u-1" },
    ["Read as an event of Amplitude: its user_id is the userID.", notPart("device_id, event_type, user_properties, country")],
  ],
])("%s is read as the user that it names, with what was left out", (_what, object, user, notes) => {
  expect(readPastedUser(JSON.stringify(object))).toMatchObject({ kind: "read", candidates: [{ user, notes, lost: [] }] });
  expect(isPlainUser(object)).toBe(false);
});

describe("several events of another tool", () => {
  const buy = (id: string) => ({ event: "buy", properties: { distinct_id: id } });
  it.each([
    ["Mixpanel’s list", [buy("u-1"), buy("u-2"), buy("u-1")], ["[0]", "[1]"]],
    ["Mixpanel’s list within a list", [[buy("u-1"), buy("u-2")]], ["[0][0]", "[0][1]"]],
    ["PostHog’s batch", { api_key: "k", batch: [buy("u-1"), buy("u-2")] }, ["batch[0]", "batch[1]"]],
    [
      "Segment’s batch",
      {
        batch: [
          { type: "track", userId: "u-1", event: "buy" },
          { type: "page", anonymousId: "a" },
          { type: "page", userId: "u-2" },
        ],
      },
      ["batch[0]", "batch[2]"],
    ],
  ])("%s: each user is offered", (_what, batch, places) => {
    const candidates = places.map((place, at) => ({ user: { userID: `u-${at + 1}` }, place, lost: [] }));
    expect(readPastedUser(JSON.stringify(batch))).toMatchObject({ kind: "read", candidates });
    expect(isPlainUser(Object(batch))).toBe(false);
  });

  it("are users in their order for a file, also those that occur twice", () => {
    expect(readPastedUsers(JSON.stringify([buy("u-1"), buy("u-2"), buy("u-1")]))).toMatchObject({
      users: [{ user: { userID: "u-1" } }, { user: { userID: "u-2" } }, { user: { userID: "u-1" } }],
    });
  });
});

it("a call of Segment without a userId is no user, and says what to paste", () => {
  const call = { type: "page", anonymousId: "anon-9", context: { page: { url: "https://x.de" } } };
  const problem = expect.stringContaining(
    'a call of Segment without a userId: it names a browser only, by its anonymousId. If your app gives that ID to Statsig, paste it as {"customIDs":{"stableID":"anon-9"}}',
  );
  expect(readPastedUser(JSON.stringify(call))).toMatchObject({ kind: "unreadable", problem });
  expect(readPastedUser(JSON.stringify({ batch: [call] }))).toMatchObject({ kind: "unreadable", problem });
  const withTraits = { type: "identify", anonymousId: "anon-9", traits: { email: "a@x.de" } };
  expect(readPastedUser(JSON.stringify(withTraits))).toMatchObject({ kind: "read", candidates: [{ user: { email: "a@x.de" } }] });
});

it("a user of Statsig stays as it is, whatever its other fields are called", () => {
  const user = { userID: "u-1", key: "k", kind: "user", distinct_id: "d" };
  expect(readPastedUser(JSON.stringify(user))).toMatchObject({ kind: "read", candidates: [{ user, notes: [] }] });
});

it("what a command of HTTPie sends beside the user is named", () => {
  const command =
    "http POST https://api.statsig.com/v1/check_gate statsig-api-key:client-a page==2 user[userID]=007 user[custom][n]:=5 gateName=g";
  expect(readPastedUser(command)).toMatchObject({
    kind: "read",
    candidates: [{ user: { userID: "007", custom: { n: 5 } }, notes: ["Read from a command.", notPart("gateName")] }],
  });
});
