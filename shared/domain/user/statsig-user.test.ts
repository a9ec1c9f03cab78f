import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  customKind,
  privateNotKeptUser,
  type StatsigUser,
  splitTier,
  tierOf,
  unitIds,
  userForRequest,
  userLabel,
  userWarnings,
  withoutPrivate,
} from "./statsig-user.ts";

describe("the tier of a user", () => {
  it("is added to a user without one", () => {
    expect(userForRequest({ userID: "a" }, "staging")).toEqual({ userID: "a", statsigEnvironment: { tier: "staging" } });
    expect(userForRequest({ statsigEnvironment: { region: "eu", tier: "" } }, "staging")).toEqual({
      statsigEnvironment: { region: "eu", tier: "staging" },
    });
  });

  it.each<[StatsigUser]>([
    [{ statsigEnvironment: { tier: "development" } }],
    [{ statsigEnvironment: { tier: 5 } }],
    [{ statsigEnvironment: "odd" }],
  ])("is unchanged in %j, so that invalid users can be tested too", (user) => {
    expect(userForRequest(user, "staging")).toEqual(user);
  });

  it("is returned if the user has one", () => {
    expect(tierOf({ statsigEnvironment: { tier: "staging" } })).toBe("staging");
    expect([{}, { statsigEnvironment: {} }, { statsigEnvironment: "x" }, { statsigEnvironment: { tier: "" } }].map(tierOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("a user apart from its tier", () => {
  it.each<[StatsigUser, ReturnType<typeof splitTier>]>([
    [{ userID: "a" }, { user: { userID: "a" }, tier: "staging" }],
    [
      { userID: "a", statsigEnvironment: { tier: "production" } },
      { user: { userID: "a" }, tier: "production" },
    ],
    [{ statsigEnvironment: { tier: "qa", region: "eu" } }, { user: { statsigEnvironment: { region: "eu" } }, tier: "qa" }],
    [{ statsigEnvironment: { tier: 5 } }, { user: { statsigEnvironment: { tier: 5 } }, tier: "staging" }],
  ])("%j", (user, split) => {
    expect(splitTier(user, "staging")).toEqual(split);
  });
});

describe("units and labels", () => {
  it("accepts texts and numbers as IDs, userID first", () => {
    expect(unitIds({ customIDs: { stableID: "dev-1", seat: 7, empty: "", odd: {} }, userID: "ada" })).toEqual([
      { idType: "userID", value: "ada" },
      { idType: "stableID", value: "dev-1" },
      { idType: "seat", value: "7" },
    ]);
  });

  it.each<[StatsigUser, string | null, string]>([
    [{ userID: "u-1" }, "Ada", "Ada"],
    [{ userID: "u-1", email: "ada@x.de" }, null, "u-1"],
    [{ userID: " ", customIDs: { stableID: "dev-1" } }, null, "dev-1"],
    [{ email: "ada@x.de" }, null, "ada@x.de"],
    [{}, null, "a user without an ID"],
    [{ userID: "x".repeat(200) }, null, `${"x".repeat(79)}…`],
  ])("labels %j, saved as %j, as %j", (user, savedName, label) => {
    expect(userLabel(user, savedName)).toBe(label);
  });
});

describe("private attributes", () => {
  const user = { userID: "ada", privateAttributes: { salary: 90_000, plan: "pro" } };

  it("are removed from saved users", () => {
    expect(withoutPrivate(user)).toEqual({ userID: "ada" });
  });

  it("keep their names but not their values in the history", () => {
    expect(privateNotKeptUser(user)).toEqual({
      userID: "ada",
      privateAttributes: { salary: "[private, not kept]", plan: "[private, not kept]" },
    });
  });

  it("are recognized in any spelling and of any type", () => {
    const odd = { private_attributes: { salary: 1 }, PrivateAttributes: "salary=1", privateAttributes: null };
    expect(withoutPrivate(odd)).toEqual({});
    expect(withoutPrivate({ "private-attributes": {}, "Private Attributes": {}, "private.attributes": {}, privateAttribute: {} })).toEqual(
      {},
    );
    expect(privateNotKeptUser(odd)).toEqual({
      private_attributes: { salary: "[private, not kept]" },
      PrivateAttributes: "[private, not kept]",
      privateAttributes: null,
    });
  });
});

it("the editor of a custom value depends on its type", () => {
  const values = ["pro", 45, true, ["a", "b"], [], [1], { a: 1 }, null];
  expect(values.map(customKind)).toEqual(["text", "number", "yes_no", "list", "list", "other", "other", "other"]);
});

describe("warnings", () => {
  const warningsOf = (user: StatsigUser) =>
    userWarnings(user).map(({ path, message, fix }) => [path.join("."), message, fix?.user ?? null]);

  it("are empty for an ordinary user", () => {
    const user = {
      userID: "u-1001",
      customIDs: { stableID: "dev-1" },
      email: "mia@example.net",
      ip: "192.168.1.1",
      userAgent: "Mozilla/5.0",
      country: "US",
      locale: "en_US",
      appVersion: "4.12.3-beta",
      custom: { lifetime_spend: 1250, isBeta: true, cart_items: ["lamp"] },
      privateAttributes: { salary: 1 },
      statsigEnvironment: { tier: "Production" },
    };
    expect(warningsOf(user)).toEqual([]);
  });

  it("report a user without an ID", () => {
    expect(warningsOf({})).toEqual([["userID", "This user is empty: all users without an ID share one bucket.", null]]);
    expect(warningsOf({ email: "a@b.c", userID: "" })).toEqual([
      ["userID", "This user has neither a userID nor a custom ID: all users without an ID share one bucket.", null],
    ]);
  });

  it.each<[StatsigUser, string, RegExp, StatsigUser | null]>([
    [{ userID: 5 }, "userID", /is a number/, { userID: "5" }],
    [{ userID: " ada" }, "userID", /begins or ends with blanks/, { userID: "ada" }],
    [{ userID: "x".repeat(129) }, "userID", /129 characters.*after 128/, null],
    [{ customIDs: { seat: 7 } }, "customIDs.seat", /is a number/, { customIDs: { seat: "7" } }],
    [{ userID: "a", customIDs: { seat: {} } }, "customIDs.seat", /expects a text/, null],
    [{ userID: "a", customIDs: "seat" }, "customIDs", /expects an object/, null],
    [{ userID: "a", country: "Germany" }, "country", /two-letter codes/, null],
    [{ userID: "a", country: "DE " }, "country", /begins or ends with blanks/, { userID: "a", country: "DE" }],
    [{ userID: "a", ip: "2001:db8::1" }, "ip", /IPv4 addresses only/, null],
    [{ userID: "a", ip: "256.1.1.1" }, "ip", /not an IPv4 address/, null],
    [{ userID: "a", ip: "1.2.3" }, "ip", /not an IPv4 address/, null],
    [{ userID: "a", userAgent: "x".repeat(1001) }, "userAgent", /ignores a user agent/, null],
    [{ userID: "a", locale: "english please" }, "locale", /en_US/, null],
    [{ userID: "a", appVersion: "v1.2" }, "appVersion", /numbers between dots/, { userID: "a", appVersion: "1.2" }],
    [{ userID: "a", appVersion: 1.2 }, "appVersion", /expects a text/, { userID: "a", appVersion: "1.2" }],
    [{ userID: "a", email: "ada" }, "email", /has an @/, null],
    [{ userID: "a", custom: { address: { city: "Oslo" } } }, "custom.address", /cannot read the fields of an object/, null],
    [{ userID: "a", custom: { sizes: [1, 2] } }, "custom.sizes", /lists of texts/, null],
    [{ userID: "a", custom: { plan: "x" }, privateAttributes: { plan: "y" } }, "privateAttributes.plan", /also in custom/, null],
    [
      { userID: "a", statsigEnvironment: "staging" },
      "statsigEnvironment",
      /object with a tier/,
      { userID: "a", statsigEnvironment: { tier: "staging" } },
    ],
    [
      { userID: "a", statsigEnvironment: { tier: "prod" } },
      "statsigEnvironment.tier",
      /none of Statsig/,
      { userID: "a", statsigEnvironment: { tier: "production" } },
    ],
    [
      { userID: "a", statsigEnvironment: { Tier: "staging" } },
      "statsigEnvironment",
      /“tier” only/,
      { userID: "a", statsigEnvironment: { tier: "staging" } },
    ],
    [{ userID: "a", user_agent: "x" }, "user_agent", /its name is userAgent/, { userID: "a", userAgent: "x" }],
    [{ userID: "1.74322E+17" }, "userID", /a spreadsheet shortened this number/, null],
    [{ userID: "a", customIDs: { companyID: "#N/A" } }, "customIDs.companyID", /which a spreadsheet shows/, null],
    [{ userID: "a", user_id: "b" }, "user_id", /its name is userID/, null],
    [{ userID: "a", plan: "pro" }, "plan", /does not document/, { userID: "a", custom: { plan: "pro" } }],
    [{ userID: "a", plan: "pro", custom: { plan: "x" } }, "plan", /does not document/, null],
    [{ userID: "a", custom: { note: ["secret-abcdef123456"] } }, "custom.note.0", /looks like a Statsig key/, null],
    [{ userID: "a", custom: { note: "x".repeat(4096) } }, "", /characters; Statsig may cut it after 4096/, null],
  ])("about %j are at %s, with a fix if one is obvious", (user, path, message, fixed) => {
    const warnings = userWarnings(user);
    expect(warnings.map((warning) => warning.path.join("."))).toEqual([path]);
    expect(warnings[0]?.message).toMatch(message);
    expect(warnings[0]?.fix?.user ?? null).toEqual(fixed);
  });

  it("do not recur after their fix", () => {
    const anything = fc.dictionary(
      fc.constantFrom("userID", "user_id", "country", "ip", "appVersion", "customIDs", "custom", "statsigEnvironment", "plan"),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(anything, (user) => {
        for (const { path, message, fix } of userWarnings(user as StatsigUser)) {
          if (fix !== null) expect(userWarnings(fix.user)).not.toContainEqual(expect.objectContaining({ path, message }));
        }
      }),
    );
  });
});
