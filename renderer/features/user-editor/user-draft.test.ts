import { describe, expect, it } from "vitest";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import {
  convertValue,
  withField,
  withMember,
  withMemberMoved,
  withMemberRenamed,
  withoutMember,
  withTier,
  withValueAt,
} from "./user-draft.ts";

const lena: StatsigUser = { userID: "u-1036", custom: { theme: "Dark", newsletter: true }, privateAttributes: { lifetime_spend: 410 } };

describe("changing a user", () => {
  it("keeps every field at its place", () => {
    expect(JSON.stringify(withField({ userID: "a", email: "b" }, "userID", "c"))).toBe('{"userID":"c","email":"b"}');
    expect(JSON.stringify(withMemberRenamed(lena, "custom", "theme", "look").custom)).toBe('{"look":"Dark","newsletter":true}');
  });

  it("takes a field or a group out when nothing is left of it", () => {
    expect(withField({ userID: "a", email: "b" }, "email", undefined)).toEqual({ userID: "a" });
    expect(withoutMember({ custom: { plan: "pro" } }, "custom", "plan")).toEqual({});
    expect(withTier({ statsigEnvironment: { tier: "staging" } }, "")).toEqual({});
  });

  it("adds what a rule looks at where it looks for it", () => {
    expect(withValueAt({ userID: "a" }, ["country"], "DE")).toEqual({ userID: "a", country: "DE" });
    expect(withValueAt(lena, ["custom", "loyalty_tier"], "gold").custom).toEqual({ theme: "Dark", newsletter: true, loyalty_tier: "gold" });
    expect(withValueAt({}, ["statsigEnvironment", "tier"], "staging")).toEqual({ statsigEnvironment: { tier: "staging" } });
  });

  it("does not let a rename swallow another member", () => {
    expect(withMemberRenamed(lena, "custom", "theme", "newsletter")).toEqual(lena);
  });

  it("makes a custom value private and public again", () => {
    const hidden = withMemberMoved(lena, "custom", "privateAttributes", "theme");
    expect(hidden).toEqual({ userID: "u-1036", custom: { newsletter: true }, privateAttributes: { lifetime_spend: 410, theme: "Dark" } });
    expect(withMemberMoved(hidden, "privateAttributes", "custom", "theme").custom).toEqual({ newsletter: true, theme: "Dark" });
  });

  it("starts a group where there is none, also where something odd stands in its place", () => {
    expect(withMember({ custom: "odd" }, "custom", "plan", "pro")).toEqual({ custom: { plan: "pro" } });
  });
});

describe("the type of a custom value", () => {
  it("changes as little of the value as it can", () => {
    expect(convertValue("12", "number")).toBe(12);
    expect(convertValue("a dozen", "number")).toBe(0);
    expect(convertValue("no", "yes_no")).toBe(false);
    expect(convertValue("lamp, voucher", "list")).toEqual(["lamp", "voucher"]);
    expect(convertValue(["lamp", "voucher"], "text")).toBe("lamp, voucher");
    expect(convertValue(410, "text")).toBe("410");
  });
});
