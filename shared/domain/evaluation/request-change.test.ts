import { describe, expect, it } from "vitest";
import { privateNotKept } from "../exchange/key-form.ts";
import type { JsonValue } from "../json/json.ts";
import type { AskedRequest } from "./request-change.ts";
import { isEditOnly, requestChange } from "./request-change.ts";
import { describeChange } from "./request-change-text.ts";

const lena = { userID: "u-1036", country: "DE", custom: { plan: "free", theme: "dark" } };
const then: AskedRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "production",
  user: lena,
  userLabel: "Lena",
  isLogging: false,
  savedUserId: "lena",
  question: { names: ["invite_friends"] },
};

function described(changes: Partial<AskedRequest>, read: readonly string[] | null = null, before = then): string | null {
  const now = { ...then, ...changes };
  const change = requestChange(before, now);
  const isRead = read && ((path: readonly string[]) => read.includes(path.join(".")));
  const names = { projectThen: "Sandbox", projectNow: "Shop", whoThen: before.userLabel, whoNow: now.userLabel, isRead, what: "gate" };
  return change && describeChange(before, now, change, names);
}

describe("a request that differs from that of an answer", () => {
  it("is current if nothing differs, whatever the order of the fields", () => {
    expect(requestChange(then, { ...then, user: { custom: { theme: "dark", plan: "free" }, country: "DE", userID: "u-1036" } })).toBeNull();
  });

  it("cannot be compared in private attributes that were not kept, and says so", () => {
    const spending = (spend: JsonValue) => ({ user: { ...lena, privateAttributes: { spend } } });
    expect(described(spending(410), null, { ...then, ...spending(privateNotKept) })).toContain(
      "the private spend of that check was not stored",
    );
  });

  it("says that a key is there now for an answer that was not sent for want of one", () => {
    expect(described({}, null, { ...then, missingKey: "unlock" })).toContain("The keys are unlocked now.");
    expect(described({}, null, { ...then, missingKey: "keys" })).toContain("There is a key for this now.");
    expect(described({ missingKey: "keys" }, null, { ...then, missingKey: "keys" })).toBeNull();
    expect(described({ missingKey: "unlock" }, null, { ...then, missingKey: "keys" })).toBeNull();
  });

  it("compares the key that was sent with the one that would be sent now, whichever is selected", () => {
    const usedKey = { id: "k1", lastFour: "1a2b" };
    const sent = { ...then, usedKey };
    expect(described({ usedKey }, null, sent)).toBeNull();
    expect(described({ usedKey, keyId: "k1" }, null, sent)).toBeNull();
    expect(described({ usedKey: { id: "k2", lastFour: "9f0e" } }, null, sent)).toContain("The key is now ••••9f0e.");
    expect(described({ usedKey: { id: "k1", lastFour: "9f0e" } }, null, sent)).toContain("The key is now ••••9f0e.");
    expect(described({ usedKey: null }, null, sent)).toContain("Its key was removed.");
    expect(described({ usedKey: undefined }, null, sent)).toBeNull();
  });

  it.each<[string, Partial<AskedRequest>, readonly string[] | null, string]>([
    ["another tier", { tier: "staging" }, null, "The tier is now staging."],
    ["another project", { projectId: "shop" }, null, "The top bar has Shop."],
    ["another key", { keyId: "k2" }, null, "Another key is selected."],
    ["logging", { isLogging: true }, null, "Logging is on now, and was off."],
    ["many names", { question: { names: ["a", "b", "c", "d", "e"] } }, null, "The name field has 5 names."],
    ["another name", { question: { names: ["checkout_v2"] } }, null, "The name field has checkout_v2."],
    [
      "a user that cannot be read",
      { userProblem: "line 2: a comma is missing" },
      null,
      "The panel’s user cannot be read: line 2: a comma is missing.",
    ],
    ["a changed field", { user: { ...lena, country: "FR" } }, null, "In the panel, country is FR instead of DE."],
    [
      "an added and a removed field",
      { user: { ...lena, email: "l@x.de", custom: { theme: "dark" } } },
      null,
      "In the panel, plan was removed (it was free), email was added: l@x.de.",
    ],
    [
      "only unread fields",
      { user: { ...lena, custom: { plan: "free", theme: "light" } } },
      ["country"],
      "In the panel, theme is light instead of dark, which this gate does not read.",
    ],
    [
      "another user with another tier",
      { savedUserId: "jonas", userLabel: "Jonas", tier: "staging", user: { userID: "u-1002", country: "DE", email: "j@x.de" } },
      ["userID", "email"],
      "The panel has Jonas in staging; 2 fields that this gate reads differ.",
    ],
  ])("by %s says so", (_case, changes, read, text) => {
    const project = changes.projectId === undefined ? "" : " of Sandbox";
    expect(described(changes, read)).toBe(`This is the answer for Lena in production${project}. ${text}`);
  });

  it("says that the user could not be read then, without a comparison of fields", () => {
    const before = { ...then, user: {}, userLabel: "the user in the panel", userProblem: "line 2: a comma is missing" };
    expect(described({}, ["country"], before)).toBe(
      "This is the answer for JSON that could not be read in production. The panel has Lena.",
    );
  });

  it("can be explained as an edit only if nothing but the user's fields changed", () => {
    const isEdit = (changes: Partial<AskedRequest>) => {
      const change = requestChange(then, { ...then, ...changes });
      return change !== null && isEditOnly(change);
    };
    expect(isEdit({ user: { ...lena, country: "FR" } })).toBe(true);
    expect(isEdit({ tier: "staging", user: { ...lena, statsigEnvironment: { tier: "staging" } } })).toBe(true);
    expect(isEdit({ tier: "staging" })).toBe(false);
    expect(isEdit({ savedUserId: "jonas", user: { userID: "u-1002" } })).toBe(false);
    expect(isEdit({ user: { ...lena, country: "FR" }, isLogging: true })).toBe(false);
    expect(isEdit({ userProblem: "line 1" })).toBe(false);
  });
});
