import { expect, it } from "vitest";
import { readPastedUser } from "../pasted-user.ts";
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

it("a call of Segment without a userId is no user", () => {
  const call = { type: "page", anonymousId: "anon-9", context: { page: { url: "https://x.de" } } };
  expect(readPastedUser(JSON.stringify(call)).kind).toBe("unreadable");
});

it("a user of Statsig stays as it is, whatever its other fields are called", () => {
  const user = { userID: "u-1", key: "k", kind: "user", distinct_id: "d" };
  expect(readPastedUser(JSON.stringify(user))).toMatchObject({ kind: "read", candidates: [{ user, notes: [] }] });
});
