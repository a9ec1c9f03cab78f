import { describe, expect, it } from "vitest";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import {
  convertValue,
  withField,
  withMember,
  withMemberAt,
  withMemberMoved,
  withMemberRenamed,
  withoutMember,
  withTier,
  withValueAt,
} from "./user-draft.ts";

const lena: StatsigUser = { userID: "u-1036", custom: { theme: "Dark", newsletter: true }, privateAttributes: { lifetime_spend: 410 } };

describe("changing a user", () => {
  it("keeps the order of fields and members", () => {
    expect(JSON.stringify(withField({ userID: "a", email: "b" }, "userID", "c"))).toBe('{"userID":"c","email":"b"}');
    expect(JSON.stringify(withMemberRenamed(lena, "custom", "theme", "skin").custom)).toBe('{"skin":"Dark","newsletter":true}');
  });

  it("removes a field or a group that became empty", () => {
    expect(withField({ userID: "a", email: "b" }, "email", undefined)).toEqual({ userID: "a" });
    expect(withoutMember({ custom: { plan: "pro" } }, "custom", "plan")).toEqual({});
    expect(withTier({ statsigEnvironment: { tier: "staging" } }, "")).toEqual({});
  });

  it("adds a value at the path that a rule reads", () => {
    expect(withValueAt({ userID: "a" }, ["country"], "DE")).toEqual({ userID: "a", country: "DE" });
    expect(withValueAt(lena, ["custom", "loyalty_tier"], "gold").custom).toEqual({ theme: "Dark", newsletter: true, loyalty_tier: "gold" });
    expect(withValueAt({}, ["statsigEnvironment", "tier"], "staging")).toEqual({ statsigEnvironment: { tier: "staging" } });
  });

  it("does not rename a member to an existing name", () => {
    expect(withMemberRenamed(lena, "custom", "theme", "newsletter")).toEqual(lena);
  });

  it("makes a custom attribute private and public again", () => {
    const withPrivateTheme = withMemberMoved(lena, "custom", "privateAttributes", "theme");
    expect(withPrivateTheme).toEqual({
      userID: "u-1036",
      custom: { newsletter: true },
      privateAttributes: { lifetime_spend: 410, theme: "Dark" },
    });
    expect(withMemberMoved(withPrivateTheme, "privateAttributes", "custom", "theme").custom).toEqual({ newsletter: true, theme: "Dark" });
  });

  it("adds a missing group, and replaces one that is not an object", () => {
    expect(Object.keys(withMemberAt(lena, "custom", ["plan", "pro"], 1).custom ?? {})).toEqual(["theme", "plan", "newsletter"]);
    expect(Object.keys(withMemberAt({ userID: "ada" }, "custom", ["plan", "pro"], 3).custom ?? {})).toEqual(["plan"]);
    expect(withMember({ custom: "odd" }, "custom", "plan", "pro")).toEqual({ custom: { plan: "pro" } });
  });
});

describe("changing the type of a custom value", () => {
  it("keeps as much of the value as possible", () => {
    expect(convertValue("12", "number")).toBe(12);
    expect(convertValue("a dozen", "number")).toBe(0);
    expect(convertValue("no", "yes_no")).toBe(false);
    expect(convertValue("lamp, voucher", "list")).toEqual(["lamp", "voucher"]);
    expect(convertValue(["lamp", "voucher"], "text")).toBe("lamp, voucher");
    expect(convertValue(410, "text")).toBe("410");
  });
});
